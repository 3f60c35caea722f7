// Package hls serves the slots of a room as low-latency HLS (draft-pantos-hls-rfc8216bis) to
// those whom no direct picture reaches, and to audiences too large for one. Nothing is
// decoded: the packets that viewers get become fragments of MP4.
//
// Each slot is a stream of its own, so that a page plays the sound of the programme and the
// voice on the floor together, as it does with a direct picture. A stream begins when it
// is first asked for and ends when nobody has asked for a minute.
package hls

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"aula/internal/media"
)

// Source is what a stream needs of the media plane.
type Source interface {
	Tap(room string, t media.Tap) (stop func())
	WantKeyFrame(room string, slot media.Slot)
}

// Errors of Streams.Current.
var (
	ErrSlot   = errors.New("hls: the slot has no stream")
	ErrCodec  = errors.New("hls: the picture's codec cannot go into a stream")
	ErrQuiet  = errors.New("hls: nothing is on air")
	ErrClosed = errors.New("hls: closed")
)

// Slots are those that have a stream.
func Slots() []media.Slot { return []media.Slot{media.Programme, media.Slides, media.Floor} }

// Streams are the streams of all rooms. Its methods may be called from any goroutine.
type Streams struct {
	source Source
	log    *slog.Logger
	times  times

	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup

	mu     sync.Mutex
	open   map[key]*stream
	closed bool
}

type key struct {
	room string
	slot media.Slot
}

// times are how long things take; tests make them shorter.
type times struct {
	idle    time.Duration // without a question until a stream ends
	silence time.Duration // without a picture, or without sound where there is no picture, until an edition ends
	group   time.Duration // between two key frames, which begin segments
	part    time.Duration // of a segment: what a player waits for
	alone   time.Duration // sound waits for a picture before it goes alone
}

var usual = times{
	idle: time.Minute, silence: 4 * time.Second, group: 2 * time.Second, part: 500 * time.Millisecond, alone: 1500 * time.Millisecond,
}

// New returns no streams yet. Log may be nil.
func New(source Source, log *slog.Logger) *Streams {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := &Streams{source: source, log: log, times: usual, open: make(map[key]*stream)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	return s
}

// Close ends all streams and whoever waits for one.
func (s *Streams) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.work.Wait()
}

// Current waits until the stream of a slot can be played and returns the name of its present
// edition, under which Serve serves it. It fails with ErrSlot, with ErrCodec while a codec is
// sent that no stream can carry, with ErrClosed, and with ErrQuiet when ctx ends first.
func (s *Streams) Current(ctx context.Context, room string, slot media.Slot) (edition string, err error) {
	st, err := s.stream(room, slot)
	if err != nil {
		return "", err
	}
	return st.await(ctx)
}

// stream returns the stream of a slot, which comes into being when it is first asked for.
func (s *Streams) stream(room string, slot media.Slot) (*stream, error) {
	k := key{room, slot}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrClosed
	}
	if st := s.open[k]; st != nil {
		st.ask()
		return st, nil
	}
	if !known(slot) {
		return nil, ErrSlot
	}
	st := newStream(s, k)
	s.open[k] = st
	s.work.Go(func() { st.run(s.ctx) })
	return st, nil
}

func known(slot media.Slot) bool {
	for _, s := range Slots() {
		if s == slot {
			return true
		}
	}
	return false
}

// leave forgets a stream that nobody has asked for since before. It reports whether the
// stream is to end.
func (s *Streams) leave(st *stream, before time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st.askedSince(before) {
		return false
	}
	delete(s.open, st.key)
	return true
}

// Playing counts the streams that run.
func (s *Streams) Playing() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}
