package whip

import (
	"math"
	"testing"
	"time"
)

// A thousand who are refused at once come back one after another, at the pace at which they
// can be let in.
func TestTheRefusedDoNotReturnTogether(t *testing.T) {
	const perSecond = 100
	a := newAdmission(perSecond, 200, 1_000_000)
	now := time.Unix(1_700_000_000, 0)
	returning := map[int]int{}
	admitted, latest := 0, 0
	for range 1200 {
		wait, ok := a.enter(now)
		if ok {
			admitted++
			continue
		}
		second := int(math.Ceil(wait.Seconds()))
		returning[second]++
		latest = max(latest, second)
	}
	if admitted != 200 {
		t.Errorf("%d were admitted, want the burst of 200", admitted)
	}
	for second, n := range returning {
		if n > 2*perSecond {
			t.Errorf("%d come back after %d s, more than twice the pace", n, second)
		}
	}
	if latest < 10 || latest > 15 {
		t.Errorf("the last comes back after %d s, want about 1000/%d", latest, perSecond)
	}
}

func TestNobodyIsSentAwayForLong(t *testing.T) {
	a := newAdmission(1, 1, 10)
	now := time.Unix(1_700_000_000, 0)
	a.enter(now)
	for i := range 500 {
		wait, ok := a.enter(now)
		if ok || wait > longestWait || i > 100 && wait < longestWait/2 {
			t.Fatalf("number %d: wait %v, admitted %v", i, wait, ok)
		}
	}
}

// Handshakes under way count until they have settled, or until they can be no burden any more.
func TestHandshakesAtOnce(t *testing.T) {
	a := newAdmission(1000, 1000, 2)
	now := time.Unix(1_700_000_000, 0)
	enter := func(after time.Duration) bool { _, ok := a.enter(now.Add(after)); return ok }
	first, second, third := enter(0), enter(0), enter(0)
	if !first || !second || third {
		t.Fatal("want two at once and no third")
	}
	a.left("one", now)
	a.left("", now) // was no offer
	if !enter(0) || enter(0) {
		t.Fatal("the place of a join that came to nothing is free, that of a handshake is not")
	}
	a.left("two", now)
	a.Settled("one")
	a.Settled("nobody")
	if !enter(0) || enter(0) {
		t.Fatal("the place of a handshake that has settled is free")
	}
	a.left("", now)
	late := settleWithin + time.Millisecond
	if one, two := enter(late), enter(late); !one || !two {
		t.Fatal("a handshake that never settles is believed for a while only")
	}
}
