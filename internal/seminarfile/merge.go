package seminarfile

import (
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// Merge returns what a seminar is after a file was read over it: everything that the
// file says, and everything of old that it does not name, as it was. A person whom new
// names holds the roles that new gives and no others. Sessions that
// changed count their Sequence up and are Updated now; the others keep both, as the
// seminar keeps its Release. The ids of new are those of old (see Known); old may be
// nil.
func Merge(old, new *Plan, now time.Time) *Plan {
	m := *new
	m.Seminar.Sessions = slices.Clone(new.Seminar.Sessions)
	if old == nil {
		for i := range m.Seminar.Sessions {
			m.Seminar.Sessions[i].Updated = seminar.Millis(now)
		}
		return &m
	}
	m.Seminar.Release = old.Seminar.Release
	m.stamp(old, now)
	m.Seminar.Levels = keep(old.Seminar.Levels, new.Seminar.Levels, func(l programme.Level) string { return l.Key })
	m.Seminar.Places = keep(old.Seminar.Places, new.Seminar.Places, func(p seminar.Place) string { return p.Key })
	m.Seminar.Sessions = keep(old.Seminar.Sessions, m.Seminar.Sessions, func(s programme.Session) string { return s.Key })
	m.Organisations = keep(old.Organisations, new.Organisations, func(o seminar.Organisation) string { return o.Key })
	m.People = keep(old.People, new.People, func(p seminar.Person) string { return p.Key })
	m.Grants = grants(old.Grants, new, m.People)
	m.Seminar.Sort()
	return &m
}

// stamp sets Sequence and Updated of the sessions.
func (p *Plan) stamp(old *Plan, now time.Time) {
	changed := map[string]bool{}
	for _, c := range Changes(old, p) {
		changed[c.Key] = changed[c.Key] || c.Kind == kindSession
	}
	for i := range p.Seminar.Sessions {
		s := &p.Seminar.Sessions[i]
		if was, ok := old.Seminar.Session(s.Key); ok {
			s.Sequence, s.Updated = was.Sequence, was.Updated
			if changed[s.Key] {
				s.Sequence++
			}
		}
		if changed[s.Key] {
			s.Updated = seminar.Millis(now)
		}
	}
}

// keep adds to new what only old has.
func keep[T any](old, new []T, key func(T) string) []T {
	there := map[string]bool{}
	for _, x := range new {
		there[key(x)] = true
	}
	all := slices.Clone(new)
	for _, x := range old {
		if !there[key(x)] {
			all = append(all, x)
		}
	}
	return all
}

// grants are those of new for the people whom it names and the old ones of all others,
// in the order of the people.
func grants(old []seminar.Grant, new *Plan, people []seminar.Person) []seminar.Grant {
	holds, named := map[seminar.ID][]seminar.Grant{}, map[seminar.ID]bool{}
	for _, p := range new.People {
		named[p.ID] = true
	}
	for _, g := range new.Grants {
		holds[g.Person] = append(holds[g.Person], g)
	}
	for _, g := range old {
		if !named[g.Person] {
			holds[g.Person] = append(holds[g.Person], g)
		}
	}
	var all []seminar.Grant
	for _, p := range people {
		all = append(all, holds[p.ID]...)
	}
	return all
}
