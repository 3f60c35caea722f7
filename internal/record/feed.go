package record

import (
	"sync"

	"aula/internal/seminar"
)

// listenerBuffer is how many entries a listener may lag behind before it is let go.
const listenerBuffer = 256

// Feed tells listeners of entries that have just been committed, in their order. A
// listener that does not keep up is let go; it comes back with the last number it
// saw and reads from the store what it missed.
type Feed struct {
	mu        sync.Mutex
	listeners map[seminar.ID]map[*Listener]struct{} // guarded by mu
}

// Listener hears the entries of one seminar.
type Listener struct {
	C    <-chan Entry // closed when the listener is let go
	c    chan Entry
	feed *Feed
	of   seminar.ID
}

// Listen begins to hear the entries of a seminar. The caller must Close the listener.
func (f *Feed) Listen(of seminar.ID) *Listener {
	c := make(chan Entry, listenerBuffer)
	l := &Listener{C: c, c: c, feed: f, of: of}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.listeners == nil {
		f.listeners = map[seminar.ID]map[*Listener]struct{}{}
	}
	if f.listeners[of] == nil {
		f.listeners[of] = map[*Listener]struct{}{}
	}
	f.listeners[of][l] = struct{}{}
	return l
}

// Close ends the listening. It may be called more than once.
func (l *Listener) Close() {
	l.feed.mu.Lock()
	defer l.feed.mu.Unlock()
	l.feed.dropLocked(l)
}

func (f *Feed) dropLocked(l *Listener) {
	if _, on := f.listeners[l.of][l]; on {
		delete(f.listeners[l.of], l)
		close(l.c)
	}
}

// Publish hands entries to the listeners of their seminar. The store calls it after
// each commit, one commit at a time, so that order is kept.
func (f *Feed) Publish(entries ...Entry) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range entries {
		for l := range f.listeners[e.Seminar] {
			select {
			case l.c <- e:
			default:
				f.dropLocked(l)
			}
		}
	}
}
