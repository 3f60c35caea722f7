package certificate

import (
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Facts is what claims are drawn from.
type Facts struct {
	Seminar       *programme.Seminar
	Roll          roll.Roll
	Rule          Rule
	People        []seminar.Person // for the names of the speakers
	Organisations []seminar.Organisation
}

// Claim returns what a row of the roll says for a certificate. Whether there is to be
// one is for Decide to say.
func (f Facts) Claim(row roll.Row) Claim {
	s, p := f.Seminar, row.Person
	c := Claim{
		Seminar: s.ID, Title: s.Title, Theme: s.Theme, Host: s.Host,
		Person: p.ID, Name: p.Name, Email: p.Email,
		Minutes: row.Counted().Minutes(), Credits: row.Credit, Available: available(f.Roll), Policy: f.Roll.Policy, Rule: f.Rule,
	}
	if i := slices.IndexFunc(f.Organisations, func(o seminar.Organisation) bool { return o.ID == p.Organisation }); i >= 0 {
		c.Organisation = f.Organisations[i].Name
	}
	var at []seminar.ID // of c.Places
	for i := range row.Cells {
		cell := &row.Cells[i]
		if !slices.Contains([]roll.Mark{roll.Present, roll.Late, roll.LeftEarly}, cell.Mark) {
			continue
		}
		session := f.session(&f.Roll.Sessions[i], cell)
		c.Sessions = append(c.Sessions, session)
		n := slices.Index(at, cell.Place)
		if n < 0 {
			n = len(at)
			at = append(at, cell.Place)
			c.Places = append(c.Places, Place{Name: session.Place, Method: session.Method})
		}
		c.Places[n].Minutes += session.Minutes
		if c.From.IsZero() {
			c.From = session.Starts
		}
		if session.Ends.After(c.To) {
			c.To = session.Ends
		}
	}
	return c
}

func (f Facts) session(s *programme.Session, cell *roll.Cell) Session {
	x := Session{ID: s.ID, Title: s.Title, Starts: s.Starts, Ends: s.Ends, Method: roll.AsIndividual, Minutes: cell.Counted.Minutes()}
	if place, ok := f.Seminar.Place(string(cell.Place)); ok {
		x.Place, x.Method = place.Name, roll.MethodOf(place.Kind)
	}
	for _, id := range s.People(programme.Speaks) {
		if i := slices.IndexFunc(f.People, func(p seminar.Person) bool { return p.ID == id }); i >= 0 {
			x.Speakers = append(x.Speakers, f.People[i].Name)
		}
	}
	return x
}

// available is what attending the whole of a seminar earns; parallel sessions count once.
func available(r roll.Roll) (sum roll.Credit) {
	var each time.Duration
	for _, s := range r.Sessions {
		each += s.Ends.Sub(s.Starts)
		sum += r.Policy.Credit(s.Ends.Sub(s.Starts))
	}
	if all := length(r.Sessions); r.Policy.CreditEach == 0 || all < each {
		return r.Policy.Credit(all)
	}
	return sum
}
