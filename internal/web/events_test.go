package web_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/app"
	"aula/internal/apptest"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

// What happens in the hall is not for the street: no name and no id of a delegate
// comes to the public, though there is plenty that could.
func TestThePublicHearsNoNames(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	ann, ben, dan := h.Person("d001"), h.With(seminar.Delegate, "online"), h.With(seminar.Delegate, "east")
	chair, home := h.Enter(h.With(seminar.Chair, "")), h.Enter(ben)
	must(t, h, home, map[string]any{"do": "hand.raise", "op": op(), "mode": "home"}) // before they listen: it is in the state
	public, delegate, steward := listen(t, h, h.Stranger(), ""), listen(t, h, home, ""), listen(t, h, h.Enter(h.With(seminar.Steward, "main")), "")

	f := floorOfDelegate(t, h, home)
	must(t, h, chair, map[string]any{"do": "turn.give", "op": op(), "hand": f.Hands[0].Hand})
	must(t, h, h.Enter(dan), map[string]any{"do": "hand.raise", "op": op()})
	gate := door{h: h, steward: h.Enter(h.With(seminar.Steward, "main")), place: "main", device: "gate"}
	gate.send(t, scan{"sequence": 1, "at": time.Now().Add(-time.Minute), "person": ann.ID})
	_, key := current(t, h)
	h.Enter(h.With(seminar.Steward, "east")).PostJSON(h.URL("/branch/east/marks"), map[string]any{"op": op(), "session": key, "person": dan.ID, "mark": "present"}, nil)
	must(t, h, chair, map[string]any{"do": "session.close", "op": op()})

	heard := map[string][]message{
		"public": public.until(t, kind("session.closed")), "delegate": delegate.until(t, kind("session.closed")), "steward": steward.until(t, kind("session.closed")),
	}
	says := func(who string, what ...string) bool {
		for _, m := range heard[who] {
			for _, x := range what {
				if strings.Contains(m.raw, x) {
					return true
				}
			}
		}
		return false
	}
	for _, p := range []seminar.Person{ann, ben, dan} {
		if says("public", string(p.ID), p.Name["en"], p.Name["zh-Hans"]) {
			t.Errorf("the public has heard of %s", p.Key)
		}
	}
	if got, want := kinds(heard["public"]), []string{"build", "state", "session.closed"}; strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the public has heard %v, want %v", got, want)
	}
	for _, p := range []seminar.Person{ben, dan} {
		if !says("delegate", string(p.ID)) || !says("delegate", p.Name["en"]) {
			t.Errorf("the hall has not heard of %s", p.Key)
		}
	}
	if says("delegate", string(ann.ID)) || says("delegate", "roll.") {
		t.Error("a delegate has heard of the roll")
	}
	if !says("steward", string(ann.ID)) || !says("steward", `"roll.evidence"`) || says("steward", ann.Name["en"]) {
		t.Error("the stewards hear of the roll by id")
	}
}

// Somebody who comes late gets the hall as it is and not its history.
func TestANewcomerGetsTheStateAlone(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	steward := h.Enter(h.With(seminar.Steward, "main"))
	gate := door{h: h, steward: steward, place: "main", device: "gate"}
	for i := range int64(5) {
		gate.send(t, scan{"sequence": i + 1, "at": time.Now().Add(-time.Minute), "person": h.Person("d001").ID})
	}
	l := listen(t, h, steward, "")
	l.next(t, kind("state"))
	gate.send(t, scan{"sequence": 6, "at": time.Now(), "person": h.Person("d002").ID})
	m := l.next(t, func(message) bool { return true })
	if m.Kind != "roll.evidence" || !strings.Contains(m.raw, string(h.Person("d002").ID)) {
		t.Errorf("after the state: %s", m.raw)
	}
}

// A programme that another process has imported comes to who listens, in its place
// before what happens next.
func TestAnImportByAnotherProcessIsHeard(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	public := listen(t, h, h.Stranger(), "")
	public.next(t, kind("state"))

	another, err := app.OpenStore(t.Context(), h.App.Config, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer another.Close()
	toml, people := seminarfile.Write(h.Plan)
	toml = bytes.Replace(toml, []byte("Opening ceremony"), []byte("Grand opening"), 1)
	in, err := seminarfile.Prepare(t.Context(), another, []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: people}}, time.Now())
	if err == nil {
		err = in.Apply(t.Context(), another, "")
	}
	if err != nil || len(in.News()) != 1 {
		t.Fatalf("%v, %d changes", err, len(in.News()))
	}
	must(t, h, h.Enter(h.With(seminar.Chair, "")), map[string]any{"do": "session.close", "op": op()})
	all := public.until(t, kind("session.closed"))
	if got := strings.Join(kinds(all), " "); got != "programme.released session.closed" {
		t.Errorf("heard %s", got)
	}
	if m := all[len(all)-2]; m.id != itoa(m.Seq) || !strings.Contains(string(m.Body), `"release":2`) {
		t.Errorf("the release: id %q, %s", m.id, m.raw)
	}
	if status, body := h.Stranger().Get(h.URL("")); status != http.StatusOK || !strings.Contains(body, "Grand opening") {
		t.Errorf("the programme is the old one: %d", status)
	}
}

// A page that shows no roll is not told of each piece of evidence: a poll brings it thousands. A branch hall's page is.
func TestAPageOfTheHallHearsNoEvidence(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	organiser := h.Enter(h.With(seminar.Organiser, ""))
	hall, branch := join(t, h, organiser, "hall", 0), join(t, h, organiser, "branch", 0)
	chair := h.Enter(h.With(seminar.Chair, ""))
	gate := door{h: h, steward: h.Enter(h.With(seminar.Steward, "main")), place: "main", device: "gate"}
	gate.send(t, scan{"sequence": 1, "at": time.Now(), "person": h.Person("d001").ID})
	must(t, h, chair, map[string]any{"do": "questions.open", "op": op(), "names": "all"}) // comes after it
	for _, x := range []struct {
		name  string
		who   *listener
		hears bool
	}{{"hall", hall, false}, {"branch", branch, true}} {
		if heard := x.who.until(t, kind("questions.opened")); slices.ContainsFunc(heard, kind("roll.evidence")) != x.hears {
			t.Errorf("on the page of the %s: evidence is told: %v", x.name, !x.hears)
		}
	}
}
