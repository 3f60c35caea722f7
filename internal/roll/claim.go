package roll

import (
	"slices"
	"time"

	"aula/internal/seminar"
)

// Claim is what somebody says against a cell of the roll, and what became of it: a person of their own row, or an organiser of a
// half-day that is sealed, for which a second one has to stand.
type Claim struct {
	ID      seminar.ID `json:"id"`
	Kind    Kind       `json:"kind"` // Claimed or Proposed
	Person  seminar.ID `json:"person"`
	Session seminar.ID `json:"session"`
	Mark    Mark       `json:"mark"` // that is said to be right; "" takes corrections back
	Reason  string     `json:"reason"`
	At      time.Time  `json:"at"`
	Actor   seminar.ID `json:"actor,omitempty"` // who says so
	For     seminar.ID `json:"for,omitempty"`   // of what is proposed: the claim that it grants
	State   Kind       `json:"state"`           // as Kind while it is open; Proposed while a second person is waited for; Corrected or Refused
	Answer  string     `json:"answer,omitempty"`
	By      seminar.ID `json:"by,omitempty"` // who answered
	Decided time.Time  `json:"decided,omitzero"`
}

// Open reports whether it waits for a word.
func (c Claim) Open() bool { return c.State == c.Kind }

// Claims returns what was said against cells, in the order of time.
func Claims(all []Evidence) []Claim {
	var said []*Evidence
	for i := range all {
		if k := all[i].Kind; k == Claimed || k == Proposed || k == Refused || k == Corrected && all[i].Ref != "" {
			said = append(said, &all[i])
		}
	}
	slices.SortFunc(said, inOrder)
	var list claims
	for _, e := range said {
		if e.Kind == Claimed || e.Kind == Proposed {
			list = append(list, Claim{ID: e.ID, Kind: e.Kind, Person: e.Person, Session: e.Session, Mark: e.Mark, Reason: e.Reason, At: e.At, Actor: e.Actor, For: e.Ref, State: e.Kind})
		}
	}
	for _, kind := range []Kind{Proposed, Refused, Corrected} { // what comes later in this order holds, whenever it arrived
		for _, e := range said {
			if e.Kind == kind {
				list.answer(e)
			}
		}
	}
	return list
}

type claims []Claim

func (list claims) find(id, person seminar.ID) *Claim {
	i := slices.IndexFunc(list, func(c Claim) bool { return c.ID == id && c.Person == person })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// answer lets a word decide what it refers to, and through a proposal the claim behind it. A proposal that is refused leaves the
// claim open.
func (list claims) answer(e *Evidence) {
	c := list.find(e.Ref, e.Person)
	if c == nil {
		return
	}
	c.State, c.Answer, c.By, c.Decided = e.Kind, e.Reason, e.Actor, e.At
	if c.Kind != Proposed {
		return
	}
	if behind := list.find(c.For, e.Person); behind != nil {
		behind.State, behind.Answer, behind.By, behind.Decided = e.Kind, c.Reason, e.Actor, e.At
		if e.Kind == Refused {
			behind.State, behind.Answer, behind.By, behind.Decided = Claimed, "", "", time.Time{}
		}
	}
}

// MayClaim reports whether something can still be said against a session that ended then.
func (p Policy) MayClaim(ended, now time.Time) bool {
	return now.After(ended) && (p.ClaimDays == 0 || now.Before(ended.AddDate(0, 0, p.ClaimDays)))
}
