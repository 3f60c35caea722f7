package report

import (
	"slices"
	"time"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
)

// talk is what the record tells of the floor: which sessions ran when, who was given
// the floor at which place, how many hands were raised.
type talk struct {
	ran   map[seminar.ID][]span
	turns []turn // by first turn
	given int
	hands map[seminar.ID]int // by place

	asked, answered, later int          // questions in writing that everybody saw
	polls                  []floor.Poll // whose results everybody saw

	groups []floor.Group // that have handed in what they found

	ideas []floor.IdeaRound // what came of which everybody saw
}

// turn is one person's turns at one place.
type turn struct {
	place  seminar.ID
	person floor.Who
	times  int
}

// listen reads the floor's entries up to a moment, in their order.
func listen(entries []record.Entry, until time.Time) (talk, error) {
	t := talk{ran: map[seminar.ID][]span{}, hands: map[seminar.ID]int{}}
	running := seminar.ID("")
	for i, e := range entries {
		if e.At.After(until) {
			entries = entries[:i]
			break
		}
		switch e.Kind {
		case "session.started":
			t.end(running, e)
			running = e.Session
			t.ran[running] = append(t.ran[running], span{from: e.At})
		case "session.closed":
			t.end(running, e)
			running = ""
		case "hand.raised":
			t.hands[e.Place]++
		case "turn.given":
			if len(e.Body) == 0 { // emptied by retention
				continue
			}
			var given floor.Turn
			if err := e.Decode(&given); err != nil {
				return talk{}, err
			}
			t.give(given)
		}
	}
	return t, t.write(entries)
}

// write reads what was asked and voted in writing. What people think of a session, and what only those who run the hall
// have seen, is not for a report.
func (t *talk) write(entries []record.Entry) error {
	all, err := floor.MinutesOf(entries)
	for _, m := range all {
		for _, q := range m.Questions {
			if !q.Seen() {
				continue
			}
			t.asked++
			switch q.Stage {
			case floor.Answered:
				t.answered++
			case floor.Later:
				t.later++
			}
		}
		for _, p := range m.Polls {
			if p.Shown && !p.Feedback && p.Result != nil {
				t.polls = append(t.polls, p)
			}
		}
		for _, r := range m.Ideas {
			if r.Shown && len(r.Result.Receptions) > 0 {
				t.ideas = append(t.ideas, r)
			}
		}
		for _, g := range m.Groups {
			if !g.Handed.IsZero() {
				t.groups = append(t.groups, g)
			}
		}
	}
	return err
}

// end closes the span of the session that runs.
func (t *talk) end(running seminar.ID, e record.Entry) {
	if spans := t.ran[running]; len(spans) > 0 {
		spans[len(spans)-1].to = e.At
	}
}

func (t *talk) give(given floor.Turn) {
	t.given++
	i := slices.IndexFunc(t.turns, func(x turn) bool { return x.place == given.Place && x.person.ID == given.Person.ID })
	if i < 0 {
		t.turns = append(t.turns, turn{place: given.Place, person: given.Person})
		i = len(t.turns) - 1
	}
	t.turns[i].times++
}
