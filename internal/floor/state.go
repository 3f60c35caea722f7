// Package floor is who may speak and what is running: hands, turns, the session and
// its items, what is on air. It is pure: Do says what a command leads to, Apply makes
// it so, and replaying the entries of the record gives the same state.
package floor

import (
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// Who is a person as others see them.
type Who struct {
	ID           seminar.ID   `json:"id"`
	Name         seminar.Text `json:"name"`
	Organisation seminar.Text `json:"organisation,omitempty"`
	Post         seminar.Text `json:"post,omitempty"`
}

// Session is the session that runs.
type Session struct {
	ID      seminar.ID     `json:"id"`
	Key     string         `json:"key"`
	Kind    programme.Kind `json:"kind"`
	Title   seminar.Text   `json:"title"`
	Starts  time.Time      `json:"starts"`
	Ends    time.Time      `json:"ends"`
	Started time.Time      `json:"started,omitzero"`
	Items   []Item         `json:"items"`
}

// Item is one step of the session that runs.
type Item struct {
	ID      seminar.ID   `json:"id"`
	Title   seminar.Text `json:"title"`
	Minutes int          `json:"minutes"`
	Person  *Who         `json:"person,omitempty"`
}

// RunningItem is the item whose clock runs.
type RunningItem struct {
	ID      seminar.ID `json:"id"`
	Started time.Time  `json:"started"`
}

// From says how a hand came to the floor.
type From string

// The ways.
const (
	FromHall   From = "hall"   // a phone in a hall
	FromBranch From = "branch" // a steward, for somebody in the hall
	FromHome   From = "home"
)

// Hand is a wish to speak.
type Hand struct {
	Hand   seminar.ID   `json:"hand"`
	Person Who          `json:"person"`
	Place  seminar.ID   `json:"place"`
	From   From         `json:"from"`
	Raised time.Time    `json:"raised,omitzero"`
	Same   []seminar.ID `json:"same,omitempty"` // who would say the same, and so need not speak
}

// Turn is the floor given to somebody.
type Turn struct {
	Hand    seminar.ID `json:"hand"`
	Person  Who        `json:"person"`
	Place   seminar.ID `json:"place"`
	From    From       `json:"from"`
	Given   time.Time  `json:"given,omitzero"`
	Why     string     `json:"why,omitempty"`     // the chair's reason, when by the rule it was another's turn
	Seconds int        `json:"seconds,omitempty"` // that it may last; 0 for as long as it takes
	Same    int        `json:"same,omitempty"`    // how many others would say the same
	Report  *Report    `json:"report,omitempty"`  // of the group for which they speak
}

// State is the floor of one seminar at one moment.
type State struct {
	Seq           int64            `json:"-"` // of the last entry applied
	Session       *Session         `json:"session,omitempty"`
	Item          *RunningItem     `json:"item,omitempty"`
	Hands         []Hand           `json:"hands"` // the longest waiting first
	Turn          *Turn            `json:"turn,omitempty"`
	Rule          Rule             `json:"rule,omitempty"` // in which order hands come to the floor
	Why           string           `json:"why,omitempty"`  // the chair's reason for it
	Time          int              `json:"time,omitempty"` // seconds that a turn may last; 0 for as long as it takes
	Had           []Past           `json:"had,omitempty"`  // turns of the session that runs, in their order
	Air           map[string]OnAir `json:"air"`
	Muted         []string         `json:"muted,omitempty"` // slots whose sound is off, in order
	Layout        Layout           `json:"layout,omitzero"`
	Barred        []Barred         `json:"barred,omitempty"`        // sources that may not publish, the longest barred first
	Polls         []Poll           `json:"polls,omitempty"`         // in the order in which they were made
	Board         *Board           `json:"board,omitempty"`         // nil while no questions are taken
	Questions     []Question       `json:"questions,omitempty"`     // in the order in which they were asked
	IdeaRounds    []IdeaRound      `json:"idea_rounds,omitempty"`   // in the order in which they were opened
	Announcements []Announcement   `json:"announcements,omitempty"` // the latest last
	Groups        []Group          `json:"-"`                       // of all sessions, those of one by their numbers
	Begun         []seminar.ID     `json:"-"`                       // sessions that were ever started, in their order
	Aside         []string         `json:"-"`                       // publishers that an operator took off air, in order: they do not come back by themselves
}

// HasBegun reports whether a session was ever started.
func (s *State) HasBegun(session seminar.ID) bool { return slices.Contains(s.Begun, session) }

// Clone returns a copy that does not change with the original.
func (s *State) Clone() State {
	c := *s
	c.Hands = append([]Hand{}, s.Hands...)
	c.Air = make(map[string]OnAir, len(s.Air))
	for k, v := range s.Air {
		c.Air[k] = v
	}
	c.Had = slices.Clone(s.Had)
	c.Muted, c.Barred, c.Aside = slices.Clone(s.Muted), slices.Clone(s.Barred), slices.Clone(s.Aside)
	return c
}

// HandOf returns the raised hand of a person.
func (s *State) HandOf(person seminar.ID) (Hand, bool) {
	return s.find(func(h Hand) bool { return h.Person.ID == person })
}

func (s *State) hand(id seminar.ID) (Hand, bool) {
	return s.find(func(h Hand) bool { return h.Hand == id })
}

func (s *State) find(is func(Hand) bool) (Hand, bool) {
	i := slices.IndexFunc(s.Hands, is)
	if i < 0 {
		return Hand{}, false
	}
	return s.Hands[i], true
}
