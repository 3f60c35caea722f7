package page

import (
	"aula/internal/programme"
	"aula/internal/seminar"
)

// Directory knows the people that a page names, and their organisations. An id that
// it does not know gives a zero value, which pages leave out.
type Directory struct {
	People        map[seminar.ID]seminar.Person
	Organisations map[seminar.ID]seminar.Organisation
}

// Person returns the person with the id.
func (d Directory) Person(id seminar.ID) seminar.Person { return d.People[id] }

// Organisation returns the organisation with the id.
func (d Directory) Organisation(id seminar.ID) seminar.Organisation { return d.Organisations[id] }

// Cast is everybody who has one deed in a session.
type Cast struct {
	Deed   programme.Deed
	People []seminar.Person
}

// Cast returns who does what in a session, in the order in which a report names
// them; people that the directory does not know are left out.
func (d Directory) Cast(s programme.Session) []Cast {
	var all []Cast
	for _, deed := range programme.Deeds() {
		var people []seminar.Person
		for _, id := range s.People(deed) {
			if p, ok := d.People[id]; ok {
				people = append(people, p)
			}
		}
		if len(people) > 0 {
			all = append(all, Cast{deed, people})
		}
	}
	return all
}
