package roll

import (
	"time"

	"aula/internal/seminar"
)

// word is what the stewards' words for one session come to.
type word struct {
	stays   []stay
	spoken  []*Evidence // all of them, in order
	instead Mark        // excused or substituted, for somebody who was not there
}

// attested reads the stewards' words for one session.
//
// The word decides and not the minute in which it was tapped: "present" is the whole
// session, because a roll call takes its time and is often taken late; a steward who
// means otherwise says so. "Late" is from then on, "left early" is until then. When
// then lies outside the session, because the sheet was entered afterwards, it is the
// least that the policy calls late, or early. "Absent" takes nothing away: it explains.
// "Excused" and "substituted" replace an absence and nothing else.
//
// At one place the later word corrects the earlier; words of two places stand side by side.
func (p *plan) attested(h *history, c *column) word {
	var w word
	for _, e := range h.said {
		if e.Session != c.session.ID {
			continue
		}
		w.spoken = append(w.spoken, e)
		switch e.Mark {
		case Excused, Substituted:
			w.instead = e.Mark
		case Present, Late, LeftEarly:
			w.hear(p, h.person, c, e)
		}
	}
	return w
}

// hear applies one word that says when somebody was there.
func (w *word) hear(p *plan, person *seminar.Person, c *column, e *Evidence) {
	place := e.Place
	if place == "" {
		place = person.Place
	}
	last := w.last(place)
	s := stay{place: place, method: p.method(place), by: Attested, from: c.start, to: c.end, end: EndSeen}
	switch e.Mark {
	case Present:
		w.stays = keep(w.stays, func(s stay) bool { return s.place != place })
	case Late:
		s.from = p.arrival(c, at(e.At))
		if last >= 0 && w.stays[last].to == c.end { // still there: only the arrival is put right
			w.stays[last].from = s.from
			return
		}
	case LeftEarly:
		s.to = p.departure(c, at(e.At))
		if last >= 0 {
			w.stays[last].to = s.to
			return
		}
	}
	w.stays = append(w.stays, s)
}

// last returns the place's latest stay, or -1.
func (w *word) last(place seminar.ID) int {
	for i := len(w.stays) - 1; i >= 0; i-- {
		if w.stays[i].place == place {
			return i
		}
	}
	return -1
}

// arrival is when somebody came whom a steward called late at t.
func (p *plan) arrival(c *column, t moment) moment {
	if t > c.start && t < c.end {
		return t
	}
	return min(c.end, c.start+least(p.policy.LateAfter))
}

// departure is when somebody went whom a steward saw leave early at t.
func (p *plan) departure(c *column, t moment) moment {
	if t > c.start && t < c.end {
		return t
	}
	return max(c.start, c.end-least(p.policy.LeaveBefore))
}

// least is the shortest time that counts as late or early: never none.
func least(minutes int) moment {
	return max(1, moment(minutes)*time.Minute.Milliseconds())
}

func keep(list []stay, ok func(stay) bool) []stay {
	kept := list[:0]
	for _, s := range list {
		if ok(s) {
			kept = append(kept, s)
		}
	}
	return kept
}
