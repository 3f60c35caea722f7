package crowd

import (
	"time"

	"aula/internal/media/hop"
)

const (
	startAfter = 5 * time.Second // before which a browser tells no estimate unless the way is overrun
	backOff    = 0.85            // of what came
	growth     = 1.08            // a second
	headroom   = 1.5             // times what came: no estimate is larger
	slack      = 10_000          // bits per second, and so much more
)

// estimate is what a viewer believes its way can carry: the receiver's side of
// draft-ietf-rmcat-gcc-02, section 5, with the constants of browsers.
type estimate struct {
	bits   float64 // 0: none yet
	joined time.Time
	last   time.Time
}

// next returns the estimate in bit/s after what came since the last time; false while there is none.
func (e *estimate) next(a hop.Account, now time.Time) (bits int, ok bool) {
	if e.joined.IsZero() {
		e.joined, e.last = now, now
		return 0, false
	}
	since := now.Sub(e.last).Seconds()
	e.last = now
	if since <= 0 {
		return int(e.bits), e.bits > 0
	}
	came := float64(a.Bytes) * 8 / since
	switch {
	case a.Overrun:
		e.bits = backOff * came
	case e.bits > 0:
		e.bits = max(e.bits, min(e.bits*growth, headroom*came+slack))
	case now.Sub(e.joined) >= startAfter:
		e.bits = came
	}
	return int(e.bits), e.bits > 0
}
