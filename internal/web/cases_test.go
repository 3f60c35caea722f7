package web_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/demo/plan"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

// earlier is a half-day of the demonstration that is over, and its first session.
func earlier(h *apptest.House) (roll.Half, seminar.ID) {
	half := roll.Halves(&h.Plan.Seminar)[0]
	return half, half.Sessions[0]
}

// seal seals a half-day as an organiser does.
func seal(t *testing.T, h *apptest.House, c *apptest.Client, half roll.Half, want int) {
	t.Helper()
	status, body := c.Post(h.URL("/seals"), url.Values{"day": {half.Day}, "part": {string(half.Part)}})
	wantStatus(t, "sealing", status, want, body)
}

// claimsOf returns what somebody has said against their row.
func claimsOf(t *testing.T, h *apptest.House, p seminar.Person) []roll.Claim {
	t.Helper()
	return roll.Claims(evidenceOf(t, h, p))
}

// markOf returns what the roll says now.
func markOf(t *testing.T, h *apptest.House, c *apptest.Client, p seminar.Person, session seminar.ID) roll.Mark {
	t.Helper()
	var told struct{ Roll roll.Roll }
	_, body := c.Get(h.URL("/roll.json"))
	decode(t, []byte(body), &told)
	row, _ := told.Roll.Row(p.ID)
	cell, _ := row.Cell(session)
	return cell.Mark
}

// withTwo is the demonstration with a second organiser.
func withTwo() []seminarfile.Source {
	toml, csv := plan.Files(time.Now())
	csv = bytes.Replace(csv, []byte("editor-1@example.org,editor,"), []byte("editor-1@example.org,editor; organiser,"), 1)
	return []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: csv}}
}

// Somebody objects to their own row, sees that it waits, and is answered; a refusal says why, and a new objection is possible. Nobody
// can object for another, twice at once, before the session is over, or after the days that the rule gives.
func TestAnObjectionIsACaseOnTheDesk(t *testing.T) {
	t.Parallel()
	var clock wound
	h := apptest.Start(t, apptest.Options{App: quick(&clock)})
	p := h.With(seminar.Delegate, "online")
	organiser, delegate := h.Enter(h.With(seminar.Organiser, "")), h.Enter(p)
	_, session := earlier(h)
	running, _ := current(t, h)
	say := func(session seminar.ID, mark, reason string, more ...string) (int, string) {
		form := url.Values{"op": {op()}, "session": {string(session)}, "mark": {mark}, "reason": {reason}}
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		return delegate.Post(h.URL("/me/claims"), form)
	}
	for what, status := range map[string]int{
		"no reason":       first(say(session, "present", " ")),
		"no mark":         first(say(session, "", "I was there.")),
		"an unknown mark": first(say(session, "here", "I was there.")),
	} {
		if status != http.StatusBadRequest {
			t.Errorf("%s: status %d", what, status)
		}
	}
	if status, _ := say(running, "present", "I am here."); status != http.StatusConflict {
		t.Errorf("a session that runs: status %d", status)
	}
	other := h.With(seminar.Delegate, "main")
	status, body := say(session, "present", "I sat beside Wei.", "person", string(other.ID))
	wantStatus(t, "an objection", status, http.StatusSeeOther, body)
	if len(claimsOf(t, h, other)) != 0 {
		t.Error("it stands under another name")
	}
	if status, _ := say(session, "present", "Again."); status != http.StatusConflict {
		t.Errorf("twice: status %d", status)
	}
	if _, body := delegate.Get(h.URL("/me")); !strings.Contains(body, "Objection sent") {
		t.Error("the own page does not say that it waits")
	}
	if _, body := organiser.Get(h.URL("/cases")); !strings.Contains(body, "I sat beside Wei.") {
		t.Error("it is not on the desk")
	}
	answer := func(deed, reason string) (int, string) {
		list := claimsOf(t, h, p)
		return organiser.Post(h.URL("/cases"), url.Values{"op": {op()}, "ref": {string(list[len(list)-1].ID)}, "person": {string(p.ID)}, "deed": {deed}, "reason": {reason}})
	}
	status, body = answer("refuse", "The door has no scan.")
	wantStatus(t, "refusing", status, http.StatusSeeOther, body)
	if status, _ = answer("grant", "Second thoughts."); status != http.StatusConflict {
		t.Errorf("decided twice: status %d", status)
	}
	if _, body := delegate.Get(h.URL("/me")); !strings.Contains(body, "The door has no scan.") {
		t.Error("the own page does not say why it was refused")
	}
	status, body = say(session, "present", "See the photograph, second row.")
	wantStatus(t, "another objection", status, http.StatusSeeOther, body)
	status, body = answer("grant", "On the photograph.")
	wantStatus(t, "granting", status, http.StatusSeeOther, body)
	if got := markOf(t, h, organiser, p, session); got != roll.Present {
		t.Errorf("the roll says %q", got)
	}
	rule, _ := roll.Preset("plain")
	rule.ClaimDays = 3
	h.Rule(rule)
	clock.forward(4 * 24 * time.Hour)
	if status, _ := h.Enter(other).Post(h.URL("/me/claims"), url.Values{"op": {op()}, "session": {string(session)}, "mark": {"present"}, "reason": {"Late."}}); status != http.StatusConflict {
		t.Errorf("after the days that the rule gives: status %d", status)
	}
}

func first[A, B any](a A, _ B) A { return a }

