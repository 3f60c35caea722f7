package web

import (
	"net/url"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// showBranch shows the steward the roll of the hall.
func showBranch(c *call) error {
	r, err := c.roll()
	if err != nil {
		return err
	}
	v := page.Branch{Frame: c.frame("branch.title", "light", "branch.js"), Directory: c.book.Directory, At: c.place}
	if session, ok := c.book.Seminar.Session(c.r.FormValue("session")); ok {
		v.Session = session.ID
	}
	facts, err := c.facts()
	if err != nil {
		return err
	}
	if session := v.Chosen(); session != nil {
		v.Hall = roll.HallWordOf(facts.Evidence, c.place.ID, session.ID)
	}
	v.Roll = keepRows(r, func(row roll.Row) bool {
		guest := false
		if session := v.Chosen(); session != nil {
			cell, _ := row.Cell(session.ID)
			guest = cell.Place == c.place.ID
		}
		return !row.Person.Withdrawn && (row.Person.Place == c.place.ID || guest)
	})
	return c.page(v)
}

// sendBranchList sends the hall's people and marks, for pages and scripts that keep up by themselves.
func sendBranchList(c *call) error {
	r, err := c.roll()
	if err != nil {
		return err
	}
	return c.json(200, keepRows(r, func(row roll.Row) bool { return seenAt(row, []seminar.ID{c.place.ID}) }))
}

// markRequest is a steward's mark as the page sends it.
type markRequest struct {
	Op      string    `json:"op"`
	Session string    `json:"session"`
	Person  string    `json:"person"`
	Mark    string    `json:"mark"`
	Count   int       `json:"count"`
	At      time.Time `json:"at"`
}

// mayMark says whether a steward may say something of somebody: in a session that is held in their hall, of who belongs there or was seen there in it,
// and not of themselves.
func (c *call) mayMark(e roll.Evidence) error {
	session, _ := c.book.Seminar.Session(string(e.Session))
	if e.Person == c.who.Person.ID {
		return seminar.Forbidden("error.roll.own")
	}
	if !session.At(c.place.ID) {
		return seminar.NotFound("error.roll.nobody")
	}
	if c.book.Directory.People[e.Person].Place == c.place.ID {
		return nil
	}
	ledger, facts, err := c.present()
	if err != nil {
		return err
	}
	row, _ := ledger.Row(facts, e.Person)
	cell, _ := row.Cell(e.Session)
	for _, s := range cell.Stays {
		if s.Place == c.place.ID {
			return nil
		}
	}
	return seminar.Forbidden("error.roll.elsewhere")
}

// hallWords are what a steward may attest of the hall itself.
var hallWords = map[string]roll.Kind{"opened": roll.Opened, "closed": roll.Closed, "headcount": roll.Counted}

// mostHeads is more than any hall holds.
const mostHeads = 100_000

// takeHallWord keeps what a steward attests of the hall itself: that a session has begun or ended there, how many heads there are.
func (c *call) takeHallWord(kind roll.Kind, m markRequest) error {
	session, ok := c.book.Seminar.Session(m.Session)
	switch {
	case !ok || !session.Marked() || !session.At(c.place.ID):
		return seminar.NotFound("error.roll.nobody")
	case m.Count < 0 || m.Count > mostHeads:
		return seminar.Invalid("error.roll.heads", "most", mostHeads)
	}
	e := roll.Evidence{Kind: kind, Place: c.place.ID, Session: session.ID, Count: m.Count, At: seminar.Millis(c.s.Clock()), Actor: c.who.Person.ID}
	if !m.At.IsZero() && m.At.Before(e.At) {
		e.At = seminar.Millis(m.At)
	}
	if err := c.addEvidence(e, m.Op); err != nil {
		return err
	}
	return c.json(200, reply{Reply: m.Op, OK: true})
}

// takeMark keeps what a steward attests about somebody in the hall. A mark that was
// made while the line was down keeps its own time.
func takeMark(c *call) error {
	var m markRequest
	if err := c.decode(&m); err != nil {
		return err
	}
	if kind := hallWords[m.Mark]; kind != "" {
		return c.takeHallWord(kind, m)
	}
	c.r.Form = url.Values{"session": {m.Session}, "person": {m.Person}, "mark": {m.Mark}}
	e, err := c.judged(roll.Attested)
	if err != nil {
		return err
	}
	e.Place = c.place.ID
	if err := c.mayMark(e); err != nil {
		return err
	}
	if !m.At.IsZero() && m.At.Before(e.At) {
		e.At = seminar.Millis(m.At)
	}
	if err := c.beforeSeal(e.Session, e.At); err != nil {
		return err
	}
	if err := c.addEvidence(e, m.Op); err != nil {
		return err
	}
	return c.json(200, reply{Reply: m.Op, OK: true})
}
