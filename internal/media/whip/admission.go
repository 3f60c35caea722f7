package whip

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// settleWithin is how long an answered offer is counted as a handshake under way. A
	// connection whose packets reach us is up by then; one whose packets do not costs nothing.
	settleWithin = 2 * time.Second

	// handshakesPerCPU is how many handshakes may be under way for each processor: with a
	// round trip of 100 ms, about 100 a second.
	handshakesPerCPU = 32

	// longestWait is the longest that anybody is asked to stay away.
	longestWait = 60 * time.Second
)

// Admission lets people in at the pace that the machine can bear: so many a second, and so
// many handshakes at once. Whoever is refused is given a moment of their own to come
// back, so that a thousand refused do not return together. Endpoints may share one; its
// methods may be called from any goroutine.
type Admission struct {
	most int // handshakes at once

	mu     sync.Mutex
	joins  *rate.Limiter
	back   *rate.Limiter        // moments given to the refused
	within int                  // answers being made
	open   map[string]time.Time // sessions whose handshake is under way, and until when that is believed
}

// NewAdmission admits so many joins a second, twice as many at once, and as many handshakes
// at the same time as the processors can carry.
func NewAdmission(perSecond int) *Admission {
	return newAdmission(rate.Limit(perSecond), 2*perSecond, handshakesPerCPU*runtime.GOMAXPROCS(0))
}

func newAdmission(perSecond rate.Limit, burst, most int) *Admission {
	return &Admission{
		most: most, joins: rate.NewLimiter(perSecond, max(1, burst)), back: rate.NewLimiter(perSecond, 1),
		open: make(map[string]time.Time),
	}
}

// Settled says that a session's handshake is over, well or badly.
func (a *Admission) Settled(session string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.open, session)
}

// enter lets one in, for whom left must be called; or says when to come back.
func (a *Admission) enter(now time.Time) (wait time.Duration, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for session, until := range a.open {
		if now.After(until) {
			delete(a.open, session)
		}
	}
	if a.within+len(a.open) >= a.most || !a.joins.AllowN(now, 1) {
		return a.waitLocked(now), false
	}
	a.within++
	return 0, true
}

// left ends what enter began. A session that came of it is counted until it has settled.
func (a *Admission) left(session string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.within--
	if session != "" {
		a.open[session] = now.Add(settleWithin)
	}
}

// waitLocked books the next free moment among those who were refused before.
func (a *Admission) waitLocked(now time.Time) time.Duration {
	booked := a.back.ReserveN(now, 1)
	wait := booked.DelayFrom(now)
	if wait > longestWait {
		booked.CancelAt(now)
		wait = longestWait/2 + rand.N(longestWait/2)
	}
	return min(longestWait, wait+rand.N(time.Second+wait/4))
}
