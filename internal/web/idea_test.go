package web_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"aula/internal/apptest"
	"aula/internal/floor"
	"aula/internal/seminar"
)

// newRound opens a round of ideas and returns it as the moderator hears of it.
func newRound(t *testing.T, h *apptest.House, moderator *voter, names floor.Names, approve bool) (r floor.IdeaRound) {
	t.Helper()
	moderator.must(t, h, "ideas.open", map[string]any{"title": map[string]string{"en": "What comes first?"}, "names": names, "approve": approve})
	decode(t, moderator.next(t, kind("ideas.opened")).Body, &r)
	return r
}

// A round from its opening to its result: who hears of what, whose name is read where, and what nobody is told.
func TestARoundOfIdeas(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	ann := h.With(seminar.Delegate, "online")
	moderator, writer, other := enter(t, h, h.With(seminar.Moderator, ""), "console"), enter(t, h, ann, "home"), enter(t, h, h.With(seminar.Delegate, "main"), "hall")
	stop := make(chan struct{})
	defer close(stop)
	for _, l := range []*voter{moderator, writer, other} {
		l.next(t, kind("state"))
		l.beats(t, stop)
	}
	if r := writer.says(t, h, "ideas.open", map[string]any{"title": map[string]string{"en": "Mine"}, "names": "all"}); r.OK || r.Error.Code != seminar.CodeForbidden {
		t.Errorf("a delegate opens a round: %+v", r)
	}
	round := newRound(t, h, moderator, floor.NamedToStaff, true)
	if r := moderator.says(t, h, "ideas.open", map[string]any{"title": map[string]string{"en": "Another"}, "names": "all"}); r.OK || r.Error.Code != seminar.CodeConflict {
		t.Errorf("a second round: %+v", r)
	}
	write := func(v *voter, text string) reply {
		return v.says(t, h, "idea.write", map[string]any{"idea_round": round.ID, "text": text, "names": round.Names})
	}
	if r := write(writer, "Willows along the banks"); !r.OK {
		t.Fatalf("%+v", r.Error)
	}
	var idea floor.Idea
	decode(t, moderator.next(t, kind("idea.written")).Body, &idea)
	if idea.Person == nil || idea.Person.ID != ann.ID || idea.Text["en"] != "Willows along the banks" {
		t.Fatalf("the moderator reads %+v", idea)
	}
	writer.next(t, kind("idea.written")) // of one's own
	say := func(v *voter, opinion floor.Opinion) reply {
		return v.says(t, h, "idea.say", map[string]any{"idea": idea.ID, "opinion": opinion})
	}
	if r := say(other, floor.Agree); r.OK || r.Error.Code != seminar.CodeNotFound {
		t.Errorf("of an idea that waits: %+v", r)
	}
	moderator.must(t, h, "idea.open", map[string]any{"idea": idea.ID})
	before := other.until(t, kind("idea.opened"))
	if slices.ContainsFunc(before, kind("idea.written")) {
		t.Error("others heard of an idea before it was read")
	}
	if form, _ := json.Marshal(before); strings.Contains(string(form), string(ann.ID)) {
		t.Errorf("others are told who wrote it: %s", form)
	}
	for _, x := range []struct {
		who  *voter
		says floor.Opinion
		code seminar.Code
	}{
		{other, "perhaps", seminar.CodeInvalid}, {moderator, floor.Agree, seminar.CodeForbidden},
		{other, floor.Agree, ""}, {other, floor.Disagree, ""}, {writer, floor.Agree, ""},
	} {
		if r := say(x.who, x.says); r.OK != (x.code == "") || !r.OK && r.Error.Code != x.code {
			t.Errorf("%q: %+v", x.says, r)
		}
	}
	var turnout struct{ People, Opinions int }
	for turnout.People < 2 {
		decode(t, other.next(t, kind("ideas.turnout")).Body, &turnout)
	}
	if turnout.Opinions != 2 {
		t.Errorf("turnout %+v", turnout)
	}
	type world struct {
		IdeaRounds []floor.IdeaRound `json:"idea_rounds"`
		Me         struct {
			Says map[seminar.ID]floor.Opinion
		}
		Told []struct{ Kind string }
	}
	var again world
	late := join(t, h, other.client, "hall", 0) // a second window of the same person
	decode(t, late.next(t, kind("state")).Body, &again)
	if again.Me.Says[idea.ID] != floor.Disagree || len(again.IdeaRounds) != 1 || len(again.IdeaRounds[0].Ideas) != 1 || again.IdeaRounds[0].Ideas[0].Person != nil {
		t.Errorf("who comes back sees %+v", again)
	}
	if r := write(writer, "Meadows that may flood"); !r.OK {
		t.Fatalf("%+v", r.Error)
	}
	var second, hidden floor.Idea
	decode(t, moderator.next(t, kind("idea.written")).Body, &second)
	moderator.must(t, h, "idea.hide", map[string]any{"idea": second.ID, "why": "stands there already"})
	decode(t, writer.next(t, kind("idea.hidden")).Body, &hidden)
	if hidden.Why != "stands there already" {
		t.Errorf("the writer is told %+v", hidden)
	}
	if form, _ := json.Marshal(other.next(t, kind("idea.hidden")).Body); strings.Contains(string(form), "already") {
		t.Errorf("others are told why: %s", form)
	}
	if r := other.says(t, h, "idea.withdraw", map[string]any{"idea": second.ID}); r.OK || r.Error.Code != seminar.CodeForbidden {
		t.Errorf("another's idea is withdrawn: %+v", r)
	}
	writer.must(t, h, "idea.withdraw", map[string]any{"idea": second.ID})
	moderator.next(t, kind("idea.withdrawn"))

	moderator.must(t, h, "ideas.close", map[string]any{"idea_round": round.ID})
	var counted struct{ Result floor.IdeaResult }
	decode(t, moderator.next(t, kind("ideas.counted")).Body, &counted)
	if r := counted.Result; r.People != 2 || len(r.Receptions) != 1 || r.Receptions[0].Agreement != floor.Few || r.Receptions[0].People() != 0 || r.Receptions[0].Places != nil {
		t.Errorf("of two people is told %+v", r)
	}
	if r := say(other, floor.Agree); r.OK || r.Error.Code != seminar.CodeConflict {
		t.Errorf("after the close: %+v", r)
	}
	moderator.must(t, h, "ideas.show", map[string]any{"idea_round": round.ID})
	heard := other.until(t, kind("ideas.shown"))
	if slices.ContainsFunc(heard, kind("ideas.counted")) {
		t.Error("others were told the result before it was shown")
	}
	decode(t, heard[len(heard)-1].Body, &counted)
	if counted.Result.People != 2 {
		t.Errorf("everybody is shown %+v", counted)
	}
	_, body := moderator.client.Get(h.URL("/minutes/ideas.csv"))
	for _, line := range []string{`,What comes first?,Willows along the banks,,Too few have said something,,,,,`} {
		if !strings.Contains(body, line) {
			t.Errorf("the table lacks %q:\n%s", line, body)
		}
	}
}

