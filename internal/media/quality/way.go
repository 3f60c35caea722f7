// Package quality chooses what a viewer is sent when its way has not room for everything. It
// is pure: it has no clock and starts no goroutine.
//
// What the way carries is told by the viewer: its own estimate (REMB,
// draft-alvestrand-rmcat-remb) and the loss it reports. An estimate knows only of what is sent: it grows
// slowly, and hardly beyond it. So it is no bound by being small, but by falling, by being far below what
// is sent from the beginning, or when packets are lost that it had no room for. More is tried now and then,
// and less often the more it has failed.
package quality

import (
	"slices"
	"time"
)

const (
	rembHolds   = 5 * time.Second  // an estimate older than this says nothing any more
	probeTime   = 4 * time.Second  // more has succeeded when nothing spoke against it for so long
	firstWait   = 4 * time.Second  // between a change and the next try
	longestWait = 64 * time.Second // between two tries when they fail

	falls     = 0.97 // of the estimate before: it has fallen
	rises     = 1.04 // it has risen, as it does while nothing queues on the way
	riseHolds = 4 * time.Second
	tolerance = 0.80 // of what is sent: a fall that stays above is of no account
	far       = 0.60 // of what is sent: an estimate that stays below says that the rest does not come through
	farFor    = 2    // choices in a row

	least = 300_000 // bits per second: below this an estimate says more of a busy machine than of the way

	lossBad   = 0.10 // share of packets lost beyond which less is sent, unless the estimate rises or has room
	lossHeavy = 0.30 // beyond which less is sent whatever it says
	lossGood  = 0.02 // below which more may be sent

	spare = 1.2 // of what is tried: a camera does not always send the same

	enough = 20 // packets, of which a loss can be told

	darkAfter = 4 // choices in a row for which there was no room for a picture, before it is taken away
)

// Way is what is known of the way to one viewer. The zero value knows nothing: it has room for everything.
type Way struct {
	remb   int // bits per second
	rembAt time.Time
	fell   bool
	mark   int // estimate from which the next rise is counted
	roseAt time.Time
	dark   int // choices in a row that had no room for a picture
	below  int // choices in a row at which the estimate was far below what was sent
	lost   float64

	heard   report // since the last choice
	reports [reports]report

	room int // bits per second that may be sent; 0: no bound
	cost int // of what was chosen last

	trying time.Time // since when more is tried; zero when nothing is
	wait   time.Duration
	next   time.Time // when more may be tried
}

// Estimate notes the viewer's own estimate, in bits per second.
func (w *Way) Estimate(bits int, now time.Time) {
	if float64(bits) < falls*float64(w.remb) {
		w.fell = true
	}
	switch {
	case float64(bits) > rises*float64(w.mark): // the first as well
		w.mark, w.roseAt = bits, now
	case float64(bits) < falls*float64(w.mark):
		w.mark, w.roseAt = bits, time.Time{}
	}
	w.remb, w.rembAt = bits, now
}

// Received notes how many packets of all lines the viewer should have had since it last said so, and how many of
// these it has not; less than none when some came late.
func (w *Way) Received(expected, missing int) {
	w.heard.expected += expected
	w.heard.missing += missing
}

// report is what was expected and has not come.
type report struct{ expected, missing int }

// reports is how many choices loss is judged by: what comes out of order is missing at one and there at the next.
const reports = 3

// weigh finds out what share is lost.
func (w *Way) weigh() {
	if w.heard.expected < enough {
		return
	}
	copy(w.reports[1:], w.reports[:])
	w.reports[0], w.heard = w.heard, report{}
	var all report
	for _, r := range w.reports {
		all.expected += r.expected
		all.missing += r.missing
	}
	w.lost = min(max(float64(all.missing)/float64(all.expected), 0), 1)
}

// Line is one picture: what its layers cost in bits per second, the smallest first. A layer that is not sent costs 0.
type Line []int

// None says that a line is sent nothing.
const None = -1

