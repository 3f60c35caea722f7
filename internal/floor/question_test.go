package floor

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/record"
	"aula/internal/seminar"
)

func english(s string) seminar.Text { return seminar.Text{"en": s} }

// What may be asked, and what is refused and why.
func TestAsking(t *testing.T) {
	who := Who{ID: "ann", Name: english("Ann")}
	waiting := Question{Stage: Waiting, Names: NamedToAll, Person: &who}
	for name, x := range map[string]struct {
		state State
		ask   Ask
		key   string
	}{
		"asked":             {State{Board: &Board{Names: NamedToAll}}, Ask{Text: english(" Why\u202e not?\n"), Names: NamedToAll}, ""},
		"no board":          {State{}, Ask{Text: english("Why?"), Names: NamedToAll}, "error.question.closed"},
		"other terms":       {State{Board: &Board{Names: NamedToAll}}, Ask{Text: english("Why?"), Names: Anonymous}, "error.question.names"},
		"nothing":           {State{Board: &Board{Names: NamedToAll}}, Ask{Text: english(" \n"), Names: NamedToAll}, "error.question.text"},
		"too long":          {State{Board: &Board{Names: NamedToAll}}, Ask{Text: english(strings.Repeat("河", 501)), Names: NamedToAll}, "error.question.text"},
		"too many":          {State{Board: &Board{Names: NamedToAll}, Questions: slices.Repeat([]Question{waiting}, 5)}, Ask{Text: english("Why?"), Names: NamedToAll}, "error.question.many"},
		"for another place": {State{Board: &Board{Names: NamedToAll}}, Ask{Text: english("Why?"), Names: NamedToAll, For: &who, Place: "east"}, "error.floor.not_your_hall"},
	} {
		e, err := x.state.Do(x.ask, By{Who: who, Place: "main", Serve: func(p seminar.ID) bool { return p == "main" }})
		if keyOf(err) != x.key {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil {
			continue
		}
		var q Question
		if err := e.Decode(&q); err != nil || q.Text["en"] != "Why not?" || q.Person.ID != "ann" || q.Place != "main" || e.Person != "ann" {
			t.Errorf("%s: %+v, entry %+v", name, q, e)
		}
	}
}

func keyOf(err error) string {
	if e, ok := err.(*seminar.Error); ok {
		return e.Key
	}
	return ""
}

// Of a question without a name nothing is kept that leads to who asked: not in the entry, not in its body.
func TestNobodyKnowsWhoAsked(t *testing.T) {
	who := Who{ID: "person-of-the-asker", Name: english("Name-of-the-asker"), Organisation: english("Organisation-of-the-asker")}
	s := State{Board: &Board{Names: Anonymous}}
	e, err := s.Do(Ask{Text: english("Why?"), Names: Anonymous}, By{Who: who, Place: "place-of-the-asker"})
	if err != nil {
		t.Fatal(err)
	}
	form, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(form) + string(e.Body) + string(e.Actor) + string(e.Person) + string(e.Place); strings.Contains(text, "of-the-asker") {
		t.Errorf("the entry says %s", text)
	}
}

// What everybody sees of a question that is named to those who run the hall alone, and what its asker and they see.
func TestWhoSeesTheName(t *testing.T) {
	ann := &Who{ID: "ann", Name: english("Ann")}
	all := []Question{
		{ID: "open", Names: NamedToStaff, Person: ann, Place: "main", Stage: Open, Relayed: time.Unix(1, 0)},
		{ID: "waiting", Names: NamedToStaff, Person: ann, Place: "main", Stage: Waiting},
		{ID: "hidden", Names: NamedToAll, Person: ann, Place: "main", Stage: Hidden, Why: "twice"},
	}
	if seen := PublicQuestions(all, "ben"); !reflect.DeepEqual(seen, []Question{{ID: "open", Names: NamedToStaff, Stage: Open}}) {
		t.Errorf("others see %+v", seen)
	}
	if seen := PublicQuestions(all, "ann"); len(seen) != 3 || seen[0].Person == nil || seen[2].Why != "twice" || !seen[0].Relayed.IsZero() {
		t.Errorf("the asker sees %+v", seen)
	}
	s := State{Questions: []Question{{ID: "q", Names: NamedToStaff, Person: ann, Place: "main", Stage: Waiting}}}
	e, err := s.Do(QuestionDeed{Deed: "opened", Question: "q"}, By{Moderates: true})
	if err != nil || strings.Contains(string(e.Body), "ann") || strings.Contains(string(e.Body), "main") {
		t.Errorf("everybody is told %s, %v", e.Body, err)
	}
}

// Whatever is done with questions in whatever order: the record alone gives the same state, one question at most is on the floor,
// a question that was merged is part of exactly one that was not, and everybody sees only what was shown.
func TestQuestionsAreReplayed(t *testing.T) {
	deeds := []string{"opened", "hidden", "merged", "relayed", "unrelayed", "taken", "returned", "answered", "deferred"}
	rapid.Check(t, func(t *rapid.T) {
		var live State
		var told []record.Entry
		tell := func(e record.Entry) {
			e.Seq, e.At = int64(len(told)+1), time.Unix(int64(len(told)), 0).UTC()
			told = append(told, e)
			if err := live.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
		pick := func(name string) seminar.ID {
			if len(live.Questions) == 0 {
				return ""
			}
			return rapid.SampledFrom(live.Questions).Draw(t, name).ID
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			by := By{Who: Who{ID: rapid.SampledFrom([]seminar.ID{"ann", "ben"}).Draw(t, "who")}, Place: "main", Moderates: true, Chair: true}
			var c Command
			switch deed := rapid.SampledFrom(append(deeds, "ask", "ask", "board", "close", "withdraw", "session")).Draw(t, "deed"); deed {
			case "ask":
				names := rapid.SampledFrom([]Names{NamedToAll, NamedToStaff, Anonymous}).Draw(t, "names")
				if live.Board != nil {
					names = live.Board.Names
				}
				c = Ask{Text: english("Why?"), Names: names}
			case "board":
				c = OpenBoard{Board{Names: rapid.SampledFrom([]Names{NamedToAll, NamedToStaff, Anonymous}).Draw(t, "names")}}
			case "close":
				c = CloseBoard{}
			case "withdraw":
				c = Withdraw{pick("question")}
			case "session":
				c = StartSession{Session{ID: seminar.NewID()}}
			default:
				c = QuestionDeed{Deed: deed, Question: pick("question"), Into: pick("into"), Why: "why", Owner: &Who{Name: english("Li")}, Due: "2026-12-01"}
			}
			if e, err := live.Do(c, by); err == nil {
				tell(e)
			}
		}
		var again State
		for _, e := range told {
			if err := again.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(again, live) {
			t.Fatalf("replayed %+v, live %+v", again, live)
		}
		parts := map[seminar.ID]int{}
		on := 0
		for _, q := range live.Questions {
			if q.Stage == Taken {
				on++
			}
			if q.Stage != Merged {
				for _, p := range q.Parts {
					parts[p]++
				}
			}
		}
		for _, q := range live.Questions {
			if merged := q.Stage == Merged; merged && parts[q.ID] != 1 || !merged && parts[q.ID] != 0 {
				t.Fatalf("%s is %s and part of %d", q.ID, q.Stage, parts[q.ID])
			}
		}
		if on > 1 {
			t.Fatalf("%d questions are on the floor", on)
		}
		for _, q := range PublicQuestions(live.Questions, "nobody") {
			if !q.Seen() || q.Why != "" || q.Names != NamedToAll && q.Person != nil {
				t.Fatalf("everybody sees %+v", q)
			}
		}
	})
}
