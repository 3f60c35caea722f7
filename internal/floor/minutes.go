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
// started again has minutes for each time. Polls outside of every session are in none.
func MinutesOf(entries []record.Entry) (all []Minutes, err error) {
	var s State
	for _, e := range entries {
		before := s.Clone()
		if err := s.Apply(e); err != nil {
			return nil, err
		}
		switch e.Kind {
		case "session.started":
			all = leave(all, e.At)
			all = append(all, Minutes{Session: s.Session.ID, Title: s.Session.Title, Started: e.At, Turns: []Spoken{}, Polls: []Poll{}})
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
	return all, nil
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
