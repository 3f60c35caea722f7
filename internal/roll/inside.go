package roll

import (
	"cmp"
	"slices"
	"time"

	"aula/internal/seminar"
)

// Inside says that somebody is in a hall, by the scans at its doors.
type Inside struct {
	Person seminar.ID `json:"person"`
	Place  seminar.ID `json:"place"`
	Since  time.Time  `json:"since"`
}

// Within returns who is in which hall at f.AsOf, by person. Only the doors count:
// being online, or called present, says nothing of where the next scan comes from.
func Within(f Facts) []Inside {
	in := NewIndoors(f.Seminar)
	for _, e := range f.Evidence {
		in.Add(e)
	}
	return in.All(f.People, f.AsOf)
}

// All returns who of some people is in which hall at a time, by person.
func (in *Indoors) All(people []seminar.Person, now time.Time) []Inside {
	inside := []Inside{}
	for i := range people {
		if x, is := in.Of(people[i].ID, now); is {
			inside = append(inside, x)
		}
	}
	slices.SortFunc(inside, func(a, b Inside) int { return cmp.Compare(a.Person, b.Person) })
	return inside
}