// Choose returns for each line the layer to send. The lines come in the order of their weight: sound, which is never
// left out, costs its rate; then the first line has room before the second. The first line is always sent something. It is to be
// called about once a second.
func (w *Way) Choose(sound int, lines []Line, now time.Time) []int {
	if room, bad := w.judge(now); bad {
		w.lessen(room, now)
	} else if w.room > 0 {
		w.grow(sound, lines, now)
	}
	chosen := fit(lines, w.room-sound, w.room > 0)
	w.keep(lines, chosen)
	w.cost = sound + total(lines, chosen)
	return chosen
}

// keep leaves a picture there, at its smallest, until it is sure that there is no room for it: a bad picture is
// taken for a bad line, and none for the end.
func (w *Way) keep(lines []Line, chosen []int) {
	if !slices.Contains(chosen, None) {
		if w.trying.IsZero() {
			w.dark = 0
		}
		return
	}
	if w.dark++; w.dark >= darkAfter {
		return
	}
	for i := range chosen {
		if chosen[i] == None && len(lines[i]) > 0 {
			chosen[i] = 0
		}
	}
}

// judge reports whether less has to be sent, and how much there is room for.
func (w *Way) judge(now time.Time) (room int, bad bool) {
	w.weigh()
	known := now.Sub(w.rembAt) < rembHolds && w.cost > 0
	chance := w.byChance(now)
	if known && !chance && w.wait == 0 && float64(w.remb) < far*float64(w.cost) { // only the first ones: later they lag behind
		w.below++
	} else {
		w.below = 0
	}
	fell := w.fell && known && float64(w.remb) < tolerance*float64(w.cost)
	w.fell = false
	if fell || w.below >= farFor {
		room, bad = max(w.remb, least), true
	}
	if w.cost > 0 && (w.lost > lossHeavy || w.lost > lossBad && !chance) {
		less := int(float64(w.cost) * (1 - w.lost/2))
		if known && !chance {
			less = min(less, w.remb) // which the loss confirms, however small it is
		}
		if !bad || less < room {
			room, bad = less, true
		}
	}
	return room, bad
}

// byChance reports whether the estimate says that what is lost is not lost for want of room: less would not help.
func (w *Way) byChance(now time.Time) bool {
	return now.Sub(w.rembAt) < rembHolds && (w.remb >= w.cost || now.Sub(w.roseAt) < riseHolds)
}

// lessen bounds what is sent. What was tried has failed.
func (w *Way) lessen(room int, now time.Time) {
	w.room = max(room, 1)
	w.below = 0
	switch {
	case !w.trying.IsZero():
		w.wait = min(2*w.wait, longestWait)
	case w.wait == 0:
		w.wait = firstWait
	}
	w.trying = time.Time{}
	w.next = now.Add(w.wait)
}

// grow raises the bound: to what the viewer estimates, and now and then to what the next better choice costs.
func (w *Way) grow(sound int, lines []Line, now time.Time) {
	if now.Sub(w.rembAt) < rembHolds {
		w.room = max(w.room, w.remb)
	}
	if !w.trying.IsZero() && now.Sub(w.trying) >= probeTime { // nothing spoke against it
		w.trying, w.wait, w.next = time.Time{}, firstWait, now
	}
	more, ok := up(lines, fit(lines, w.room-sound, true))
	switch {
	case !ok:
		if w.trying.IsZero() {
			w.room = 0 // everything there is
		}
	case w.trying.IsZero() && !now.Before(w.next) && (w.lost <= lossGood || w.byChance(now)):
		w.room = max(w.room, int(spare*float64(sound+total(lines, more))))
		w.trying = now
	}
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

// up returns the next better choice: a picture for the first line that has none, or one step for the first that has one.
func up(lines []Line, chosen []int) ([]int, bool) {
	for _, none := range []bool{true, false} {
		for i, l := range lines {
			if (chosen[i] == None) != none {
				continue
			}
			for at := chosen[i] + 1; at < len(l); at++ {
				if l[at] > 0 {
					more := append([]int(nil), chosen...)
					more[i] = at
					return more, true
				}
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
