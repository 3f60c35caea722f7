package roll

import (
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// Indoors keeps who is in which hall by the scans at the doors, and by having been seen in it, one scan after the other:
// for whoever asks after each of them. In whatever order and however often the scans come,
// it says what is to be read from all of them.
type Indoors struct {
	plan *plan
	of   map[seminar.ID]*trail
}

// trail is one person's way through the doors.
type trail struct {
	scans []*Evidence // in the order of time
	stays []stay      // what they make, by start
	read  bool        // the stays are those of the scans
}

// NewIndoors returns an empty one for the halls of a seminar, which must not change.
func NewIndoors(s *programme.Seminar) *Indoors {
	return &Indoors{plan: newPlan(Facts{Seminar: s}), of: map[seminar.ID]*trail{}}
}

// Add takes evidence in; what is not of a door says nothing here.
func (in *Indoors) Add(e Evidence) {
	if e.Kind != ScanIn && e.Kind != ScanOut && !e.Kind.sights() {
		return
	}
	t := in.of[e.Person]
	if t == nil {
		t = &trail{}
		in.of[e.Person] = t
	}
	i, _ := slices.BinarySearchFunc(t.scans, &e, inOrder)
	t.scans = slices.Insert(t.scans, i, &e)
	t.read = false
}

// stays returns what somebody's scans make.
func (in *Indoors) stays(person seminar.ID) []stay {
	t := in.of[person]
	if t == nil {
		return nil
	}
	if !t.read {
		h := history{stays: t.stays[:0]}
		in.plan.scans(&h, once(slices.Clone(t.scans)))
		t.stays, t.read = h.stays, true
	}
	return t.stays
}

// Of returns in which hall somebody is at a time; false when in none.
func (in *Indoors) Of(person seminar.ID, now time.Time) (Inside, bool) {
	for _, s := range in.stays(person) {
		if s.from <= at(now) && at(now) < s.to {
			return Inside{Person: person, Place: s.place, Since: clock(s.from)}, true
		}
	}
	return Inside{}, false
}

// Next returns when, after a time, somebody comes or goes by what is known, without a
// further scan; zero when never.
func (in *Indoors) Next(person seminar.ID, now time.Time) (next time.Time) {
	for _, s := range in.stays(person) {
		for _, m := range []moment{s.from, s.to} {
			if m > at(now) && (next.IsZero() || m < at(next)) {
				next = clock(m)
			}
		}
	}
	return next
}
