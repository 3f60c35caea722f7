package floor

import (
	"slices"

	"aula/internal/record"
	"aula/internal/seminar"
)

// longestTurn bounds how long a turn may be said to last, in seconds.
const longestTurn = 2 * 60 * 60

// ChooseTime says how long turns may last from the next one on: 0 for as long as they take.
type ChooseTime struct{ Seconds int }

func (c ChooseTime) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Chair:
		return record.Entry{}, seminar.Forbidden("error.floor.chair_only")
	case c.Seconds < 0 || c.Seconds > longestTurn:
		return record.Entry{}, seminar.Invalid("error.invalid")
	case c.Seconds == s.Time:
		return record.Entry{}, seminar.Conflict("error.floor.rule_holds")
	}
	return record.New("queue.timed", timeBody(c)), nil
}

// Extend lets the turn that is being had last longer.
type Extend struct{ Seconds int }

func (c Extend) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Chair:
		return record.Entry{}, seminar.Forbidden("error.floor.chair_only")
	case s.Turn == nil:
		return record.Entry{}, seminar.Conflict("error.floor.no_turn")
	case s.Turn.Seconds == 0:
		return record.Entry{}, seminar.Conflict("error.floor.no_limit")
	case c.Seconds <= 0 || s.Turn.Seconds+c.Seconds > longestTurn:
		return record.Entry{}, seminar.Invalid("error.invalid")
	}
	return about(record.New("turn.extended", extendBody{s.Turn.Hand, c.Seconds}), s.Turn.Person.ID, s.Turn.Place), nil
}

// Join says that somebody would say the same as whoever has raised a hand; Leave takes that back.
type (
	Join  struct{ Hand seminar.ID }
	Leave struct{ Hand seminar.ID }
)

func (c Join) do(s *State, by By) (record.Entry, error) {
	h, ok := s.hand(c.Hand)
	_, up := s.HandOf(by.Who.ID)
	switch {
	case !ok:
		return record.Entry{}, seminar.NotFound("error.floor.no_hand")
	case h.Person.ID == by.Who.ID, up:
		return record.Entry{}, seminar.Conflict("error.floor.own_hand")
	case slices.Contains(h.Same, by.Who.ID):
		return record.Entry{}, seminar.Conflict("error.floor.same_already")
	}
	return about(record.New("hand.joined", joinBody{h.Hand, by.Who.ID}), by.Who.ID, by.Place), nil
}

func (c Leave) do(s *State, by By) (record.Entry, error) {
	h, ok := s.hand(c.Hand)
	if !ok || !slices.Contains(h.Same, by.Who.ID) {
		return record.Entry{}, seminar.NotFound("error.floor.no_hand")
	}
	return about(record.New("hand.left", joinBody{h.Hand, by.Who.ID}), by.Who.ID, by.Place), nil
}

type (
	timeBody struct {
		Seconds int `json:"seconds"`
	}
	extendBody struct {
		Hand    seminar.ID `json:"hand"`
		Seconds int        `json:"seconds"`
	}
	joinBody struct {
		Hand   seminar.ID `json:"hand"`
		Person seminar.ID `json:"person"`
	}
)

func applyExtended(s *State, _ record.Entry, b extendBody) {
	if s.Turn != nil && s.Turn.Hand == b.Hand {
		t := *s.Turn
		t.Seconds += b.Seconds
		s.Turn = &t
	}
}

// same changes who would say the same as a hand, without touching what clones share.
func (s *State) same(hand seminar.ID, change func([]seminar.ID) []seminar.ID) {
	i := slices.IndexFunc(s.Hands, func(h Hand) bool { return h.Hand == hand })
	if i < 0 {
		return
	}
	s.Hands = slices.Clone(s.Hands)
	s.Hands[i].Same = change(slices.Clone(s.Hands[i].Same))
}

func applyJoined(s *State, _ record.Entry, b joinBody) {
	s.same(b.Hand, func(all []seminar.ID) []seminar.ID { return append(all, b.Person) })
}

func applyLeft(s *State, _ record.Entry, b joinBody) {
	s.same(b.Hand, func(all []seminar.ID) []seminar.ID {
		return slices.DeleteFunc(all, func(p seminar.ID) bool { return p == b.Person })
	})
}
