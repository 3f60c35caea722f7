package floor

import (
	"aula/internal/record"
	"aula/internal/seminar"
)

// By is who gives a command, as the hall found out from their login.
type By struct {
	Who       Who
	Place     seminar.ID
	From      From
	Chair     bool                  // may give the floor and run the session
	Serve     func(seminar.ID) bool // may act for people at that place, as its steward
	Air       bool                  // may decide what is on air
	Moderates bool                  // may decide about polls and questions
	Announces bool                  // may tell everybody something
	Divides   bool                  // may form groups and look after them
}

// Command is something that somebody wants done on the floor.
type Command interface {
	// do returns the entry that the command leads to, or why it may not be done.
	do(*State, By) (record.Entry, error)
}

// Do decides a command. The state is not changed: the entry has to be recorded first
// and is then applied. Errors are Invalid, Forbidden, NotFound or Conflict.
func (s *State) Do(c Command, by By) (record.Entry, error) {
	e, err := c.do(s, by)
	if u, ok := c.(Unsigned); !ok || !u.Unsigned() {
		e.Actor = by.Who.ID
	}
	if s.Session != nil && e.Session == "" {
		e.Session = s.Session.ID
	}
	return e, err
}

// Raise puts up a hand, one's own or, by a steward, that of somebody in the hall.
type Raise struct {
	For   *Who       // nil for oneself
	Place seminar.ID // of For
}

func (c Raise) do(s *State, by By) (record.Entry, error) {
	h := Hand{Hand: seminar.NewID(), Person: by.Who, Place: by.Place, From: by.From}
	if c.For != nil {
		if !by.Serve(c.Place) {
			return record.Entry{}, seminar.Forbidden("error.floor.not_your_hall")
		}
		h.Person, h.Place, h.From = *c.For, c.Place, FromBranch
	}
	switch _, up := s.HandOf(h.Person.ID); {
	case s.Session == nil:
		return record.Entry{}, seminar.Conflict("error.floor.no_session")
	case up:
		return record.Entry{}, seminar.Conflict("error.floor.hand_is_up")
	case s.Turn != nil && s.Turn.Person.ID == h.Person.ID:
		return record.Entry{}, seminar.Conflict("error.floor.has_the_floor")
	}
	return about(record.New("hand.raised", h), h.Person.ID, h.Place), nil
}

// Lower takes a hand down.
type Lower struct{ Hand seminar.ID }

func (c Lower) do(s *State, by By) (record.Entry, error) {
	h, ok := s.hand(c.Hand)
	if !ok {
		return record.Entry{}, seminar.NotFound("error.floor.no_hand")
	}
	if h.Person.ID != by.Who.ID && !by.Chair && !by.Serve(h.Place) {
		return record.Entry{}, seminar.Forbidden("error.forbidden")
	}
	return about(record.New("hand.lowered", handBody{h.Hand}), h.Person.ID, h.Place), nil
}

// Give gives the floor to a raised hand; whoever had it has it no longer. Why is asked for
// when by the rule it was another's turn.
type Give struct {
	Hand seminar.ID
	Why  string
}

func (c Give) do(s *State, by By) (record.Entry, error) {
	h, ok := s.hand(c.Hand)
	switch {
	case !by.Chair:
		return record.Entry{}, seminar.Forbidden("error.floor.chair_only")
	case !ok:
		return record.Entry{}, seminar.NotFound("error.floor.no_hand")
	case len(c.Why) > maxWhy:
		return record.Entry{}, seminar.Invalid("error.invalid")
	case c.Why == "" && s.Rule != Free && s.Queue()[0].Hand != h.Hand:
		return record.Entry{}, seminar.Conflict("error.floor.out_of_turn")
	}
	return about(record.New("turn.given", Turn{Hand: h.Hand, Person: h.Person, Place: h.Place, From: h.From, Why: c.Why, Seconds: s.Time, Same: len(h.Same)}), h.Person.ID, h.Place), nil
}

// End takes the floor back, or hands it back.
type End struct{}

func (End) do(s *State, by By) (record.Entry, error) {
	switch {
	case s.Turn == nil:
		return record.Entry{}, seminar.Conflict("error.floor.no_turn")
	case !by.Chair && s.Turn.Person.ID != by.Who.ID && !by.Serve(s.Turn.Place):
		return record.Entry{}, seminar.Forbidden("error.floor.chair_only")
	}
	return about(record.New("turn.ended", handBody{s.Turn.Hand}), s.Turn.Person.ID, s.Turn.Place), nil
}

// StartSession opens a session; the one that ran before is over with it.
type StartSession struct{ Session Session }

func (c StartSession) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Chair:
		return record.Entry{}, seminar.Forbidden("error.floor.chair_only")
	case s.Session != nil && s.Session.ID == c.Session.ID:
		return record.Entry{}, seminar.Conflict("error.floor.session_runs")
	}
	e := record.New("session.started", c.Session)
	e.Session = c.Session.ID
	return e, nil
}

// CloseSession ends the session that runs.
type CloseSession struct{}

func (CloseSession) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Chair:
		return record.Entry{}, seminar.Forbidden("error.floor.chair_only")
	case s.Session == nil:
		return record.Entry{}, seminar.Conflict("error.floor.no_session")
	}
	return record.New("session.closed", sessionBody{s.Session.ID}), nil
}

// StartItem starts the clock of an item of the session that runs.
type StartItem struct{ Item seminar.ID }

func (c StartItem) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Chair:
		return record.Entry{}, seminar.Forbidden("error.floor.chair_only")
	case s.Session == nil:
		return record.Entry{}, seminar.Conflict("error.floor.no_session")
	}
	for _, item := range s.Session.Items {
		if item.ID == c.Item {
			return record.New("item.started", itemBody(c)), nil
		}
	}
	return record.Entry{}, seminar.NotFound("error.floor.no_item")
}

func about(e record.Entry, person, place seminar.ID) record.Entry {
	e.Person, e.Place = person, place
	return e
}

type (
	handBody struct {
		Hand seminar.ID `json:"hand"`
	}
	sessionBody struct {
		Session seminar.ID `json:"session"`
	}
	itemBody struct {
		Item seminar.ID `json:"item"`
	}
)
