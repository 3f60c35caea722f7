package media

import (
	"slices"
	"sync"
	"time"

	"aula/internal/media/codec"
	"aula/internal/media/rtpcache"
)

// Tapped is a packet of a slot as every viewer of the room gets it: its numbers go on
// unbroken when the publisher of the slot changes.
type Tapped struct {
	*rtpcache.Packet // shared: not to be changed

	Slot  Slot
	Audio bool
	From  string    // name of the publisher
	Shown time.Time // when it was taken, by our clock; comparable between slots, picture and sound
}

// Tap is given every packet of the slots of a room, in the order in which they leave for the
// viewers. It must not block and may not call the plane.
type Tap interface{ Take(Tapped) }

// Tap attaches t to a room until stop is called. Once stop has returned nothing more is taken. The
// pictures begin with the packets since the last key frame.
func (p *Plane) Tap(room string, t Tap) (stop func()) {
	r := p.room(room)
	feeds := r.feedsNow()
	for _, f := range feeds {
		f.taps.add(f, t)
	}
	return func() {
		for _, f := range feeds {
			f.taps.remove(t)
		}
	}
}

// WantKeyFrame asks for a key frame of the picture in a slot, within the budget of its source.
func (p *Plane) WantKeyFrame(room string, slot Slot) {
	if f := p.room(room).feeds[video][slot]; f != nil {
		f.wantKeyFrame()
	}
}

// Mute stops the sound of a slot, or lets it through again. It fails with ErrSlot when the
// slot has no sound.
func (p *Plane) Mute(room string, slot Slot, muted bool) error {
	r := p.room(room)
	f := r.feeds[audio][slot]
	if f == nil {
		return slot.missing()
	}
	f.mute(muted)
	r.rechoose()
	return nil
}

// Shrink says that screens show the picture of a slot small, so that its smallest layer is enough, or large again. It fails
// for a slot that has no picture.
func (p *Plane) Shrink(room string, slot Slot, small bool) error {
	r := p.room(room)
	f := r.feeds[video][slot]
	if f == nil {
		return slot.missing()
	}
	if f.small.Swap(small) != small {
		r.rechoose()
	}
	return nil
}

// feedsNow returns the feeds of the slots.
func (r *room) feedsNow() (all []*feed) {
	for _, k := range []kind{video, audio} {
		for _, s := range r.shape.lines(k) {
			all = append(all, r.feeds[k][s])
		}
	}
	return all
}

// taps are those of one feed.
type taps struct {
	mu  sync.Mutex
	all []*tapped
}

// tapped is a tap's view of a feed: the largest picture of whatever is on air, as one stream.
type tapped struct {
	tap    Tap
	shows  shows
	source *source
}

func (l *taps) add(f *feed, t Tap) {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := &tapped{tap: t, shows: newShows(f.kind)}
	l.all = append(l.all, v)
	if now := f.now().current; now != nil && f.kind == video {
		src := now.top(time.Now())
		for _, p := range src.sinceKeyFrame() {
			v.take(f, src, p)
		}
	}
}

func (l *taps) any() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.all) > 0
}

func (l *taps) remove(t Tap) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = slices.DeleteFunc(l.all, func(v *tapped) bool { return v.tap == t })
}

// changed follows a change on air: an empty feed begins anew.
func (l *taps) changed(a *airing) {
	if a.current != nil && !a.muted {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, v := range l.all {
		v.source = nil
	}
}

func (l *taps) take(f *feed, src *source, p *rtpcache.Packet) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, v := range l.all {
		v.take(f, src, p)
	}
}

func (v *tapped) take(f *feed, src *source, p *rtpcache.Packet) {
	if src != v.source {
		if src != src.track.top(p.At) {
			return
		}
		if f.kind == video && !p.Key {
			src.asker.Want()
			return
		}
		v.shows.change(v.source, src, p)
		v.source = src
	}
	seq, stamp, ok := v.shows.numbers.Rewrite(p.Seq, p.Time)
	if !ok {
		return
	}
	v.shows.sent = p.At
	out := *p
	out.Seq, out.Time = seq, stamp
	if p.Codec.Name == codec.VP8 {
		out.Payload = slices.Clone(p.Payload)
		v.shows.vp8.Rewrite(out.Payload)
	}
	v.tap.Take(Tapped{Packet: &out, Slot: f.slot, Audio: f.kind == audio, From: src.publisher.name, Shown: src.moment().shown(p.Time, f.kind.rate())})
}
