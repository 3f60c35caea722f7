package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"aula/internal/apptest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Two doors of one hall put somebody onto the list in the same moment: both come onto it, whatever the order.
func TestWalkInsAtTwoDoors(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	steward := h.With(seminar.Steward, "east")
	const doors = 8
	answers := make(chan int, doors)
	for i := range doors {
		c := h.Enter(h.Person("organiser"))
		if i == 0 {
			c = h.Enter(steward)
		}
		form := url.Values{"op": {op()}, "name": {"Guest " + string(rune('A'+i))}}
		go func() {
			status, _ := c.Post(h.URL("/door/east/walk-in"), form)
			answers <- status
		}()
	}
	for range doors {
		if status := <-answers; status != http.StatusSeeOther {
			t.Errorf("status %d", status)
		}
	}
	plan, err := h.App.Store.Plan(t.Context(), h.Plan.Seminar.Key)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(plan.People) - len(h.Plan.People); n != doors {
		t.Errorf("%d came onto the list of %d who were told so", n, doors)
	}
}

// Somebody who is not on the list stands at the door: the steward lets them in, once however often the form is sent, the roll counts them,
// and the desk is told. Another hall's steward cannot.
func TestAWalkIn(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	steward, organiser := h.Enter(h.With(seminar.Steward, "east")), h.Enter(h.With(seminar.Organiser, ""))
	form := url.Values{"op": {op()}, "name": {"Sun Wukong"}, "post": {"Pilgrim"}, "organisation": {string(h.Plan.Organisations[1].ID)}}
	if status, _ := steward.Post(h.URL("/door/main/walk-in"), form); status != http.StatusForbidden {
		t.Errorf("at another hall: status %d", status)
	}
	for range 2 {
		status, body := steward.Post(h.URL("/door/east/walk-in"), form)
		wantStatus(t, "a walk-in", status, http.StatusSeeOther, body)
	}
	plan, err := h.App.Store.Plan(t.Context(), h.Plan.Seminar.Key)
	if err != nil {
		t.Fatal(err)
	}
	east, _ := plan.Seminar.Place("east")
	all := slices.DeleteFunc(slices.Clone(plan.People), func(p seminar.Person) bool { return !strings.HasPrefix(p.Key, "walkin-") })
	if len(all) != 1 || all[0].Key != "walkin-east" || !all[0].Delegate || all[0].Place != east.ID || all[0].Name["en"] != "Sun Wukong" {
		t.Fatalf("on the list: %+v", all)
	}
	session, _ := current(t, h)
	if e := evidenceOf(t, h, all[0]); len(e) != 2 || e[0].Kind != roll.Listed || e[1].Kind != roll.ScanIn || e[1].Place != east.ID {
		t.Errorf("evidence %+v", e)
	}
	if got := markOf(t, h, organiser, all[0], session); got == "" {
		t.Error("the roll does not know them")
	}
	if _, body := organiser.Get(h.URL("/cases")); !strings.Contains(body, "Sun Wukong") {
		t.Error("the desk is not told")
	}
	form.Set("op", op())
	if status, _ := steward.Post(h.URL("/door/east/walk-in"), form); status != http.StatusSeeOther { // of the same name: another one
		t.Errorf("a second one: status %d", status)
	}
	form.Set("name", " ")
	form.Set("op", op())
	if status, body := steward.Post(h.URL("/door/east/walk-in"), form); status != http.StatusUnprocessableEntity || !strings.Contains(body, `role="alert"`) {
		t.Errorf("without a name: status %d", status)
	}
}
