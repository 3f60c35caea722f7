package hls

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"aula/internal/media"
	"aula/internal/media/codec"
	"aula/internal/media/frame"
)

const (
	queuePackets = 2048                   // about 8 s of a slot; what comes on top is lost, and the next key frame heals it
	lateWindow   = 64                     // packets that may overtake a late one
	lookEach     = 250 * time.Millisecond // how often a stream looks at what does not come
)

// stream makes fragments of one slot. One goroutine owns all but what mu guards.
type stream struct {
	key
	streams *Streams
	log     *slog.Logger
	times   times
	packets chan media.Tapped

	pictures, sounds *frame.Line
	picture, sound   time.Time // arrival of the last of each
	voice            time.Time // arrival of the first sound without an edition
	wished           time.Time // when a key frame was last asked for
	began            time.Time // arrival of the last key frame
	refused          time.Time // arrival of the last picture that no stream can carry

	mu      sync.Mutex
	edition *edition
	fault   error         // why there is no edition; nil while one is awaited
	changed chan struct{} // closed when edition or fault has changed
	asked   time.Time
}

func newStream(s *Streams, k key) *stream {
	st := &stream{
		key: k, streams: s, times: s.times, log: s.log.With("room", k.room, "slot", k.slot),
		packets: make(chan media.Tapped, queuePackets), changed: make(chan struct{}), asked: time.Now(),
	}
	miss := func(frame.Gap) { st.wish() }
	st.pictures = frame.New(lateWindow, st.takePicture, miss)
	st.sounds = frame.New(lateWindow/8, st.takeSound, func(frame.Gap) {})
	return st
}

// Take implements media.Tap.
func (s *stream) Take(t media.Tapped) {
	if t.Slot != s.slot {
		return
	}
	select {
	case s.packets <- t:
	default: // the line sees the hole by the numbers
	}
}

// run makes fragments until ctx ends or nobody asks any more.
func (s *stream) run(ctx context.Context) {
	s.log.Debug("hls: begins")
	stop := s.streams.source.Tap(s.room, s)
	defer s.put(nil, ErrClosed)
	defer stop()
	s.wish()
	tick := time.NewTicker(lookEach)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case p := <-s.packets:
			s.add(p)
		case now := <-tick.C:
			if s.look(now) {
				s.log.Debug("hls: ends")
				return
			}
		}
	}
}

func (s *stream) add(p media.Tapped) {
	if p.Audio {
		s.sounds.Add(p.Packet, p.From, p.Shown)
	} else {
		s.pictures.Add(p.Packet, p.From, p.Shown)
	}
}

// takePicture adds a picture to the edition, or begins one with it.
func (s *stream) takePicture(f frame.Frame) {
	now := time.Now()
	if f.Codec.Name == codec.VP8 {
		s.refuse(now)
		return
	}
	s.picture = now
	if f.Key {
		s.began = now
	}
	e := s.edition
	if e != nil && e.fits(f) {
		s.try(e.show(f))
		return
	}
	if !f.Key {
		if now.Sub(s.wished) > s.times.group/4 {
			s.wish()
		}
		return
	}
	s.begin(newEdition(s.times, &f, s.slot != media.Slides))
	if s.edition != nil {
		s.try(s.edition.show(f))
	}
}

// refuse says that a picture comes which no stream can carry. Its sound can go alone.
func (s *stream) refuse(now time.Time) {
	s.refused = now
	if s.edition == nil && s.fault == nil && now.Sub(s.sound) > s.times.alone {
		s.put(nil, ErrCodec)
	}
}

// takeSound adds sound to the edition. Where no picture comes, it goes alone after a while.
func (s *stream) takeSound(f frame.Frame) {
	now := time.Now()
	if now.Sub(s.sound) > s.times.alone {
		s.voice = now
	}
	s.sound = now
	if s.edition == nil && now.Sub(s.voice) >= s.times.alone && now.Sub(s.picture) >= s.times.alone {
		s.begin(newEdition(s.times, nil, true))
	}
	if s.edition != nil {
		s.try(s.edition.sound(f))
	}
}

func (s *stream) begin(e *edition, err error) {
	if err != nil {
		s.log.Warn("hls: begin", "err", err)
		s.put(nil, nil)
		return
	}
	s.log.Debug("hls: edition", "edition", e.name)
	s.put(e, nil)
}

// try ends an edition that cannot go on; the next key frame begins another.
func (s *stream) try(err error) {
	if err != nil {
		s.log.Warn("hls: edition ends", "err", err)
		s.put(nil, nil)
		s.wish()
	}
}

// look ends what nobody sends and what nobody sees. It asks for key frames at the pace of segments.
func (s *stream) look(now time.Time) (over bool) {
	if s.streams.leave(s, now.Add(-s.times.idle)) {
		return true
	}
	last := s.picture
	if s.edition != nil && !s.edition.pictures {
		last = s.sound
	}
	quiet := s.edition != nil && now.Sub(last) > s.times.silence
	if quiet || s.fault != nil && now.Sub(s.refused) > s.times.silence {
		s.put(nil, nil)
	}
	if now.Sub(s.began) >= s.times.group && now.Sub(s.wished) >= s.times.group/2 {
		s.wish()
	}
	return false
}

func (s *stream) wish() {
	s.wished = time.Now()
	s.streams.source.WantKeyFrame(s.room, s.slot)
}

// put makes e the present edition, and wakes whoever waits for one.
func (s *stream) put(e *edition, fault error) {
	s.mu.Lock()
	old := s.edition
	s.edition, s.fault = e, fault
	close(s.changed)
	s.changed = make(chan struct{})
	s.mu.Unlock()
	if old != nil {
		old.close()
	}
}

func (s *stream) ask() {
	s.mu.Lock()
	s.asked = time.Now()
	s.mu.Unlock()
}

func (s *stream) askedSince(t time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked.After(t)
}

// present returns the edition of now, or why there is none, and what to wait for.
func (s *stream) present() (e *edition, changed <-chan struct{}, fault error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.edition, s.changed, s.fault
}

// await returns the name of the edition of now, once it can be played.
func (s *stream) await(ctx context.Context) (string, error) {
	for {
		e, changed, fault := s.present()
		if fault != nil {
			return "", fault
		}
		var ready <-chan struct{}
		if e != nil {
			ready = e.ready
		}
		select {
		case <-ready:
			return e.name, nil
		case <-changed:
		case <-ctx.Done():
			return "", ErrQuiet
		}
	}
}
