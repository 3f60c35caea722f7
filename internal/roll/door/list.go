// Package door holds the one rule by which a pass is let in. The scanner at a door
// applies it without a network, the server applies it again; both run the cases of
// testdata/vectors.json.
package door

import (
	"cmp"
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// List is what a scanner downloads to work without a network: one place's view of a
// seminar, with no more of a person than the door has to see.
type List struct {
	Seminar seminar.ID    `json:"seminar"`
	Place   seminar.ID    `json:"place"` // where this door is
	Made    time.Time     `json:"made"`  // when the server wrote the list
	Keys    []Key         `json:"keys"`
	Places  []Place       `json:"places"`
	Days    []Day         `json:"days"` // in order; none means that the door is always open
	People  []Person      `json:"people"`
	Revoked []seminar.ID  `json:"revoked"` // delegates who have withdrawn or were shut out: no pass of theirs is good
	Inside  []roll.Inside `json:"inside"`  // who is in which hall; the scanner keeps it up with its own scans
}

// Key is a public key by which passes are read; in JSON it is base64 (RFC 4648 section 4).
type Key struct {
	ID     uint8  `json:"id"`
	Public []byte `json:"public"`
}

// Place is a place of the seminar.
type Place struct {
	ID    seminar.ID   `json:"id"`
	Name  seminar.Text `json:"name"`
	Seats int          `json:"seats,omitempty"` // 0 means not limited
}

// Day is a day on which the door is open, from Opens until before Closes.
type Day struct {
	Date   string    `json:"date"` // 2026-11-23, in the seminar's zone
	Opens  time.Time `json:"opens"`
	Closes time.Time `json:"closes"`
}

// Person is what the door sees of a delegate.
type Person struct {
	ID           seminar.ID   `json:"id"`
	Key          string       `json:"key"`
	Name         seminar.Text `json:"name"`
	Organisation seminar.Text `json:"organisation,omitempty"`
	Place        seminar.ID   `json:"place,omitempty"` // where they belong
	Version      uint8        `json:"version"`         // of their pass: older ones are void
}

// Around is how long before a day's first session and after its last one a door is open.
const Around = 2 * time.Hour

// Source is everything a list is made of.
type Source struct {
	Facts         roll.Facts // AsOf is when the list is made
	Organisations []seminar.Organisation
	Versions      map[seminar.ID]uint8 // of people's passes; 1 when missing
	Revoked       []seminar.ID         // shut out; who has withdrawn is added
	Keys          pass.Ring
}

// Make writes the list for the doors of one place.
func Make(src Source, place seminar.ID) List {
	s := src.Facts.Seminar
	l := List{ // no slice is nil: a scanner reads [] and never null
		Seminar: s.ID, Place: place, Made: seminar.Millis(src.Facts.AsOf), Days: days(s, place), Inside: roll.Within(src.Facts),
		Keys: []Key{}, Places: []Place{}, People: []Person{}, Revoked: append([]seminar.ID{}, src.Revoked...),
	}
	for id, public := range src.Keys {
		l.Keys = append(l.Keys, Key{ID: id, Public: public})
	}
	slices.SortFunc(l.Keys, func(a, b Key) int { return cmp.Compare(a.ID, b.ID) })
	for _, p := range s.Places {
		l.Places = append(l.Places, Place{ID: p.ID, Name: p.Name, Seats: p.Seats})
	}
	names := make(map[seminar.ID]seminar.Text, len(src.Organisations))
	for _, o := range src.Organisations {
		names[o.ID] = o.Name
	}
	for _, p := range src.Facts.People {
		switch {
		case !p.Delegate || slices.Contains(src.Revoked, p.ID):
		case p.Withdrawn:
			l.Revoked = append(l.Revoked, p.ID)
		default:
			l.People = append(l.People, Person{
				ID: p.ID, Key: p.Key, Name: p.Name, Organisation: names[p.Organisation], Place: p.Place,
				Version: max(1, src.Versions[p.ID]),
			})
		}
	}
	return l
}

// days returns when the doors of a place are open.
func days(s *programme.Seminar, place seminar.ID) []Day {
	list := []Day{}
	for _, d := range s.Days() {
		var opens, closes time.Time
		for _, x := range d.Sessions {
			if x.Cancelled || !x.At(place) {
				continue
			}
			if opens.IsZero() || x.Starts.Before(opens) {
				opens = x.Starts
			}
			if x.Ends.After(closes) {
				closes = x.Ends
			}
		}
		if !opens.IsZero() {
			list = append(list, Day{Date: d.Date.Format(time.DateOnly), Opens: opens.UTC().Add(-Around), Closes: closes.UTC().Add(Around)})
		}
	}
	return list
}

// Ring returns the keys for reading passes.
func (l *List) Ring() pass.Ring {
	ring := make(pass.Ring, len(l.Keys))
	for _, k := range l.Keys {
		if len(k.Public) == 32 { // ed25519.PublicKeySize; another length would panic
			ring[k.ID] = k.Public
		}
	}
	return ring
}

// Person returns a person of the list; nil when they are not on it.
func (l *List) Person(id seminar.ID) *Person {
	for i := range l.People {
		if l.People[i].ID == id {
			return &l.People[i]
		}
	}
	return nil
}

// inside returns where somebody is; nil when in no hall.
func (l *List) inside(id seminar.ID) *roll.Inside {
	for i := range l.Inside {
		if l.Inside[i].Person == id {
			return &l.Inside[i]
		}
	}
	return nil
}

// name returns a place's name; an id that the list does not know names itself.
func (l *List) name(id seminar.ID) seminar.Text {
	for _, p := range l.Places {
		if p.ID == id {
			return p.Name
		}
	}
	return seminar.Text{seminar.English: string(id)}
}
