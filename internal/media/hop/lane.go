package hop

import (
	"net/netip"
	"sync"
	"time"
)

// lane is a way with a clock.
type lane struct {
	mu   sync.Mutex
	way  *Way
	wake chan struct{}
	give func(b []byte, client netip.AddrPort)
}

func newLane(give func(b []byte, client netip.AddrPort)) *lane {
	return &lane{way: New(Network{}), wake: make(chan struct{}, 1), give: give}
}

func (l *lane) set(n Network) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.way.Network = n
}

func (l *lane) put(b []byte, client netip.AddrPort) {
	l.mu.Lock()
	at := l.way.Put(b, client, time.Now())
	l.mu.Unlock()
	if at.IsZero() {
		return
	}
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// run gives out packets at their times until done.
func (l *lane) run(done <-chan struct{}) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		l.mu.Lock()
		l.way.Take(time.Now(), l.give)
		if due := l.way.Due(); !due.IsZero() {
			timer.Reset(time.Until(due))
		}
		l.mu.Unlock()
		select {
		case <-done:
			return
		case <-timer.C:
		case <-l.wake:
		}
	}
}
