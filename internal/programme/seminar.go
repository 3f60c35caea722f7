// Package programme is the plan of a seminar: its days, sessions and items, the
// places they happen at and the people who have a part in them.
package programme

import (
	"slices"
	"time"

	"aula/internal/seminar"
)

// Seminar is one seminar of several days with everything its programme says.
type Seminar struct {
	ID        seminar.ID      `json:"id"`
	Key       string          `json:"key"` // in addresses: /s/KEY
	Title     seminar.Text    `json:"title"`
	Theme     seminar.Text    `json:"theme,omitempty"`
	Host      seminar.Text    `json:"host,omitempty"`   // the institute
	Zone      string          `json:"zone"`             // IANA name
	Languages []string        `json:"languages"`        // of its texts, the first one leads
	Accent    string          `json:"accent,omitempty"` // colour, #rrggbb
	Record    bool            `json:"record,omitempty"` // its sessions are recorded
	Levels    []Level         `json:"levels,omitempty"`
	Places    []seminar.Place `json:"places"`
	Sessions  []Session       `json:"sessions"` // by start, then key
	Release   int             `json:"release"`  // counts up with every published change
}

// Level is a rank by which the report counts people: "province", "city".
type Level struct {
	Key  string       `json:"key"`
	Name seminar.Text `json:"name"`
}

// Kind says what sort of session it is.
type Kind string

// The kinds of session.
const (
	Opening  Kind = "opening"
	Lecture  Kind = "lecture"
	Panel    Kind = "panel"
	Group    Kind = "group"
	Exchange Kind = "exchange"
	Study    Kind = "study"
	Break    Kind = "break"
	Closing  Kind = "closing"
)

// Kinds lists every kind of session.
func Kinds() []Kind {
	return []Kind{Opening, Lecture, Panel, Group, Exchange, Study, Break, Closing}
}

// Session is one programme item of a day, at one or several places at once.
type Session struct {
	ID        seminar.ID   `json:"id"`
	Key       string       `json:"key"`
	Kind      Kind         `json:"kind"`
	Title     seminar.Text `json:"title"`
	Abstract  seminar.Text `json:"abstract,omitempty"`
	Starts    time.Time    `json:"starts"` // UTC
	Ends      time.Time    `json:"ends"`   // UTC, after Starts
	Places    []seminar.ID `json:"places"` // where it happens; never empty
	Parts     []Part       `json:"parts,omitempty"`
	Items     []Item       `json:"items,omitempty"`
	NoRoll    bool         `json:"no_roll,omitempty"`   // breaks and the like: nobody is marked
	NoRecord  bool         `json:"no_record,omitempty"` // not recorded, whatever the seminar says
	Cancelled bool         `json:"cancelled,omitempty"`
	Sequence  int          `json:"sequence"` // iCalendar SEQUENCE (RFC 5545 3.8.7.4): counts up with every change
	Updated   time.Time    `json:"updated"`  // when it last changed, UTC
}

// Deed is what a person does in a session.
type Deed string

// The deeds, in the order in which a report names them.
const (
	Presides Deed = "presides"
	Speaks   Deed = "speaks"
	Convenes Deed = "convenes"
	Panelist Deed = "panelist"
	Attends  Deed = "attends" // a guest who is named by rank
)

// Deeds lists every deed in report order.
func Deeds() []Deed { return []Deed{Presides, Speaks, Convenes, Panelist, Attends} }

// Part is a person's part in a session.
type Part struct {
	Person seminar.ID `json:"person"`
	Deed   Deed       `json:"deed"`
}

// Item is one step of a session with its own clock.
type Item struct {
	ID      seminar.ID   `json:"id"`
	Key     string       `json:"key"`
	Title   seminar.Text `json:"title"`
	Minutes int          `json:"minutes"`          // planned length
	Person  seminar.ID   `json:"person,omitempty"` // who leads it
}

// Location returns the seminar's time zone; UTC if the name is not known here.
func (s *Seminar) Location() *time.Location {
	if l, err := time.LoadLocation(s.Zone); err == nil {
		return l
	}
	return time.UTC
}

// Session returns the session with that id or key.
func (s *Seminar) Session(idOrKey string) (*Session, bool) {
	i := slices.IndexFunc(s.Sessions, func(x Session) bool { return string(x.ID) == idOrKey || x.Key == idOrKey })
	if i < 0 {
		return nil, false
	}
	return &s.Sessions[i], true
}

// Place returns the place with that id or key.
func (s *Seminar) Place(idOrKey string) (*seminar.Place, bool) {
	i := slices.IndexFunc(s.Places, func(x seminar.Place) bool { return string(x.ID) == idOrKey || x.Key == idOrKey })
	if i < 0 {
		return nil, false
	}
	return &s.Places[i], true
}

// LevelName returns the name of a level; its key when the seminar does not name it.
func (s *Seminar) LevelName(key string) seminar.Text {
	for _, l := range s.Levels {
		if l.Key == key {
			return l.Name
		}
	}
	return seminar.Text{seminar.English: key}
}

// At reports whether the session happens at the place.
func (s *Session) At(place seminar.ID) bool { return slices.Contains(s.Places, place) }

// People returns those who have the deed in the session, in the order given.
func (s *Session) People(deed Deed) []seminar.ID {
	var ids []seminar.ID
	for _, p := range s.Parts {
		if p.Deed == deed {
			ids = append(ids, p.Person)
		}
	}
	return ids
}

// Marked reports whether people are marked present or absent for the session.
func (s *Session) Marked() bool { return !s.NoRoll && !s.Cancelled && s.Kind != Break }

// Recorded reports whether a session is recorded when it runs: where the seminar's
// are, all but breaks and those that say otherwise.
func (s *Seminar) Recorded(x *Session) bool {
	return s.Record && !x.NoRecord && !x.Cancelled && x.Kind != Break
}
