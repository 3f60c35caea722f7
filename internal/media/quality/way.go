// Package quality chooses what a viewer is sent when its way has not room for everything. It
// is pure: it has no clock and starts no goroutine.
//
// What the way carries is told by the viewer: its own estimate (REMB,
// draft-alvestrand-rmcat-remb) and the loss it reports. An estimate grows only a little beyond
// what is sent, so more is tried now and then, and less often the more it has failed.
package quality

import "time"

const (
	rembHolds   = 5 * time.Second  // an estimate older than this says nothing any more
	probeTime   = 4 * time.Second  // more is tried for so long before it is judged
	firstWait   = 5 * time.Second  // between a change and the next try
	longestWait = 80 * time.Second // between two tries when they fail

	lossBad   = 0.10 // share of packets lost beyond which less is sent
	lossGood  = 0.02 // below which more may be sent
	growth    = 1.08 // of what loss allows, each second
	tolerance = 0.85 // an estimate this far below what is sent is no reason to send less
)

// Way is what is known of the way to one viewer. The zero value knows nothing: it has room for everything.
type Way struct {
	remb   int // bits per second
	rembAt time.Time
	lost   float64
	room   int // bits per second that loss leaves; 0: no bound

	cost    int // of what was chosen last
	probing time.Time
	wait    time.Duration
	next    time.Time // when more may be tried
}

// Estimate notes the viewer's own estimate, in bits per second.
func (w *Way) Estimate(bits int, now time.Time) { w.remb, w.rembAt = bits, now }

// Lost notes the share of packets that the viewer has lost since it last said so, 0 to 1.
func (w *Way) Lost(share float64) { w.lost = share }

// Line is one picture: what its layers cost in bits per second, the smallest first. A layer that is not sent costs 0.
type Line []int

// None says that a line is sent nothing.
const None = -1

// Choose returns for each line the layer to send. The lines come in the order of their weight: sound, which is never
// left out, costs its rate; then the first line has room before the second. The first line is always sent something. It is to be
// called about once a second.
func (w *Way) Choose(sound int, lines []Line, now time.Time) []int {
	budget, bound := w.budget(now)
	chosen := fit(lines, budget-sound, bound)
	switch more, ok := w.tryMore(lines, chosen, sound, bound, now); {
	case ok:
		chosen = more
	case !w.probing.IsZero():
		w.probing = time.Time{}
	}
	w.cost = sound + total(lines, chosen)
	return chosen
}

// budget returns what the way carries, if anything bounds it.
func (w *Way) budget(now time.Time) (bits int, bound bool) {
	switch {
	case w.lost > lossBad && w.cost > 0:
		w.room = int(float64(w.cost) * (1 - w.lost/2))
	case w.lost < lossGood && w.room > 0:
		if w.room = int(float64(w.room) * growth); w.room > 4*w.cost {
			w.room = 0
		}
	}
	bits, bound = w.room, w.room > 0
	if now.Sub(w.rembAt) < rembHolds && (!bound || w.remb < bits) {
		bits, bound = w.remb, true
		if bits < w.cost && float64(bits) > tolerance*float64(w.cost) {
			bits = w.cost
		}
	}
	return bits, bound
}

// tryMore returns the layers of a try to send more than the estimate has room for.
func (w *Way) tryMore(lines []Line, chosen []int, sound int, bound bool, now time.Time) ([]int, bool) {
	cost := sound + total(lines, chosen)
	if !w.probing.IsZero() {
		return w.judge(lines, chosen, now)
	}
	if w.wait == 0 {
		w.wait = firstWait
	}
	if cost < w.cost || w.next.IsZero() || w.lost > lossGood {
		w.next = now.Add(w.wait)
	}
	if !bound || now.Before(w.next) || w.room > 0 && w.room <= w.remb {
		return nil, false
	}
	more, ok := up(lines, chosen)
	if ok {
		w.probing = now
	}
	return more, ok
}

// judge goes on with a try while nothing speaks against it. It has succeeded when the estimate has followed.
func (w *Way) judge(lines []Line, chosen []int, now time.Time) ([]int, bool) {
	more, ok := up(lines, chosen)
	switch {
	case !ok: // the estimate has followed: nothing more to try
		w.wait, w.next = firstWait, now.Add(firstWait)
		return nil, false
	case w.lost > lossBad, now.Sub(w.probing) >= probeTime:
		w.wait = min(2*w.wait, longestWait)
		w.next = now.Add(w.wait)
		return nil, false
	}
	if total(lines, more) <= w.cost { // the same try still
		return more, true
	}
	w.wait, w.next = firstWait, now.Add(firstWait) // it has followed a part of the way
	return nil, false
}

// fit chooses the layers that a budget has room for.
func fit(lines []Line, budget int, bound bool) []int {
	chosen := make([]int, len(lines))
	if !bound {
		for i, l := range lines {
			chosen[i] = len(l) - 1
			for chosen[i] > 0 && l[chosen[i]] == 0 {
				chosen[i]--
			}
		}
		return chosen
	}
	for i, l := range lines { // the smallest of each, in order
		chosen[i] = None
		if len(l) > 0 && (i == 0 || l[0] <= budget) {
			chosen[i] = 0
			budget -= l[0]
		}
	}
	for i, l := range lines { // then better ones, in order
		for at := len(l) - 1; at > 0 && chosen[i] == 0; at-- {
			if l[at] > 0 && l[at]-l[0] <= budget {
				budget -= l[at] - l[0]
				chosen[i] = at
			}
		}
	}
	return chosen
}

// up returns the next better choice: one step for the first line that has one.
func up(lines []Line, chosen []int) ([]int, bool) {
	for i, l := range lines {
		for at := chosen[i] + 1; at < len(l); at++ {
			if l[at] > 0 {
				more := append([]int(nil), chosen...)
				more[i] = at
				return more, true
			}
		}
	}
	return nil, false
}

func total(lines []Line, chosen []int) (bits int) {
	for i, at := range chosen {
		if at >= 0 && at < len(lines[i]) {
			bits += lines[i][at]
		}
	}
	return bits
}
