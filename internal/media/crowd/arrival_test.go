package crowd

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever order packets come in, and across the wrap of their numbers, each is counted
// once and what has not come is lost.
func TestArrivalCountsEachNumberOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		begin := rapid.Uint16().Draw(t, "begin")
		count := rapid.IntRange(2, 400).Draw(t, "count")
		var a arrival
		now := time.Unix(0, 0)
		came := map[int]bool{}
		take := func(i int) {
			number, isNew := a.take(begin+uint16(i), now)
			if isNew == came[i] {
				t.Fatalf("packet %d: new %v, had come %v", i, isNew, came[i])
			}
			if want := firstCycle + int64(begin) + int64(i); number != want {
				t.Fatalf("packet %d is number %d, want %d", i, number, want)
			}
			came[i] = true
		}
		take(0)
		for _, i := range rapid.SliceOf(rapid.IntRange(0, count-1)).Draw(t, "order") {
			take(i)
		}
		take(count - 1)
		if got, want := a.expected(), uint64(count); got != want {
			t.Fatalf("%d expected, want %d", got, want)
		}
		if got, want := a.lost(), uint64(count-len(came)); got != want {
			t.Fatalf("%d lost, want %d", got, want)
		}
	})
}

func TestArrivalAsksForWhatIsMissing(t *testing.T) {
	var a arrival
	start := time.Unix(0, 0)
	for _, seq := range []uint16{65534, 65535, 2, 3} {
		a.take(seq, start)
	}
	if got := a.ask(start); got != nil {
		t.Errorf("asked at once for %v, which may only have been overtaken", got)
	}
	now := start.Add(askAfter)
	if got, want := a.ask(now), []uint16{0, 1}; !slices.Equal(got, want) {
		t.Errorf("asked for %v, want %v", got, want)
	}
	a.take(1, now)
	for range askMost - 1 {
		now = a.due()
		if got, want := a.ask(now), []uint16{0}; !slices.Equal(got, want) {
			t.Errorf("asked for %v, want %v", got, want)
		}
	}
	if a.gaveUp {
		t.Error("given up before the last answer could come")
	}
	now = a.due()
	if got := a.ask(now); got != nil || !a.gaveUp || !a.due().IsZero() {
		t.Errorf("asked for %v, given up %v, next due %v", got, a.gaveUp, a.due())
	}
	if got := a.lost(); got != 1 {
		t.Errorf("%d lost, want 1", got)
	}
}

func TestArrivalForgetsWhatIsOld(t *testing.T) {
	var a arrival
	now := time.Unix(0, 0)
	a.take(10, now)
	a.take(10+2*windowSize, now)
	if got := len(a.missing); got != askGap {
		t.Errorf("asks for %d packets, want at most %d", got, askGap)
	}
	if _, isNew := a.take(11, now); isNew {
		t.Error("a packet from before the window counts as new")
	}
	if !a.whole(firstCycle+10+2*windowSize, firstCycle+10+2*windowSize) || a.whole(firstCycle+9+2*windowSize, firstCycle+10+2*windowSize) {
		t.Error("whole does not know what has come")
	}
}
