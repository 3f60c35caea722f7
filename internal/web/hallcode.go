package web

import (
	"time"

	"golang.org/x/time/rate"

	"aula/internal/roll"
	"aula/internal/seminar"
)

func (c *call) hallSecret() []byte { return c.s.Keys.Secret("hall code " + string(c.book.Seminar.ID)) }

// sendHallCode tells the screen of a hall which code to show, and how long.
func sendHallCode(c *call) error {
	place, ok := c.book.Seminar.Place(c.r.FormValue("place"))
	switch {
	case c.book.Policy.HallCode == 0, !ok, place.Kind == seminar.Online:
		return seminar.NotFound("error.not_found")
	case !c.shows(place.ID):
		return seminar.Forbidden("error.forbidden")
	}
	now := c.s.Clock()
	c.w.Header().Set("Cache-Control", "no-store")
	return c.json(200, map[string]any{
		"code": roll.HallCode(c.hallSecret(), place.ID, now), "ms": (roll.HallCodeTurn - time.Duration(now.UnixNano())%roll.HallCodeTurn).Milliseconds(),
	})
}

// shows reports whether the reader's screen is one of that hall.
func (c *call) shows(place seminar.ID) bool {
	return c.who.Hall == place || c.who.HasAt(seminar.Screen, place) || c.who.Has(seminar.Operator, seminar.Organiser, seminar.Chair)
}

// enterHallCode keeps that a delegate, by their own login, entered the code that the screen of a hall shows.
func enterHallCode(c *call) error {
	var m struct{ Code, Op string }
	if err := c.decode(&m); err != nil {
		return err
	}
	if c.book.Policy.HallCode == 0 {
		return seminar.NotFound("error.not_found")
	}
	if err := c.s.limits.take("hall-code:"+string(c.who.Person.ID), rate.Limit(triesPerMinute/60.0), triesPerMinute); err != nil {
		return err
	}
	now := c.s.Clock()
	place := roll.HallOf(c.hallSecret(), c.book.Seminar.Places, m.Code, now)
	if place == "" {
		return seminar.Invalid("error.hall_code")
	}
	e := roll.Evidence{Person: c.who.Person.ID, Kind: roll.Entered, Place: place, At: seminar.Millis(now), Actor: c.who.Person.ID}
	if err := c.addEvidence(e, m.Op); err != nil {
		return err
	}
	p, _ := c.book.Seminar.Place(string(place))
	return c.json(200, map[string]any{"reply": m.Op, "ok": true, "place": p.Name})
}

// triesPerMinute is how often somebody may enter a code: of 100,000 that are possible.
const triesPerMinute = 6
