// Package site is a branch hall's own machine: it keeps that hall's truth on a laptop, also while the line to the main server,
// the centre, is down, and delivers what it has kept when the line is there.
package site

import (
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// News is what the centre tells a site (docs/protocol.md, section 9).
type News struct {
	Now      time.Time       `json:"now"`   // the centre's clock
	Place    seminar.ID      `json:"place"` // the hall whose machine it is
	Digest   string          `json:"digest"`
	Plan     *Plan           `json:"plan,omitempty"` // unless the site has the one of that digest
	Evidence []roll.Evidence `json:"evidence"`       // that was told after the number which the site named
	Through  int64           `json:"through"`        // the number to name next
	More     bool            `json:"more,omitempty"` // there is more to be fetched at once
}

// Plan is what a site needs of the plan: of its own people all but their addresses, of others what a door sees.
type Plan struct {
	Seminar       programme.Seminar      `json:"seminar"`
	Policy        roll.Policy            `json:"policy"`
	Organisations []seminar.Organisation `json:"organisations"`
	People        []seminar.Person       `json:"people"`
	Grants        []seminar.Grant        `json:"grants"`   // of the stewards of the hall
	Versions      map[seminar.ID]uint8   `json:"versions"` // of passes that are not the first
	Keys          []door.Key             `json:"keys"`     // by which passes are read
}

// For writes what the site of a place gets of a plan.
func For(p *seminarfile.Plan, place seminar.ID, versions map[seminar.ID]uint8, keys []door.Key) *Plan {
	out := &Plan{Seminar: p.Seminar, Policy: p.Policy, Organisations: p.Organisations, Versions: versions, Keys: keys}
	out.Seminar.Record = false // it has no recorder
	stewards, parts := map[seminar.ID]bool{}, map[seminar.ID]bool{}
	for _, g := range p.Grants {
		if g.Role == seminar.Steward && (g.Place == "" || g.Place == place) {
			stewards[g.Person] = true
			out.Grants = append(out.Grants, seminar.Grant{Person: g.Person, Role: seminar.Steward, Place: place})
		}
	}
	for _, s := range p.Seminar.Sessions {
		for _, part := range s.Parts {
			parts[part.Person] = true
		}
		for _, item := range s.Items {
			parts[item.Person] = true
		}
	}
	for _, x := range p.People {
		x.Email = ""
		switch {
		case stewards[x.ID], x.Delegate && x.Place == place:
		case x.Delegate, parts[x.ID]:
			few := seminar.Person{ID: x.ID, Key: x.Key, Name: x.Name, Organisation: x.Organisation, Place: x.Place, Delegate: x.Delegate, Withdrawn: x.Withdrawn}
			if parts[x.ID] {
				few.Post = x.Post // the programme prints it
			}
			x = few
		default:
			continue
		}
		out.People = append(out.People, x)
	}
	return out
}

// Touches returns what a site is told of evidence; false when it is none of its business. own are the people of its hall.
// Of others it hears whether they went into a hall or out of it, and not by whom they were seen.
func Touches(e roll.Evidence, place seminar.ID, own func(seminar.ID) bool) (roll.Evidence, bool) {
	e.Device, e.Sequence = "", 0 // a phone may still bring the same scan to the site itself
	switch {
	case e.Place == place, e.Person != "" && own(e.Person):
		if e.Kind != roll.Corrected {
			e.Reason = ""
		}
		return e, true
	case e.Kind == roll.ScanIn, e.Kind == roll.ScanOut:
		return roll.Evidence{ID: e.ID, Person: e.Person, Kind: e.Kind, Place: e.Place, At: e.At}, true
	}
	return e, false
}

// Batch is what a site delivers.
type Batch struct {
	Device  string    `json:"device"` // the random name of the site's data folder
	Now     time.Time `json:"now"`    // the site's clock when sending
	Waiting int       `json:"waiting"`
	Items   []Item    `json:"items"` // by sequence
}

// Item is one thing that a site has kept. Sequence is the number of the entry in its own record.
type Item struct {
	Sequence int64          `json:"sequence"`
	Scan     *store.Scan    `json:"scan,omitempty"`     // what a door answered, with Evidence unless it refused
	Evidence *roll.Evidence `json:"evidence,omitempty"` // of the door, or of a steward
	Person   *Newcomer      `json:"person,omitempty"`   // somebody who was put onto the list at the door
}

// Newcomer is somebody whom a site has put onto the list; the id is theirs from then on.
type Newcomer struct {
	ID           seminar.ID   `json:"id"`
	Key          string       `json:"key"`
	Name         seminar.Text `json:"name"`
	Post         seminar.Text `json:"post,omitempty"`
	Organisation seminar.ID   `json:"organisation,omitempty"`
	Actor        seminar.ID   `json:"actor,omitempty"`
}

// Answer says what has become of a batch.
type Answer struct {
	Through int64     `json:"through"` // everything up to it is settled and need not come again
	Refused []Refusal `json:"refused,omitempty"`
}

// Refusal names an item that the centre has not taken over, and why: site.refused.REASON of the catalogues.
type Refusal struct {
	Sequence int64  `json:"sequence"`
	Reason   string `json:"reason"`
}

// Bounds of a batch.
const (
	MostItems = 200
	MostBytes = 1 << 20
)
