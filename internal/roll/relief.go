package roll

import (
	"slices"
	"time"

	"aula/internal/seminar"
)

// Relief is somebody coming in another's place for a half-day. Both keep their own row and history.
type Relief struct {
	Old    seminar.ID `json:"old"`
	New    seminar.ID `json:"new"`
	From   time.Time  `json:"from"`
	To     time.Time  `json:"to"`
	Reason string     `json:"reason,omitempty"`
	At     time.Time  `json:"at"` // when it was said
	By     seminar.ID `json:"by,omitempty"`
}

// covers reports whether a session belongs to it.
func (r *Relief) covers(c *column) bool { return c.within(r.From, r.To) }

// Reliefs returns who stands in for whom, by half-day: of each person and half-day what was last said.
func Reliefs(all []Evidence) []Relief {
	var said []*Evidence
	for i := range all {
		if all[i].Kind == Substitution {
			said = append(said, &all[i])
		}
	}
	slices.SortFunc(said, inOrder)
	var list []Relief
	for _, e := range said {
		list = slices.DeleteFunc(list, func(r Relief) bool { return r.Old == e.Person && r.From.Equal(e.From) })
		if e.Ref != "" && e.Ref != e.Person {
			list = append(list, Relief{Old: e.Person, New: e.Ref, From: e.From, To: e.To, Reason: e.Reason, At: e.At, By: e.Actor})
		}
	}
	return list
}

// stoodIn returns who was ever named to come in somebody's place: they are expected in no half-day for which they do not stand.
func stoodIn(all []Evidence) map[seminar.ID]bool {
	var named map[seminar.ID]bool
	for i := range all {
		if e := &all[i]; e.Kind == Substitution && e.Ref != "" && e.Ref != e.Person {
			if named == nil {
				named = map[seminar.ID]bool{}
			}
			named[e.Ref] = true
		}
	}
	return named
}

// relieve gives the mark "substituted" to who was not there and whose substitute was.
func (p *plan) relieve(rows []Row) {
	type seat struct {
		person seminar.ID
		column int
	}
	taken := map[seat]bool{} // nobody comes for two
	for _, r := range p.reliefs {
		i := slices.IndexFunc(rows, func(x Row) bool { return x.Person.ID == r.Old })
		j := slices.IndexFunc(rows, func(x Row) bool { return x.Person.ID == r.New })
		if i < 0 {
			continue
		}
		for n := range p.columns {
			old := &rows[i].Cells[n]
			if !r.covers(&p.columns[n]) || !old.relieved {
				continue
			}
			why := Reason{Key: whyRelief, Who: p.people[r.New]}
			if j < 0 || !rows[j].Cells[n].Mark.Here() || taken[seat{r.New, n}] {
				if why.Key = whyNoRelief; !p.columns[n].begun() {
					why.Key = whyReliefComes
				}
			} else {
				old.Mark, taken[seat{r.New, n}] = Substituted, true
			}
			old.Why = append(old.Why, why)
		}
	}
}

// standsIn reports whether somebody is a substitute at all, and whether they are one in a session.
func (p *plan) standsIn(person seminar.ID, c *column) (ever, here bool) {
	for i := range p.reliefs {
		if r := &p.reliefs[i]; r.New == person {
			here = here || r.covers(c)
		}
	}
	return p.stood[person], here
}
