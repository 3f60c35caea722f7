package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// colleagues returns the liaison, a delegate of the same organisation, and one of another.
func colleagues(t *testing.T, h *apptest.House) (liaison, own, other seminar.Person) {
	t.Helper()
	liaison = h.With(seminar.Liaison, "")
	for _, p := range h.Plan.People {
		switch {
		case !p.Delegate || p.ID == liaison.ID:
		case p.Organisation == liaison.Organisation && own.ID == "":
			own = p
		case p.Organisation != liaison.Organisation && other.ID == "":
			other = p
		}
	}
	return liaison, own, other
}

func halfForm(p seminar.Person, h roll.Half, more ...string) url.Values {
	form := url.Values{"op": {op()}, "person": {string(p.ID)}, "half": {h.From.UTC().Format(time.RFC3339)}, "reason": {"Flood control."}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// A liaison acts for the people of their own organisation and sees no others; so much leave as the rule says they grant, what is more
// an organiser grants, and above that two of them. Nobody decides about themselves.
func TestTiersOfLeave(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{Files: withTwo()})
	rule, _ := roll.Preset("plain")
	rule.LeaveLiaison, rule.LeaveSecond = 1, 2
	h.Rule(rule)
	liaison, own, other := colleagues(t, h)
	c, one, two := h.Enter(liaison), h.Enter(h.Person("organiser")), h.Enter(h.Person("editor-1"))
	halves := toCome(t, h)
	_, body := c.Get(h.URL("/delegation"))
	if !strings.Contains(body, own.Name["en"]) || strings.Contains(body, other.Name["en"]) {
		t.Error("a liaison sees not just their own people")
	}
	if _, body = c.Get(h.URL("/delegation?organisation=" + string(other.Organisation))); strings.Contains(body, other.Name["en"]) {
		t.Error("a liaison sees another organisation by its address")
	}
	for path, deed := range map[string]string{"/delegation/leave": "", "/delegation/substitute": "", "/leave/decide": "leave_granted"} {
		if status, _ := c.Post(h.URL(path), halfForm(other, halves[0], "deed", deed, "name", "Somebody Else")); status != http.StatusForbidden {
			t.Errorf("%s for somebody of another organisation: status %d", path, status)
		}
	}
	state := func(half roll.Half) roll.Kind {
		for _, q := range roll.Requests(evidenceOf(t, h, own)) {
			if q.From.Equal(half.From) {
				return q.State
			}
		}
		return ""
	}
	for i := range 3 {
		status, body := c.Post(h.URL("/delegation/leave"), halfForm(own, halves[i]))
		wantStatus(t, "asking", status, http.StatusSeeOther, body)
	}
	decide := func(c *apptest.Client, half roll.Half, seen roll.Kind) int {
		status, _ := c.Post(h.URL("/leave/decide"), halfForm(own, half, "deed", "leave_granted", "seen", string(seen)))
		return status
	}
	for _, step := range []struct {
		who    *apptest.Client
		half   int
		seen   roll.Kind
		status int
		state  roll.Kind
	}{
		{c, 0, roll.LeaveAsked, http.StatusSeeOther, roll.LeaveGranted},       // one half-day: the liaison
		{c, 1, roll.LeaveAsked, http.StatusForbidden, roll.LeaveAsked},        // two: no longer
		{one, 1, roll.LeaveAsked, http.StatusSeeOther, roll.LeaveGranted},     // but an organiser
		{one, 2, roll.LeaveAsked, http.StatusSeeOther, roll.LeaveEndorsed},    // three: one of them endorses
		{one, 2, roll.LeaveEndorsed, http.StatusConflict, roll.LeaveEndorsed}, // and is not two
		{two, 2, roll.LeaveEndorsed, http.StatusSeeOther, roll.LeaveGranted},
	} {
		if status := decide(step.who, halves[step.half], step.seen); status != step.status || state(halves[step.half]) != step.state {
			t.Errorf("half-day %d: status %d and %s, want %d and %s", step.half, status, state(halves[step.half]), step.status, step.state)
		}
	}
	if liaison.Delegate {
		form := halfForm(liaison, halves[0], "deed", "leave_granted", "seen", "")
		if status, _ := c.Post(h.URL("/leave/decide"), form); status != http.StatusForbidden {
			t.Errorf("a liaison grants their own leave: status %d", status)
		}
	}
}

// A substitute comes onto the list as a delegate of the same organisation and place, once however often the form is sent, is expected in the
// half-day for which they stand alone, and can be let in, invited and taken back.
func TestASubstituteIsNamed(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	liaison, own, other := colleagues(t, h)
	c, organiser, half := h.Enter(liaison), h.Enter(h.With(seminar.Organiser, "")), toCome(t, h)[0]
	before := len(h.Plan.People)
	form := halfForm(own, half, "name", "  Zhao\u00a0Min ", "post", "Deputy")
	for range 2 {
		status, body := c.Post(h.URL("/delegation/substitute"), form)
		wantStatus(t, "naming", status, http.StatusSeeOther, body)
	}
	plan, err := h.App.Store.Plan(t.Context(), h.Plan.Seminar.Key)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.People) != before+1 || plan.Seminar.Release != h.Plan.Seminar.Release+1 {
		t.Fatalf("%d people more, release %d after %d", len(plan.People)-before, plan.Seminar.Release, h.Plan.Seminar.Release)
	}
	zhao := plan.People[slices.IndexFunc(plan.People, func(p seminar.Person) bool { return p.Key == own.Key+"-substitute" })]
	if !zhao.Delegate || zhao.Organisation != own.Organisation || zhao.Place != own.Place || zhao.Name["en"] != "Zhao Min" || zhao.Post["en"] != "Deputy" {
		t.Errorf("on the list: %+v", zhao)
	}
	reliefs := roll.Reliefs(evidenceOf(t, h, own))
	if len(reliefs) != 1 || reliefs[0].New != zhao.ID || !reliefs[0].From.Equal(half.From) {
		t.Errorf("reliefs %+v", reliefs)
	}
	if got := markOf(t, h, organiser, zhao, roll.Halves(&plan.Seminar)[0].Sessions[0]); got != "" {
		t.Errorf("the substitute is %q in a half-day that is not theirs", got)
	}
	if status, _ := h.Enter(zhao).Get(h.URL("/pass")); status != http.StatusOK {
		t.Errorf("their pass: status %d", status)
	}
	if status, _ := c.Post(h.URL("/delegation/substitute"), halfForm(own, half, "substitute", string(liaison.ID))); liaison.Delegate && status != http.StatusConflict {
		t.Errorf("a delegate for another: status %d", status)
	}
	if status, _ := c.Post(h.URL("/delegation/substitute"), halfForm(own, half, "substitute", string(other.ID))); status != http.StatusNotFound {
		t.Errorf("somebody of another organisation: status %d", status)
	}
	past := roll.Halves(&h.Plan.Seminar)[0]
	if status, _ := c.Post(h.URL("/delegation/substitute"), halfForm(own, past, "substitute", string(zhao.ID))); status != http.StatusConflict {
		t.Errorf("a half-day that is over: status %d", status)
	}
	status, body := c.Post(h.URL("/delegation/substitute"), halfForm(own, half, "deed", "end"))
	wantStatus(t, "taking back", status, http.StatusSeeOther, body)
	if reliefs := roll.Reliefs(evidenceOf(t, h, own)); len(reliefs) != 0 {
		t.Errorf("still there: %+v", reliefs)
	}
	status, body = organiser.Post(h.URL("/delegation/duty"), halfForm(own, half))
	wantStatus(t, "duty", status, http.StatusSeeOther, body)
	if e := evidenceOf(t, h, own); e[len(e)-1].Kind != roll.OnDuty {
		t.Errorf("the last that is known of them: %+v", e[len(e)-1])
	}
}
