package web_test

import (
	"net/http"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Where the rule wants it, the screen of a hall shows a code that changes, and who enters it by their own login is there, in that hall. A screen of
// another hall is not told it; a code of before is refused, and so is who guesses.
func TestTheCodeOfAHall(t *testing.T) {
	t.Parallel()
	var clock wound
	h := apptest.Start(t, apptest.Options{App: quick(&clock)})
	screen, p := h.Enter(h.Person("screen-east")), h.With(seminar.Delegate, "east")
	delegate := h.Enter(p)
	if status, _ := screen.Get(h.URL("/screen/code?place=east")); status != http.StatusNotFound {
		t.Errorf("without the rule: status %d", status)
	}
	rule, _ := roll.Preset("plain")
	rule.HallCode = 1
	h.Rule(rule)
	if status, _ := screen.Get(h.URL("/screen/code?place=main")); status != http.StatusForbidden {
		t.Errorf("another hall's code: status %d", status)
	}
	read := func() string {
		var told struct{ Code string }
		_, body := screen.Get(h.URL("/screen/code?place=east"))
		decode(t, []byte(body), &told)
		return told.Code
	}
	enter := func(code string) int {
		return delegate.PostJSON(h.URL("/hall/code"), map[string]any{"op": op(), "code": code}, nil)
	}
	old := read()
	if status := enter(old); status != http.StatusOK {
		t.Fatalf("the code of the screen: status %d", status)
	}
	east, _ := h.Plan.Seminar.Place("east")
	if e := evidenceOf(t, h, p); len(e) != 1 || e[0].Kind != roll.Entered || e[0].Place != east.ID {
		t.Errorf("evidence %+v", e)
	}
	clock.forward(2 * roll.HallCodeTurn)
	if status := enter(old); status != http.StatusBadRequest {
		t.Errorf("a code of before: status %d", status)
	}
	if read() == old {
		t.Error("the screen shows the same code")
	}
	refused := 0
	for range 10 {
		if enter("00000") == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 4 {
		t.Errorf("of ten guesses %d were held back", refused)
	}
}

// For whom a steward raised a hand is there when they are given the floor, though no door has seen them; where a page says that it is, is no proof.
func TestWhoSpeaksIsThere(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	chair, steward := h.Enter(h.With(seminar.Chair, "")), h.Enter(h.With(seminar.Steward, "east"))
	inHall, byPhone := h.With(seminar.Delegate, "east"), h.With(seminar.Delegate, "main")
	must(t, h, steward, map[string]any{"do": "hand.raise", "op": op(), "person": inHall.ID, "place": "east"})
	must(t, h, chair, map[string]any{"do": "turn.give", "op": op(), "hand": snapshotOf(t, h, chair).Hands[0].Hand})
	must(t, h, h.Enter(byPhone), map[string]any{"do": "hand.raise", "op": op(), "mode": "hall"})
	must(t, h, chair, map[string]any{"do": "turn.give", "op": op(), "hand": snapshotOf(t, h, chair).Hands[0].Hand})
	if e := evidenceOf(t, h, inHall); len(e) != 1 || e[0].Kind != roll.Spoke || time.Since(e[0].At) > time.Minute {
		t.Errorf("of who spoke in the hall: %+v", e)
	}
	if e := evidenceOf(t, h, byPhone); len(e) != 0 {
		t.Errorf("of whose page says that they are in the hall: %+v", e)
	}
}

// snapshotOf returns the floor as it is.
func snapshotOf(t *testing.T, h *apptest.House, c *apptest.Client) (state floorState) {
	t.Helper()
	l := join(t, h, c, "console", 0)
	defer l.close()
	decode(t, l.next(t, kind("state")).Body, &state)
	return state
}

// Whoever is in the hall is told when somebody comes in as them on another device; others are not.
func TestASecondDeviceIsTold(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	p, other := h.With(seminar.Delegate, "online"), h.With(seminar.Delegate, "main")
	own, theirs := join(t, h, h.Enter(p), "home", 0), join(t, h, h.Enter(other), "hall", 0)
	own.next(t, kind("state"))
	theirs.next(t, kind("state"))
	h.Enter(p)
	own.next(t, kind("login.opened"))
	h.Enter(other)
	if all := theirs.until(t, kind("login.opened")); len(all) != 1 {
		t.Errorf("another was told %v", kinds(all))
	}
}