// Once a half-day is sealed a correction needs two people: who proposes it cannot confirm it, and until somebody does the roll stays.
// A steward's mark that was made before the seal and delivered later is taken, one that is made after it is not.
func TestASealedHalfDayNeedsTwoPeople(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{Files: withTwo()})
	one, two := h.Enter(h.Person("organiser")), h.Enter(h.Person("editor-1"))
	half, session := earlier(h)
	p := h.With(seminar.Delegate, "east")
	before := markOf(t, h, one, p, session)
	running := slices.IndexFunc(roll.Halves(&h.Plan.Seminar), func(x roll.Half) bool { return x.To.After(time.Now()) })
	seal(t, h, one, roll.Halves(&h.Plan.Seminar)[running], http.StatusConflict)
	made := time.Now()
	seal(t, h, one, half, http.StatusSeeOther)
	seal(t, h, one, half, http.StatusConflict)
	status, body := one.Post(h.URL("/roll/corrections"), url.Values{"op": {op()}, "session": {string(session)}, "person": {string(p.ID)}, "mark": {"excused"}, "reason": {"Ill."}})
	wantStatus(t, "correcting", status, http.StatusSeeOther, body)
	if got := markOf(t, h, one, p, session); got != before {
		t.Fatalf("one person alone has made %q of %q", got, before)
	}
	list := claimsOf(t, h, p)
	if len(list) != 1 || list[0].Kind != roll.Proposed || !list[0].Open() {
		t.Fatalf("proposed %+v", list)
	}
	confirm := url.Values{"op": {op()}, "ref": {string(list[0].ID)}, "person": {string(p.ID)}, "deed": {"grant"}, "reason": {"I saw the note."}}
	if status, _ := one.Post(h.URL("/cases"), confirm); status != http.StatusConflict {
		t.Errorf("who proposed it confirms it: status %d", status)
	}
	status, body = two.Post(h.URL("/cases"), confirm)
	wantStatus(t, "the second person", status, http.StatusSeeOther, body)
	if got := markOf(t, h, one, p, session); got != roll.Excused {
		t.Errorf("the roll says %q", got)
	}
	other := h.With(seminar.Delegate, "main")
	was := markOf(t, h, one, other, session)
	for what, form := range map[string]url.Values{
		"/roll/corrections": {"op": {op()}, "session": {string(session)}, "person": {string(other.ID)}, "mark": {"made_up"}, "reason": {"A test."}},
		"/leave/decide":     {"op": {op()}, "half": {half.From.UTC().Format(time.RFC3339)}, "person": {string(other.ID)}, "deed": {"leave_granted"}, "seen": {""}},
	} {
		status, body := one.Post(h.URL(what), form)
		if want := map[string]int{"/roll/corrections": http.StatusSeeOther, "/leave/decide": http.StatusConflict}[what]; status != want {
			t.Errorf("%s: status %d, want %d: %.200s", what, status, want, body)
		}
		if got := markOf(t, h, one, other, session); got != was {
			t.Errorf("%s: one person alone has made %q of %q", what, got, was)
		}
	}
	steward := h.Enter(h.With(seminar.Steward, "east"))
	if status := steward.PostJSON(h.URL("/branch/east/marks"), map[string]any{"op": "elsewhere", "session": session, "person": other.ID, "mark": "present", "at": made.Add(-time.Minute)}, nil); status != http.StatusForbidden {
		t.Errorf("a mark for somebody of another hall: status %d", status)
	}
	mark := map[string]any{"op": "late", "session": session, "person": p.ID, "mark": "present"}
	if status := steward.PostJSON(h.URL("/branch/east/marks"), mark, nil); status != http.StatusConflict {
		t.Errorf("a mark after the seal: status %d", status)
	}
	mark["op"], mark["at"] = "early", made.Add(-time.Minute)
	if status := steward.PostJSON(h.URL("/branch/east/marks"), mark, nil); status != http.StatusOK {
		t.Errorf("a mark that was made before the seal: status %d", status)
	}
}

var caseKey = regexp.MustCompile(`name="case" value="([^"]+)"`)

// The same pass at two halls is a case; somebody leaves it as it is and says why, and it is not asked again.
func TestACaseIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	organiser := h.Enter(h.With(seminar.Organiser, ""))
	p := h.With(seminar.Delegate, "main")
	for i, place := range []string{"main", "east"} {
		scan := map[string]any{"sequence": 1, "at": time.Now().Add(time.Duration(i-3) * time.Minute), "person": p.ID, "verdict": "door.welcome"}
		if status := h.Enter(h.With(seminar.Steward, place)).PostJSON(h.URL("/door/"+place+"/scans"), map[string]any{"device": place, "now": time.Now(), "scans": []any{scan}}, nil); status != http.StatusOK {
			t.Fatalf("scan: status %d", status)
		}
	}
	_, body := organiser.Get(h.URL("/cases"))
	key := caseKey.FindStringSubmatch(body)
	if key == nil || !strings.HasPrefix(key[1], "two_halls:") || !strings.Contains(body, "1 minute between the doors of") {
		t.Fatalf("no case of two halls: %v", key)
	}
	form := url.Values{"op": {op()}, "case": {key[1]}, "reason": {"She walked over, the doors are side by side."}}
	status, body := organiser.Post(h.URL("/cases"), form)
	wantStatus(t, "leaving it", status, http.StatusSeeOther, body)
	if _, body = organiser.Get(h.URL("/cases")); strings.Contains(body, `name="case" value="`+key[1]) || !strings.Contains(body, "the doors are side by side") {
		t.Error("it is open still, or nobody can read why it was left")
	}
	form.Set("case", "two_halls:nobody:at:all")
	if status, _ := organiser.Post(h.URL("/cases"), form); status != http.StatusConflict {
		t.Errorf("a case that is none: status %d", status)
	}
}
