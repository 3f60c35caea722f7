package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// toCome returns the half-days of the seminar that have not begun.
func toCome(t *testing.T, h *apptest.House) []roll.Half {
	t.Helper()
	r := roll.Fold(roll.Facts{Policy: h.Plan.Policy, Seminar: &h.Plan.Seminar, AsOf: time.Now()})
	var all []roll.Half
	for _, half := range r.Halves {
		if half.From.After(time.Now()) {
			all = append(all, half)
		}
	}
	if len(all) < 2 {
		t.Fatalf("%d half-days are to come", len(all))
	}
	return all
}

func start(half roll.Half) string { return half.From.UTC().Format(time.RFC3339) }

// A delegate asks leave from two half-days, an organiser grants one and refuses the other, the delegate takes the granted one back.
// Each is in the roll at once, with its sentence, and why it was asked is read by the organiser alone.
func TestLeaveByHalfDay(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	who := h.With(seminar.Delegate, "online")
	delegate, organiser := h.Enter(who), h.Enter(h.With(seminar.Organiser, ""))
	auditor := h.Enter(h.With(seminar.Auditor, ""))
	halves := toCome(t, h)
	one, two := start(halves[0]), start(halves[1])
	post := func(c *apptest.Client, path string, want int, form url.Values) string {
		t.Helper()
		form.Set("op", op())
		status, body := c.Post(h.URL(path), form)
		if status != want {
			t.Fatalf("%s %v: status %d, want %d: %.300s", path, form, status, want, body)
		}
		return body
	}
	states := func(want ...roll.Kind) {
		t.Helper()
		evidence, err := h.App.Store.Evidence(t.Context(), h.Plan.Seminar.ID)
		if err != nil {
			t.Fatal(err)
		}
		var got []roll.Kind
		for _, q := range roll.Requests(evidence) {
			got = append(got, q.State)
		}
		if len(got) != len(want) {
			t.Fatalf("%v, want %v", got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%v, want %v", got, want)
			}
		}
	}
	const secret = "My mother is to be operated on."
	post(delegate, "/leave", http.StatusBadRequest, url.Values{"half": {one}})                                           // why?
	post(delegate, "/leave", http.StatusBadRequest, url.Values{"reason": {secret}})                                      // when?
	post(delegate, "/leave", http.StatusNotFound, url.Values{"half": {one, "2001-01-01T00:00:00Z"}, "reason": {secret}}) // no such half-day: nothing is kept
	states()
	post(delegate, "/leave", http.StatusSeeOther, url.Values{"half": {one, two}, "reason": {secret}})
	post(delegate, "/leave", http.StatusSeeOther, url.Values{"half": {one}, "reason": {"Once more."}}) // asked already
	states(roll.LeaveAsked, roll.LeaveAsked)

	_, body := organiser.Get(h.URL("/leave"))
	if strings.Count(body, `data-person="`+string(who.ID)+`"`) != 2 || !strings.Contains(body, secret) {
		t.Errorf("the organiser's list does not have both: %d", strings.Count(body, `data-person="`+string(who.ID)+`"`))
	}
	if _, body := organiser.Get(h.URL("/roll")); !strings.Contains(body, "2 requests wait") {
		t.Error("the roll does not say that somebody waits for a word")
	}
	decide := func(want int, half, seen string, deed roll.Kind) {
		t.Helper()
		post(organiser, "/leave/decide", want, url.Values{"person": {string(who.ID)}, "half": {half}, "seen": {seen}, "deed": {string(deed)}})
	}
	decide(http.StatusBadRequest, one, "leave_asked", "leave_ended")
	decide(http.StatusSeeOther, one, "leave_asked", roll.LeaveGranted)
	decide(http.StatusConflict, one, "leave_asked", roll.LeaveRefused) // somebody was quicker
	twice := url.Values{"op": {"a second click"}, "person": {string(who.ID)}, "half": {two}, "seen": {"leave_asked"}, "deed": {"leave_refused"}}
	for range 2 {
		if status, _ := organiser.Post(h.URL("/leave/decide"), twice); status != http.StatusSeeOther {
			t.Errorf("a click and its second: status %d", status)
		}
	}
	states(roll.LeaveGranted, roll.LeaveRefused)
	if status, _ := delegate.Post(h.URL("/leave/decide"), url.Values{"op": {op()}, "person": {string(who.ID)}, "half": {two}, "seen": {"leave_refused"}, "deed": {"leave_granted"}}); status != http.StatusForbidden {
		t.Errorf("a delegate decides: %d", status)
	}
	for name, c := range map[string]*apptest.Client{"the auditor": auditor, "the delegate": delegate} {
		for _, path := range []string{"/roll?person=" + string(who.ID), "/roll.json", "/me", "/leave"} {
			if _, body := c.Get(h.URL(path)); strings.Contains(body, "operated") {
				t.Errorf("%s reads in %s why", name, path)
			}
		}
	}
	if _, body := delegate.Get(h.URL("/leave")); strings.Count(body, `form="leave-end" name="end"`) != 1 || !strings.Contains(body, `<form id="leave-end"`) {
		t.Error("Enter in the reason would take leave back")
	}
	_, body = auditor.Get(h.URL("/roll?person=" + string(who.ID)))
	if !strings.Contains(body, "Leave granted") || !strings.Contains(body, "Leave refused") {
		t.Error("the roll does not say what was decided")
	}
	post(delegate, "/leave/end", http.StatusSeeOther, url.Values{"end": {one}})
	post(delegate, "/leave/end", http.StatusConflict, url.Values{"end": {one}})
	states(roll.LeaveEnded, roll.LeaveRefused)
}
