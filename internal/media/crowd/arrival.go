package crowd

import (
	"slices"
	"time"
)

// windowSize is how many sequence numbers behind the newest are remembered.
const windowSize = 1024

// How what is missing is asked for.
const (
	askAfter = 10 * time.Millisecond // a packet may overtake another
	askEvery = 100 * time.Millisecond
	askMost  = 10 // then it is given up
	askGap   = 300
)

// arrival keeps the account of one stream's sequence numbers (RFC 3550 appendix A). It is
// pure: it has no clock, and one owner.
type arrival struct {
	began   bool
	first   int64 // unwrapped
	newest  int64
	seen    [windowSize / 64]uint64 // bit by number, of the window that ends with newest
	fresh   uint64                  // numbers that have come
	doubles uint64                  // packets that had come before
	late    uint64                  // numbers that came after a newer one
	missing []missing               // in order of their numbers
	gaveUp  bool                    // something was given up since begin was last called
}

// missing is a packet to ask for.
type missing struct {
	number int64
	due    time.Time
	tries  int
}

// firstCycle is added to all numbers, so that none is 0 or below.
const firstCycle = 1 << 16

// unwrap continues a sequence number beyond 16 bits.
func (a *arrival) unwrap(seq uint16) int64 {
	if !a.began {
		return firstCycle + int64(seq)
	}
	return a.newest + int64(int16(seq-uint16(a.newest)))
}

// take takes a packet and reports whether it was not there before, and its number.
func (a *arrival) take(seq uint16, now time.Time) (number int64, isNew bool) {
	n := a.unwrap(seq)
	switch {
	case !a.began:
		a.began, a.first, a.newest = true, n, n
	case n > a.newest:
		a.skip(n, now)
	case n <= a.newest-windowSize || n < a.first || a.has(n):
		a.doubles++
		return n, false
	default:
		a.late++
		a.found(n)
	}
	a.mark(n)
	a.fresh++
	return n, true
}

// skip moves the window on to n; what lies between is missing.
func (a *arrival) skip(n int64, now time.Time) {
	for i := max(a.newest+1, n-windowSize+1); i <= n; i++ {
		a.seen[i&(windowSize-1)>>6] &^= 1 << (i & 63)
	}
	for i := max(a.newest+1, n-askGap); i < n; i++ {
		a.missing = append(a.missing, missing{number: i, due: now.Add(askAfter)})
	}
	a.newest = n
}

func (a *arrival) mark(n int64) { a.seen[n&(windowSize-1)>>6] |= 1 << (n & 63) }

// has reports whether a number in the window has come.
func (a *arrival) has(n int64) bool {
	return n > a.newest-windowSize && n <= a.newest && a.seen[n&(windowSize-1)>>6]&(1<<(n&63)) != 0
}

// whole reports whether all numbers from one to another have come.
func (a *arrival) whole(from, to int64) bool {
	for n := from; n <= to; n++ {
		if !a.has(n) {
			return false
		}
	}
	return true
}

func (a *arrival) found(n int64) {
	for i, m := range a.missing {
		if m.number == n {
			a.missing = append(a.missing[:i], a.missing[i+1:]...)
			return
		}
	}
}

// expected and lost are counted from the first packet to the newest.
func (a *arrival) expected() uint64 {
	if !a.began {
		return 0
	}
	return uint64(a.newest - a.first + 1)
}

func (a *arrival) lost() uint64 { return a.expected() - a.fresh }

// ask returns the numbers to ask for now. What was asked for too often is given up.
func (a *arrival) ask(now time.Time) []uint16 {
	var ask []uint16
	kept := a.missing[:0]
	for _, m := range a.missing {
		if !m.due.After(now) {
			if m.tries == askMost {
				a.gaveUp = true
				continue
			}
			ask = append(ask, uint16(m.number))
			m.tries++
			m.due = now.Add(askEvery)
		}
		kept = append(kept, m)
	}
	a.missing = kept
	return ask
}

// abandon asks no more for what lies before a number.
func (a *arrival) abandon(before int64) {
	a.missing = slices.DeleteFunc(a.missing, func(m missing) bool { return m.number < before })
}

// due returns when ask has something next, zero when nothing is missing.
func (a *arrival) due() time.Time {
	var first time.Time
	for _, m := range a.missing {
		if first.IsZero() || m.due.Before(first) {
			first = m.due
		}
	}
	return first
}
