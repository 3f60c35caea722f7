package seminarfile

import "aula/internal/seminar"

// before is what the files are read over: a key of the settings and a column of the
// people that a file does not have leave standing what is here.
type before struct {
	plan   *Plan // nil when there is nothing yet
	people map[string]seminar.Person
	grants map[seminar.ID][]seminar.Grant
}

// over returns a book that is read over what exists; old may be nil.
func over(old *Plan) *book {
	if old == nil {
		return newBook(nil)
	}
	b := newBook(known(old))
	b.before = before{old, map[string]seminar.Person{}, map[seminar.ID][]seminar.Grant{}}
	for _, p := range old.People {
		b.before.people[p.Key] = p
	}
	for _, g := range old.Grants {
		b.before.grants[g.Person] = append(b.before.grants[g.Person], g)
	}
	return b
}
