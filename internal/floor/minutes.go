package floor

import (
	"slices"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Minutes is what happened on the floor in one session.
type Minutes struct {
	Session seminar.ID   `json:"session"`
	Title   seminar.Text `json:"title"`
	Started time.Time    `json:"started"`
	Ended   time.Time    `json:"ended,omitzero"` // zero while it runs
	Turns   []Spoken     `json:"turns"`
	Polls   []Poll       `json:"polls"` // that were counted, each as it was counted last

	Questions []Question `json:"questions"` // that were asked in it or after it, as they stand now and everybody may see them
	Groups    []Group    `json:"groups"`    // of a group session, with what they wrote

	Ideas []IdeaRound `json:"ideas"` // rounds that were begun in it or after it and are counted, as everybody may see them
}

// Undone returns the questions that still want an answer.
func (m Minutes) Undone() (all []Question) {
	for _, q := range m.Questions {
		if q.Undone() {
			all = append(all, q)
		}
	}
	return all
}

// Spoken is a turn that was had.
type Spoken struct {
	Turn
	Raised time.Time `json:"raised,omitzero"`
	Ended  time.Time `json:"ended,omitzero"`
}

// Waited returns the time from hand to floor.
func (s Spoken) Waited() time.Duration { return lasted(s.Raised, s.Given) }

// Lasted returns the time that the floor was had; 0 while it is.
func (s Spoken) Lasted() time.Duration { return lasted(s.Given, s.Ended) }

func lasted(from, to time.Time) time.Duration {
	if from.IsZero() || to.IsZero() {
		return 0
	}
	return to.Sub(from)
}

// MinutesOf reads the minutes of all sessions from the entries that the floor is made of, in their order. A session that was
// started again has minutes for each time. Polls outside of every session are in none; a question that was asked before the
// first session stands in that, and so do ideas. Minutes of a group session that nobody began come last, without title and hours.
func MinutesOf(entries []record.Entry) (all []Minutes, err error) {
	var s State
	seen := map[seminar.ID]bool{} // rounds of ideas whose result was shown
	asked := map[seminar.ID]int{} // the minutes of a question or a round of ideas, by number
	for _, e := range entries {
		if len(e.Body) == 0 { // emptied by retention
			continue
		}
		before := s.Clone()
		if err := s.Apply(e); err != nil {
			return nil, err
		}
		switch e.Kind {
		case "poll.shown":
			shown(all, &s, e)
		case "ideas.shown":
			var b ideasBody
			if e.Decode(&b) == nil {
				seen[b.Round] = true
			}
		case "question.asked":
			asked[s.Questions[len(s.Questions)-1].ID] = max(0, len(all)-1)
		case "ideas.opened":
			asked[s.IdeaRounds[len(s.IdeaRounds)-1].ID] = max(0, len(all)-1)
		case "session.started":
			all = leave(all, e.At)
			all = append(all, blank(Minutes{Session: s.Session.ID, Title: s.Session.Title, Started: e.At}))
		case "session.closed":
			all = leave(all, e.At)
		}
		if len(all) == 0 || before.Session == nil || s.Session == nil || before.Session.Started != s.Session.Started {
			continue
		}
		now := &all[len(all)-1]
		switch e.Kind {
		case "turn.given":
			now.end(e.At)
			h, _ := before.hand(s.Turn.Hand)
			now.Turns = append(now.Turns, Spoken{Turn: *s.Turn, Raised: h.Raised})
		case "turn.extended":
			if n := len(now.Turns); n > 0 && s.Turn != nil {
				now.Turns[n-1].Seconds = s.Turn.Seconds
			}
		case "turn.ended":
			now.end(e.At)
		case "poll.counted":
			now.counted(&s, e)
		}
	}
	for _, q := range s.Questions {
		if n := asked[q.ID]; n < len(all) && (q.Undone() || q.Seen()) {
			all[n].Questions = append(all[n].Questions, q.public())
		}
	}
	for _, r := range s.IdeaRounds {
		if n := asked[r.ID]; n < len(all) && r.Result != nil {
			r.Shown = seen[r.ID]
			all[n].Ideas = append(all[n].Ideas, r.counted())
		}
	}
	for _, g := range s.Groups { // a group session goes on beside the others, and nobody has to begin it
		if !slices.ContainsFunc(all, func(m Minutes) bool { return m.Session == g.Session }) {
			all = append(all, blank(Minutes{Session: g.Session}))
		}
	}
	for i := range all { // a session that was begun again has one discussion
		again := slices.ContainsFunc(all[i+1:], func(m Minutes) bool { return m.Session == all[i].Session })
		if !again {
			all[i].Groups = append(all[i].Groups, s.GroupsOf(all[i].Session)...)
		}
	}
	return all, nil
}

// blank returns minutes with empty lists: that nothing happened is not that nothing is known.
func blank(m Minutes) Minutes {
	m.Turns, m.Polls, m.Questions, m.Groups, m.Ideas = []Spoken{}, []Poll{}, []Question{}, []Group{}, []IdeaRound{}
	return m
}

// shown keeps that everybody has seen what a poll came to; that may be long after its session, and stays so when the screens are
// cleared of it.
func shown(all []Minutes, s *State, e record.Entry) {
	var b pollBody
	if e.Decode(&b) != nil {
		return
	}
	p, _ := s.Poll(b.Poll)
	for _, m := range all {
		for i := range m.Polls {
			if m.Polls[i].ID == p.ID && m.Polls[i].Round == p.Round {
				m.Polls[i].Shown = true
			}
		}
	}
}

// leave ends the session that runs.
func leave(all []Minutes, at time.Time) []Minutes {
	if n := len(all); n > 0 && all[n-1].Ended.IsZero() {
		all[n-1].end(at)
		all[n-1].Ended = at
	}
	return all
}

// end ends the turn that is being had.
func (m *Minutes) end(at time.Time) {
	if n := len(m.Turns); n > 0 && m.Turns[n-1].Ended.IsZero() {
		m.Turns[n-1].Ended = at
	}
}

func (m *Minutes) counted(s *State, e record.Entry) {
	var b pollBody
	if e.Decode(&b) != nil {
		return
	}
	p, there := s.Poll(b.Poll)
	if !there {
		return
	}
	m.Polls = append(slices.DeleteFunc(m.Polls, func(x Poll) bool { return x.ID == p.ID && x.Round == p.Round }), p)
}
