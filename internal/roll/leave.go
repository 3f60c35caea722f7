package roll

import (
	"cmp"
	"slices"
	"time"

	"aula/internal/seminar"
)

// Leave is how much of the programme somebody was excused from, or will be.
type Leave struct {
	Taken Span `json:"taken"`
	Of    Span `json:"of"` // of what is held where they belong, the part to come included
}

// Over reports whether it is more than the policy bears.
func (l Leave) Over(p Policy) bool { return p.LeaveParts > 0 && l.Taken*Span(p.LeaveParts) > l.Of }

// Request is leave from a half-day as it stands: the last that was said of it. Whoever may read it is told why; the roll does not say.
type Request struct {
	Person seminar.ID
	From   time.Time // the half-day
	To     time.Time
	State  Kind       // LeaveAsked, LeaveEndorsed, LeaveGranted, LeaveRefused or LeaveEnded
	Reason string     // of who asked
	Asked  time.Time  // when; zero where it was granted unasked
	At     time.Time  // when the last was said
	By     seminar.ID // who said it
}

// Waits reports whether somebody has to decide.
func (r Request) Waits() bool { return r.State == LeaveAsked || r.State == LeaveEndorsed }

// leaves reports whether evidence is about leave.
func (k Kind) leaves() bool {
	return slices.Contains([]Kind{LeaveAsked, LeaveEndorsed, LeaveGranted, LeaveRefused, LeaveEnded}, k)
}

// Requests returns all leave that was asked or granted, by half-day and then as it was asked.
func Requests(all []Evidence) []Request {
	var said []Evidence
	for _, e := range all {
		if e.Kind.leaves() {
			said = append(said, e)
		}
	}
	var list []Request
	byPerson := gather(said)
	for person := range byPerson {
		list = append(list, requests(person, byPerson.of(person))...)
	}
	slices.SortFunc(list, func(a, b Request) int {
		return cmp.Or(a.From.Compare(b.From), a.Asked.Compare(b.Asked), cmp.Compare(a.Person, b.Person))
	})
	return list
}

// requests reads what was said of one person's leave, in the order of time.
func requests(person seminar.ID, mine []*Evidence) (list []Request) {
	for _, e := range mine {
		if !e.Kind.leaves() {
			continue
		}
		i := slices.IndexFunc(list, func(r Request) bool { return r.From.Equal(e.From) })
		if i < 0 {
			i = len(list)
			list = append(list, Request{Person: person, From: e.From, To: e.To})
		}
		r := &list[i]
		r.State, r.At, r.By, r.To = e.Kind, e.At, e.Actor, e.To
		if e.Kind == LeaveAsked {
			r.Reason, r.Asked = e.Reason, e.At
		}
	}
	return list
}

// leaveOf returns the leave of a half-day in which a session starts, nil without.
func (h *history) leaveOf(c *column) *Request {
	for i := range h.leaves {
		if r := &h.leaves[i]; c.within(r.From, r.To) {
			return r
		}
	}
	return nil
}
