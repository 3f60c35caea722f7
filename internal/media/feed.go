package media

import (
	"sync"
	"sync/atomic"
	"time"
)

// feed is one line of a slot: which track is on air in it, or about to be.
type feed struct {
	slot  Slot
	kind  kind
	index int // among the lines a viewer may have

	mu    sync.Mutex // held while what is on air changes
	state atomic.Pointer[airing]

	small atomic.Bool // screens show it small: its smallest layer is enough

	taps taps
}

// airing is what is on air. It is never changed, only replaced.
type airing struct {
	current *track // its packets are sent
	next    *track // waits for a key frame to become current
	muted   bool
}

func newFeed(s Slot, k kind, index int) *feed {
	f := &feed{slot: s, kind: k, index: index}
	f.state.Store(&airing{})
	return f
}

func (f *feed) now() *airing { return f.state.Load() }

// put makes t the track of the feed; nil empties it. Sound changes at once. A picture stays until the new track's
// next key frame, which is asked for at once; an empty feed begins with the track's last one. It
// reports whether viewers have to choose anew.
func (f *feed) put(t *track) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.now()
	a := *before
	if a.current != nil && a.current.publisher.hasLeft() {
		a.current = nil
	}
	switch {
	case t == nil:
		a.current, a.next = nil, nil
	case t == a.current:
		a.next = nil
	case a.current == nil || f.kind == audio:
		a.current, a.next = t, nil
	case t != a.next:
		a.next = t
		t.top(time.Now()).asker.Want() // whether anybody watches or not: the taps wait for it too
	}
	if a == *before {
		return false
	}
	f.state.Store(&a)
	f.taps.changed(&a)
	return true
}

// mute lets no packet of the feed through, or all again.
func (f *feed) mute(muted bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	a := *f.now()
	a.muted = muted
	f.state.Store(&a)
	f.taps.changed(&a)
}

// wants reports whether a track's packets are for this feed.
func (f *feed) wants(t *track) bool {
	a := f.now()
	return !a.muted && (t == a.current || t == a.next)
}

// arrived makes the next track current when its key frame has come.
func (f *feed) arrived(t *track, key bool) {
	if a := f.now(); t != a.next || !key {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	a := *f.now()
	if a.next == t {
		a.current, a.next = t, nil
		f.state.Store(&a)
	}
}

// wantKeyFrame asks for a key frame of everything that is on air or about to be.
func (f *feed) wantKeyFrame() {
	a := f.now()
	for _, t := range []*track{a.current, a.next} {
		if t != nil && f.kind == video {
			for _, s := range t.sourcesNow() {
				s.asker.Want()
			}
		}
	}
}

// onAir returns the publisher whose packets are sent, or "".
func (f *feed) onAir() string {
	if t := f.now().current; t != nil {
		return t.publisher.name
	}
	return ""
}

func (f *feed) fedBy(pub *publisher) bool {
	if f == nil {
		return false
	}
	t := f.now().current
	return t != nil && t.publisher == pub
}
