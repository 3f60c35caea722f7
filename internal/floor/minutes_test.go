package floor

import (
	"slices"
	"testing"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// What was said and voted in a session, read from the record alone: who, from where, after what wait, how long; a turn that nobody ended ends
// with the next one or with the session; a poll stands as it was counted last.
func TestMinutes(t *testing.T) {
	p := play{t: t}
	var told []record.Entry
	must := func(c Command, by By) { told = append(told, p.must(c, by)) }
	tell := func(e record.Entry) {
		p.seq++
		e.Seq, e.At = p.seq, time.Unix(p.seq, 0).UTC()
		if err := p.state.Apply(e); err != nil {
			t.Fatal(err)
		}
		told = append(told, e)
	}
	staff := By{Who: Who{ID: "chair"}, Chair: true, Moderates: true, Serve: nobody}
	must(StartSession{opening}, staff)             // 1
	must(Raise{}, lin)                             // 2
	must(Raise{}, anna)                            // 3
	must(Give{Hand: p.state.Hands[0].Hand}, staff) // 4: lin has waited 2
	must(Give{Hand: p.state.Hands[0].Hand}, staff) // 5: lin had 1, anna has waited 2
	must(MakePoll{Poll{Kind: Single, Title: seminar.Text{"en": "Where?"}, Options: texts(2)}}, staff)
	poll := p.state.Polls[0].ID
	for _, n := range []int{3, 4} {
		if n == 3 {
			must(PollDeed{Deed: "opened", Poll: poll}, staff)
		} else {
			must(PollDeed{Deed: "reopened", Poll: poll}, staff)
		}
		must(PollDeed{Deed: "closing", Poll: poll}, staff)
		must(ClosePoll{poll}, staff)
		tell(Counted(poll, Result{Voters: n, Counts: []int{n, 0}}))
	}
	must(OpenBoard{Board{Names: NamedToStaff}}, staff)
	for range 4 {
		must(Ask{Text: english("Why?"), Names: NamedToStaff}, lin)
	}
	for i, deed := range []string{"hidden", "opened", "opened"} {
		must(QuestionDeed{Deed: deed, Question: p.state.Questions[i].ID, Why: "twice"}, staff)
	}
	must(QuestionDeed{Deed: "deferred", Question: p.state.Questions[2].ID, Owner: &Who{Name: english("Li")}, Due: "2026-12-01", Votes: 3}, staff)
	must(QuestionDeed{Deed: "taken", Question: p.state.Questions[1].ID}, staff)
	must(PollDeed{Deed: "shown", Poll: poll}, staff)
	must(PollDeed{Deed: "hidden", Poll: poll}, staff) // from the screens: everybody has seen it
	must(OpenIdeas{english("What first?"), NamedToStaff, true}, staff)
	for range 3 {
		must(WriteIdea{p.state.IdeaRounds[0].ID, english("Willows"), NamedToStaff}, lin)
	}
	round := p.state.IdeaRounds[0]
	must(IdeaDeed{"opened", round.Ideas[0].ID, ""}, staff)
	must(IdeaDeed{"hidden", round.Ideas[1].ID, "twice"}, staff)
	must(CloseSession{}, staff)
	must(StartSession{opening}, staff)
	must(IdeasDeed{"closed", round.ID}, staff) // in the session after: it stands where it was begun
	round = p.state.IdeaRounds[0]
	tell(round.Received([]Said{{Idea: round.Ideas[0].ID, Person: "lin", Place: "home", Opinion: Agree}}))
	must(IdeasDeed{"shown", round.ID}, staff)
	must(IdeasDeed{"hidden", round.ID}, staff)
	must(OpenIdeas{english("And then?"), NamedToStaff, true}, staff) // nobody has counted it
	all, err := MinutesOf(told)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d minutes, %v", len(all), err)
	}
	m := all[0]
	if len(m.Turns) != 2 || m.Turns[0].Person.ID != "lin" || m.Turns[0].Waited() != 2*time.Second || m.Turns[0].Lasted() != time.Second || m.Turns[1].Ended != m.Ended || m.Ended.IsZero() {
		t.Errorf("turns %+v", m.Turns)
	}
	if len(m.Polls) != 1 || m.Polls[0].Result.Voters != 4 || !m.Polls[0].Shown {
		t.Errorf("polls %+v", m.Polls)
	}
	var stages []QuestionStage
	for _, q := range m.Questions {
		stages = append(stages, q.Stage)
		if q.Person != nil {
			t.Errorf("the minutes name who asked for staff alone: %+v", q)
		}
	}
	if !slices.Equal(stages, []QuestionStage{Answered, Later, Waiting}) || len(m.Undone()) != 2 || m.Questions[1].Votes != 3 {
		t.Errorf("questions %+v", m.Questions)
	}
	if len(m.Ideas) != 1 || len(m.Ideas[0].Ideas) != 1 || m.Ideas[0].Ideas[0].Person != nil || m.Ideas[0].Result.Receptions[0].Agreement != Few || !m.Ideas[0].Shown {
		t.Errorf("ideas %+v", m.Ideas)
	}
	if again := all[1]; len(again.Ideas) != 0 || len(again.Questions) != 0 || len(again.Turns) != 0 || len(again.Polls) != 0 || !again.Ended.IsZero() {
		t.Errorf("the second time: %+v", again)
	}
}