// Without a name and without a moderator: an idea is there at once, nothing leads to who wrote it, and as much as one person may write
// in a while holds for ideas too.
func TestIdeasWithoutANameHaveALimit(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	ann := h.With(seminar.Delegate, "online")
	moderator, writer := enter(t, h, h.With(seminar.Moderator, ""), "console"), enter(t, h, ann, "home")
	moderator.next(t, kind("state"))
	round := newRound(t, h, moderator, floor.Anonymous, false)
	fields := func(n int) map[string]any {
		return map[string]any{"idea_round": round.ID, "names": "none", "text": fmt.Sprint("Idea ", n), "op": fmt.Sprint("op-", n)}
	}
	for n := range 6 {
		writer.must(t, h, "idea.write", fields(n))
		writer.must(t, h, "idea.write", fields(n)) // whose answer was lost asks again
	}
	if r := writer.says(t, h, "idea.write", fields(6)); r.OK || r.Error.Code != seminar.CodeTooMany {
		t.Errorf("a seventh at once: %+v", r)
	}
	var state struct {
		IdeaRounds []floor.IdeaRound `json:"idea_rounds"`
	}
	decode(t, join(t, h, moderator.client, "console", 0).next(t, kind("state")).Body, &state)
	if ideas := state.IdeaRounds[0].Seen(); len(ideas) != 6 {
		t.Errorf("%d ideas are seen", len(ideas))
	}
	form, _ := json.Marshal(state)
	if strings.Contains(string(form), string(ann.ID)) {
		t.Error("the moderator is told who wrote an idea without a name")
	}
}

// One person over many connections has one opinion of an idea; who is told that theirs was taken is counted.
func TestOneOpinionEach(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	moderator := enter(t, h, h.With(seminar.Moderator, ""), "console")
	moderator.next(t, kind("state"))
	var people []*voter
	for _, p := range h.Plan.People {
		if place, _ := h.Plan.Seminar.Place(string(p.Place)); p.Delegate && place != nil && place.Key == "main" && len(people) < 6 {
			people = append(people, enter(t, h, p, "hall"))
		}
	}
	round := newRound(t, h, moderator, floor.NamedToAll, false)
	people[0].must(t, h, "idea.write", map[string]any{"idea_round": round.ID, "text": "Willows", "names": round.Names})
	var idea floor.Idea
	decode(t, moderator.next(t, kind("idea.opened")).Body, &idea)
	var wg sync.WaitGroup
	for n := range 30 {
		wg.Go(func() {
			v := people[n%len(people)]
			if r := v.says(t, h, "idea.say", map[string]any{"idea": idea.ID, "opinion": []floor.Opinion{floor.Agree, floor.Disagree, floor.Pass}[n%len(people)%3]}); !r.OK {
				t.Errorf("%+v", r.Error)
			}
		})
	}
	wg.Wait()
	moderator.must(t, h, "ideas.close", map[string]any{"idea_round": round.ID})
	var counted struct{ Result floor.IdeaResult }
	decode(t, moderator.next(t, kind("ideas.counted")).Body, &counted)
	if r := counted.Result; r.People != 6 || r.Receptions[0].Opinions != (floor.Opinions{Agree: 2, Disagree: 2, Pass: 2}) {
		t.Errorf("counted %+v", r)
	}
}
