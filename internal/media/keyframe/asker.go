// Package keyframe asks a video source for key frames within a budget.
package keyframe

import (
	"sync"
	"time"
)

// Interval is the least time between two requests to one source, however many
// viewers wish for a key frame.
const Interval = 500 * time.Millisecond

// Asker asks one source. A wish is repeated every Interval until a key frame is
// seen, on a timer, because a source that shows a still slide sends no packets
// that could remind us. Its methods may be called from any goroutine.
type Asker struct {
	ask func()

	mu      sync.Mutex
	timer   *time.Timer // set while asking again is due
	wanted  bool
	stopped bool
}

// NewAsker returns an asker that calls ask, outside its lock, for each request.
func NewAsker(ask func()) *Asker { return &Asker{ask: ask} }

// Want wishes for a key frame. It asks at once when the budget allows.
func (a *Asker) Want() {
	a.mu.Lock()
	a.wanted = true
	now := a.timer == nil && !a.stopped
	if now {
		a.timer = time.AfterFunc(Interval, a.due)
	}
	a.mu.Unlock()
	if now {
		a.ask()
	}
}

// Seen tells that a key frame has come.
func (a *Asker) Seen() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wanted = false
}

// Stop ends all asking. The source has gone.
func (a *Asker) Stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopped = true
	if a.timer != nil {
		a.timer.Stop()
	}
}

func (a *Asker) due() {
	a.mu.Lock()
	again := a.wanted && !a.stopped
	if again {
		a.timer = time.AfterFunc(Interval, a.due)
	} else {
		a.timer = nil
	}
	a.mu.Unlock()
	if again {
		a.ask()
	}
}
