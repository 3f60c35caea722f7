package web_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"aula/internal/apptest"
	"aula/internal/floor"
	"aula/internal/seminar"
)

// says is does for other deeds than those of polls.
func (v *voter) says(t *testing.T, h *apptest.House, deed string, fields map[string]any) reply {
	t.Helper()
	m := map[string]any{"do": deed, "op": op(), "mode": v.mode}
	for k, x := range fields {
		m[k] = x
	}
	_, r := command(t, h, v.client, m)
	return r
}

func (v *voter) must(t *testing.T, h *apptest.House, deed string, fields map[string]any) {
	t.Helper()
	if r := v.says(t, h, deed, fields); !r.OK {
		t.Fatalf("%s %v: %+v", deed, fields, r.Error)
	}
}

// A question on its way from the asker to an answer: who hears of what, whose name is read where, and how support is counted.
func TestAQuestion(t *testing.T) {
	t.Parallel()
	var clock wound
	h := apptest.Start(t, apptest.Options{App: quick(&clock)})
	ann := h.With(seminar.Delegate, "online")
	moderator, asker, other := enter(t, h, h.With(seminar.Moderator, ""), "console"), enter(t, h, ann, "home"), enter(t, h, h.With(seminar.Delegate, "main"), "hall")
	stop := make(chan struct{})
	defer close(stop)
	for _, l := range []*voter{moderator, asker, other} {
		l.next(t, kind("state"))
		l.beats(t, stop)
	}
	if r := asker.says(t, h, "question.ask", map[string]any{"text": "Why?", "names": "staff"}); r.OK || r.Error.Code != seminar.CodeConflict {
		t.Errorf("without a board: %+v", r)
	}
	if r := asker.says(t, h, "questions.open", map[string]any{"names": "all"}); r.OK || r.Error.Code != seminar.CodeForbidden {
		t.Errorf("a delegate opens the board: %+v", r)
	}
	moderator.must(t, h, "questions.open", map[string]any{"names": "staff", "approve": true})
	asker.next(t, kind("questions.opened"))
	if r := asker.says(t, h, "question.ask", map[string]any{"text": "Why?", "names": "none"}); r.OK || r.Error.Code != seminar.CodeConflict {
		t.Errorf("under other terms: %+v", r)
	}
	asker.must(t, h, "question.ask", map[string]any{"text": "Why this river?", "names": "staff"})
	var q floor.Question
	decode(t, moderator.next(t, kind("question.asked")).Body, &q)
	if q.Person == nil || q.Person.ID != ann.ID || q.Text["en"] != "Why this river?" {
		t.Fatalf("the moderator reads %+v", q)
	}
	asker.next(t, kind("question.asked")) // of one's own
	if r := other.says(t, h, "question.support", map[string]any{"question": q.ID, "wanted": true}); r.OK {
		t.Error("a question that nobody has seen was supported")
	}
	moderator.must(t, h, "question.open", map[string]any{"question": q.ID})
	before := other.until(t, kind("question.opened"))
	if slices.ContainsFunc(before, kind("question.asked")) {
		t.Error("others heard of a question before it was approved")
	}
	last := before[len(before)-1]
	if form, _ := json.Marshal(last); strings.Contains(string(form), string(ann.ID)) {
		t.Errorf("others are told who asks: %s", form)
	}
	for range 3 { // once for each person, however often
		other.must(t, h, "question.support", map[string]any{"question": q.ID, "wanted": true})
	}
	var support struct{ Counts map[seminar.ID]int }
	decode(t, asker.next(t, kind("question.support")).Body, &support)
	if support.Counts[q.ID] != 1 {
		t.Errorf("support %+v", support)
	}
	asker.must(t, h, "question.ask", map[string]any{"text": "And why not that one?", "names": "staff"})
	var second floor.Question
	decode(t, moderator.next(t, kind("question.asked")).Body, &second)
	moderator.must(t, h, "question.hide", map[string]any{"question": second.ID, "why": "off the subject"})
	var hidden floor.Question
	decode(t, asker.next(t, kind("question.hidden")).Body, &hidden)
	if hidden.Why != "off the subject" {
		t.Errorf("the asker is told %+v", hidden)
	}
	var others floor.Question
	decode(t, other.next(t, kind("question.hidden")).Body, &others)
	if others.ID != second.ID || others.Why != "" {
		t.Errorf("others are told %+v", others)
	}
	moderator.must(t, h, "question.relay", map[string]any{"question": q.ID})
	chair := enter(t, h, h.With(seminar.Chair, ""), "console")
	type board struct {
		Questions []floor.Question
		Me        struct{ Wants []seminar.ID }
		Told      []struct {
			Kind string
			Body struct{ Counts map[seminar.ID]int }
		}
	}
	var state, later board
	decode(t, chair.next(t, kind("state")).Body, &state)
	if len(state.Questions) != 2 || state.Questions[0].Relayed.IsZero() || state.Questions[0].Person == nil {
		t.Errorf("the chair sees %+v", state.Questions)
	}
	chair.must(t, h, "question.take", map[string]any{"question": q.ID})
	other.next(t, kind("question.taken"))
	moderator.must(t, h, "question.answer", map[string]any{"question": q.ID, "text": "Because it is the longest."})
	var answered floor.Question
	decode(t, other.next(t, kind("question.answered")).Body, &answered)
	if answered.Answer["en"] != "Because it is the longest." || answered.Votes != 1 {
		t.Errorf("answered %+v", answered)
	}
	late := enter(t, h, h.With(seminar.Delegate, "main"), "hall")
	decode(t, late.next(t, kind("state")).Body, &later)
	if len(later.Questions) != 1 || later.Questions[0].Person != nil || later.Questions[0].Stage != floor.Answered || !slices.Equal(later.Me.Wants, []seminar.ID{q.ID}) {
		t.Errorf("who comes late sees %+v, wants %v", later.Questions, later.Me.Wants)
	}
}

