package door

import (
	"slices"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// Seen keeps the list up with a scan that was let through: who is in, and who is out.
func (l *List) Seen(person seminar.ID, at time.Time, out bool) {
	l.Inside = slices.DeleteFunc(slices.Clone(l.Inside), func(in roll.Inside) bool { return in.Person == person })
	if !out {
		l.Inside = append(l.Inside, roll.Inside{Person: person, Place: l.Place, Since: at})
	}
}
