package web

import (
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

func (c *call) seatSecret() []byte { return c.s.Keys.Secret("seat " + string(c.book.Seminar.ID)) }

// seatAddress returns what the card on somebody's desk says; "" where the rule knows no such cards.
func (c *call) seatAddress(person seminar.ID, place *seminar.Place) string {
	if c.book.Policy.SeatCode == 0 || place.Kind == seminar.Online {
		return ""
	}
	return c.base() + "/s/" + c.book.Seminar.Key + "/seat/" + roll.SeatCode(c.seatSecret(), person, place.ID)
}

// ownSeat returns the hall in which the address is the reader's own seat.
func (c *call) ownSeat() (seminar.Place, error) {
	if c.book.Policy.SeatCode == 0 {
		return seminar.Place{}, seminar.NotFound("error.not_found")
	}
	p, ok := c.book.Seminar.Place(string(roll.SeatOf(c.seatSecret(), c.who.Person.ID, c.book.Seminar.Places, c.r.PathValue("code"))))
	if !ok {
		return seminar.Place{}, seminar.Forbidden("error.seat")
	}
	return *p, nil
}

// showSeat asks who has opened the card on their desk whether they have sat down.
func showSeat(c *call) error {
	p, err := c.ownSeat()
	if err != nil {
		return err
	}
	return c.page(page.Seat{Frame: c.frame("page.seat.title", "auto", ""), At: p, Code: c.r.PathValue("code")})
}

// confirmSeat keeps that a delegate, by their own login, confirmed their seat.
func confirmSeat(c *call) error {
	p, err := c.ownSeat()
	if err != nil {
		return err
	}
	op, err := c.op()
	if err != nil {
		return err
	}
	own := c.who.Person.ID
	if err := c.addEvidence(roll.Evidence{Person: own, Kind: roll.Seated, Place: p.ID, At: seminar.Millis(c.s.Clock()), Actor: own}, op); err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/me", "done.seated")
}