// What was asked stands in the minutes, also as a table; whose name was for those who run the hall alone is in neither.
func TestQuestionsInTheMinutes(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	moderator, asker := enter(t, h, h.With(seminar.Moderator, ""), "console"), enter(t, h, h.With(seminar.Delegate, "online"), "home")
	chair := enter(t, h, h.With(seminar.Chair, ""), "console")
	chair.must(t, h, "session.start", map[string]any{"session": h.Plan.Seminar.Sessions[0].Key})
	moderator.next(t, kind("state"))
	moderator.must(t, h, "questions.open", map[string]any{"names": "staff"})
	asker.must(t, h, "question.ask", map[string]any{"text": "=1+1?", "names": "staff"})
	var q floor.Question
	decode(t, moderator.next(t, kind("question.opened")).Body, &q)
	moderator.must(t, h, "question.defer", map[string]any{"question": q.ID, "name": "The ministry", "due": "2026-12-24"})
	_, body := moderator.client.Get(h.URL("/minutes/questions.csv"))
	lines := strings.Split(strings.TrimSpace(body), "\r\n")
	if len(lines) != 2 || !strings.Contains(lines[1], "'=1+1?,,,,0,to be answered later,,The ministry,2026-12-24") {
		t.Errorf("table %q", lines)
	}
}

// An anonymous question: nothing in the database and nothing that anybody is told leads to who asked, and the same device sends it once.
func TestAQuestionWithoutAName(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	p := h.With(seminar.Delegate, "online")
	moderator, asker := enter(t, h, h.With(seminar.Moderator, ""), "console"), enter(t, h, p, "home")
	moderator.next(t, kind("state"))
	moderator.must(t, h, "questions.open", map[string]any{"names": "none"})
	m := map[string]any{"do": "question.ask", "op": op(), "mode": "home", "text": "Who pays?", "names": "none"}
	for range 2 { // the answer was lost, and the page sends it again
		if _, r := command(t, h, asker.client, m); !r.OK {
			t.Fatalf("%+v", r.Error)
		}
	}
	all := moderator.until(t, kind("question.opened")) // nobody has to read it first
	form, err := json.Marshal(all)
	if err != nil || strings.Contains(string(form), string(p.ID)) {
		t.Errorf("those who run the hall are told %s", form)
	}
	asked := 0
	for e, err := range h.App.Store.EntriesOf(t.Context(), h.Plan.Seminar.ID, "question.asked") {
		if err != nil {
			t.Fatal(err)
		}
		asked++
		if form, _ := json.Marshal(e); strings.Contains(string(form)+string(e.Body)+e.Op, string(p.ID)) || e.Actor != "" || e.Person != "" || e.Place != "" {
			t.Errorf("the record says %+v %s", e, e.Body)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

// Who asks without end is held back, and nobody else is.
func TestManyQuestions(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	moderator := enter(t, h, h.With(seminar.Moderator, ""), "console")
	moderator.must(t, h, "questions.open", map[string]any{"names": "none"})
	eager, patient := enter(t, h, h.With(seminar.Delegate, "online"), "home"), enter(t, h, h.With(seminar.Delegate, "main"), "hall")
	refused := 0
	eager.must(t, h, "question.ask", map[string]any{"text": "Heard?", "names": "none", "op": "first"})
	for range 30 {
		if r := eager.says(t, h, "question.ask", map[string]any{"text": "Again?", "names": "none"}); !r.OK && r.Error.Code == seminar.CodeTooMany {
			refused++
		}
	}
	if refused < 20 {
		t.Errorf("%d of 30 questions were refused", refused)
	}
	eager.must(t, h, "question.ask", map[string]any{"text": "Heard?", "names": "none", "op": "first"}) // it was
	patient.must(t, h, "question.ask", map[string]any{"text": "May I?", "names": "none"})
}
