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
	p := newPlan(f)
	byPerson := gather(f.Evidence)
	inside := []Inside{}
	for i := range f.People {
		for _, s := range p.history(&f.People[i], byPerson.of(f.People[i].ID)).stays {
			if (s.by == ScanIn || s.by.sights()) && s.from <= p.asOf && p.asOf < s.to {
				inside = append(inside, Inside{Person: f.People[i].ID, Place: s.place, Since: clock(s.from)})
			}
		}
	}
	slices.SortFunc(inside, func(a, b Inside) int { return cmp.Compare(a.Person, b.Person) })
	return inside
}
