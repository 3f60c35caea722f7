package recorder

import (
	"errors"
	"os"
	"sync"
	"time"
)

// syncEach bounds what a loss of power can take.
const syncEach = 2 * time.Second

type synced interface{ Sync() error }

// keeper brings files to the disk on a goroutine of its own: a slow disk holds up no
// packet. Its other methods are called by the recorder's goroutine.
type keeper struct {
	changed map[synced]bool
	last    time.Time
	busy    chan struct{} // holds one token while a round runs
	err     error         // guarded by mu
	mu      sync.Mutex
}

func newKeeper() *keeper {
	return &keeper{changed: make(map[synced]bool), busy: make(chan struct{}, 1)}
}

func (k *keeper) dirty(f synced)  { k.changed[f] = true }
func (k *keeper) forget(f synced) { delete(k.changed, f) }

// sync begins a round when one is due and the last is over.
func (k *keeper) sync(now time.Time) {
	if len(k.changed) == 0 || now.Sub(k.last) < syncEach {
		return
	}
	select {
	case k.busy <- struct{}{}:
	default:
		return
	}
	changed := k.changed
	k.changed, k.last = make(map[synced]bool), now
	go func() {
		defer func() { <-k.busy }()
		for f := range changed {
			if err := f.Sync(); err != nil && !errors.Is(err, os.ErrClosed) {
				k.mu.Lock()
				k.err = err
				k.mu.Unlock()
			}
		}
	}()
}

// wait returns when the last round is over, with what went wrong in any.
func (k *keeper) wait() error {
	k.busy <- struct{}{}
	<-k.busy
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.err
}
