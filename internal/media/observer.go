package media

import "sync"

// Observer is told who comes and goes, one call after another in the order in
// which it happened, on a goroutine of its own. It may call the plane.
type Observer interface {
	PublisherStarted(Member) // its connection is up
	PublisherStopped(Member) // told once for each PublisherStarted
	PublisherSilent(Member)  // its connection is up, but nothing has come for a while
	PublisherHeard(Member)   // something comes again; told once for each PublisherSilent
	ViewerConnected(Member)
	ViewerGone(Member) // told once for each ViewerConnected
}

// Member names a publisher or a viewer.
type Member struct {
	Session string
	Room    string
	Slot    Slot // offered by a publisher; empty for a viewer
	Name    string
}

// teller calls an observer from one goroutine, so that nothing in the plane waits for it.
type teller struct {
	observer Observer
	ended    chan struct{}

	mu     sync.Mutex
	wake   *sync.Cond
	queue  []func(Observer)
	closed bool
}

func newTeller(o Observer) *teller {
	t := &teller{observer: o, ended: make(chan struct{})}
	t.wake = sync.NewCond(&t.mu)
	go t.run()
	return t
}

func (t *teller) tell(what func(Observer)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.observer == nil || t.closed {
		return
	}
	t.queue = append(t.queue, what)
	t.wake.Signal()
}

func (t *teller) run() {
	defer close(t.ended)
	for {
		t.mu.Lock()
		for len(t.queue) == 0 && !t.closed {
			t.wake.Wait()
		}
		queue := t.queue
		t.queue = nil
		t.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, what := range queue {
			what(t.observer)
		}
	}
}

// close returns when the observer has been told everything.
func (t *teller) close() {
	t.mu.Lock()
	t.closed = true
	t.wake.Signal()
	t.mu.Unlock()
	<-t.ended
}
