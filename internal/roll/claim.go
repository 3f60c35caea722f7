package roll

import (
	"slices"
	"time"

	"aula/internal/seminar"
)

// Claim is what somebody says against their own row, and what became of it.
type Claim struct {
	ID      seminar.ID `json:"id"`
	Person  seminar.ID `json:"person"`
	Session seminar.ID `json:"session"`
	Mark    Mark       `json:"mark"` // that they say is right
	Reason  string     `json:"reason"`
	At      time.Time  `json:"at"`
	State   Kind       `json:"state"` // Claimed while it is open; Corrected or ClaimRefused
	Answer  string     `json:"answer,omitempty"`
	By      seminar.ID `json:"by,omitempty"` // who answered
	Decided time.Time  `json:"decided,omitzero"`
}

// Claims returns what people have said against their rows, in the order of time.
func Claims(all []Evidence) []Claim {
	var said []*Evidence
	for i := range all {
		if k := all[i].Kind; k == Claimed || k == ClaimRefused || k == Corrected && all[i].Ref != "" {
			said = append(said, &all[i])
		}
	}
	slices.SortFunc(said, inOrder)
	var list []Claim
	for _, e := range said {
		if e.Kind == Claimed {
			list = append(list, Claim{ID: e.ID, Person: e.Person, Session: e.Session, Mark: e.Mark, Reason: e.Reason, At: e.At, State: Claimed})
		}
	}
	for _, e := range said {
		i := slices.IndexFunc(list, func(c Claim) bool { return c.ID == e.Ref && c.Person == e.Person })
		if e.Kind != Claimed && i >= 0 {
			list[i].State, list[i].Answer, list[i].By, list[i].Decided = e.Kind, e.Reason, e.Actor, e.At
		}
	}
	return list
}

// MayClaim reports whether something can still be said against a session that ended then.
func (p Policy) MayClaim(ended, now time.Time) bool {
	return now.After(ended) && (p.ClaimDays == 0 || now.Before(ended.AddDate(0, 0, p.ClaimDays)))
}
