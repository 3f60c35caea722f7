package web_test

import (
	"net/http"
	"testing"

	"aula/internal/apptest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Where the rule wants it, the card on a desk carries an address; who opens it by their own login and says so is in that hall. Nobody else's
// card does it, nor does a card of before the rule.
func TestTheSeatOfSomebody(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	p, other := h.With(seminar.Delegate, "east"), h.With(seminar.Delegate, "main")
	own, stranger := h.Enter(p), h.Enter(other)
	east, _ := h.Plan.Seminar.Place("east")
	address := h.Seat(p, "east")
	if status, _ := own.Get(address); status != http.StatusNotFound {
		t.Errorf("without the rule: status %d", status)
	}
	rule, _ := roll.Preset("plain")
	rule.SeatCode = 1
	h.Rule(rule)
	if status, _ := stranger.Get(address); status != http.StatusForbidden {
		t.Errorf("another's card: status %d", status)
	}
	if status, _ := own.Get(address); status != http.StatusOK {
		t.Errorf("the own card: status %d", status)
	}
	if n := len(evidenceOf(t, h, p)); n != 0 {
		t.Fatalf("to look is no evidence: %d", n)
	}
	once := map[string][]string{"op": {op()}}
	for range 2 {
		if status, _ := own.Post(address, once); status != http.StatusSeeOther {
			t.Fatalf("confirmed: status %d", status)
		}
	}
	if e := evidenceOf(t, h, p); len(e) != 1 || e[0].Kind != roll.Seated || e[0].Place != east.ID || e[0].Actor != p.ID {
		t.Errorf("evidence %+v", e)
	}
	stranger.Post(address, map[string][]string{"op": {op()}})
	if e := evidenceOf(t, h, other); len(e) != 0 {
		t.Errorf("by another's card: %+v", e)
	}
}
