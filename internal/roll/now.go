package roll

import (
	"cmp"
	"slices"
	"time"

	"aula/internal/seminar"
)

// Where says how somebody stands to what is going on now.
type Where string

// The ways, in the order of a board.
const (
	InHall   Where = "hall"     // seen at the door, by a steward, or at a vote; not seen leaving
	AtHome   Where = "home"     // online
	OnLeave  Where = "leave"    // leave granted, or official duty
	Replaced Where = "replaced" // somebody comes instead
	Missing  Where = "missing"  // expected, and nowhere
	NotDue   Where = "not_due"  // nothing goes on where they belong
)

// Wheres lists all of them in their order.
func Wheres() []Where { return []Where{InHall, AtHome, OnLeave, Replaced, Missing, NotDue} }

// Standing is where one delegate is now.
type Standing struct {
	Person seminar.ID
	Where  Where
	Place  seminar.ID // where they are; of who is not here, where they belong
	Since  time.Time  // of who is here
}

// Now returns where everybody is at f.AsOf, by protocol order. Delegates who have withdrawn are left out.
func Now(f Facts) []Standing {
	p := newPlan(f)
	p.relieveBy(f.Evidence, f.People)
	byPerson := gather(f.Evidence)
	people := slices.Clone(f.People)
	slices.SortStableFunc(people, func(a, b seminar.Person) int { return protocol(&a, &b) })
	var all []Standing
	for i := range people {
		if x := &people[i]; x.Delegate && !x.Withdrawn {
			all = append(all, p.standing(x, byPerson.of(x.ID)))
		}
	}
	return all
}

// standing finds where one delegate is: a hall before home, the latest stay first.
func (p *plan) standing(person *seminar.Person, mine []*Evidence) Standing {
	h := p.history(person, mine)
	s := Standing{Person: person.ID, Where: NotDue, Place: person.Place}
	stays := slices.Clone(h.stays)
	for i := range p.columns {
		if c := &p.columns[i]; c.begun() && c.running() {
			stays = append(stays, p.attested(h, c).stays...)
			s.Where = p.due(s.Where, h, c)
		}
	}
	slices.SortStableFunc(stays, func(a, b stay) int { return cmp.Compare(a.from, b.from) })
	for _, x := range stays {
		here := x.from <= p.asOf && (p.asOf < x.to || x.by == Interval && p.asOf-x.to < lease.Milliseconds())
		switch {
		case !here || s.Where == InHall && x.method == AsIndividual:
		case x.method == AsGroup:
			s.Where, s.Place, s.Since = InHall, x.place, clock(x.from)
		default:
			s.Where, s.Place, s.Since = AtHome, x.place, clock(x.from)
		}
	}
	return s
}

// due says how somebody who is nowhere stands to a session that runs.
func (p *plan) due(so Where, h *history, c *column) Where {
	k := p.look(h, c)
	switch {
	case !k.expected || so != NotDue:
		return so
	case k.relieved:
		return Replaced
	case k.duty != nil, k.leave != nil && k.leave.State == LeaveGranted, k.word.instead == Excused:
		return OnLeave
	case k.word.instead == Substituted:
		return Replaced
	}
	return Missing
}
