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
	At      time.Time `json:"at"`
}

// takeMark keeps what a steward attests about somebody in the hall. A mark that was
// made while the line was down keeps its own time.
func takeMark(c *call) error {
	var m markRequest
	if err := c.decode(&m); err != nil {
		return err
	}
	c.r.Form = url.Values{"session": {m.Session}, "person": {m.Person}, "mark": {m.Mark}}
	e, err := c.judged(roll.Attested)
	if err != nil {
		return err
	}
	e.Place = c.place.ID
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
