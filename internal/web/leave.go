package web

import (
	"errors"
	"strings"
	"time"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// showLeave shows a delegate their own half-days and what was said of leave, and an organiser what waits for a word.
func showLeave(c *call) error {
	ledger, facts, err := c.present()
	if err != nil {
		return err
	}
	r := ledger.Fold(facts)
	v := page.Leave{Frame: c.frame("page.leave.title", "auto", ""), Directory: c.book.Directory, Policy: r.Policy, MayDecide: c.who.Has(seminar.Organiser)}
	requests := ledger.Requests()
	if c.who.Person.Delegate {
		v.Own = c.ownHalves(r, requests)
	}
	if v.MayDecide {
		for _, q := range requests {
			row, ok := r.Row(q.Person)
			if !ok {
				continue
			}
			v.All = append(v.All, page.LeaveRequest{Request: q, Half: halfAt(r, q), Row: row, After: with(row, r, q)})
		}
	}
	return c.page(v)
}

// leaveWaiting counts the requests that wait for a word.
func (c *call) leaveWaiting() (n int, err error) {
	ledger, _, err := c.present()
	if err != nil {
		return 0, err
	}
	for _, q := range ledger.Requests() {
		if q.State == roll.LeaveAsked {
			n++
		}
	}
	return n, nil
}

// ownHalves lists the half-days of the reader with what was said of leave.
func (c *call) ownHalves(r roll.Roll, requests []roll.Request) []page.LeaveHalf {
	var all []page.LeaveHalf
	for _, h := range r.Halves {
		x := page.LeaveHalf{Half: h, Open: r.AsOf.Before(h.To)}
		for _, q := range requests {
			if q.Person == c.who.Person.ID && q.From.Equal(h.From) {
				x.Request = q
			}
		}
		all = append(all, x)
	}
	return all
}

// halfAt returns the half-day of a request as the programme has it now, or as it was asked.
func halfAt(r roll.Roll, q roll.Request) roll.Half {
	for _, h := range r.Halves {
		if h.From.Equal(q.From) {
			return h
		}
	}
	return roll.Half{From: q.From, To: q.To, Part: roll.PartOf(q.From)}
}

// with returns what somebody's leave comes to when a request is granted.
func with(row roll.Row, r roll.Roll, q roll.Request) roll.Leave {
	l := row.Leave
	if q.State != roll.LeaveAsked {
		return l
	}
	for _, s := range r.Sessions {
		if s.At(row.Person.Place) && !s.Starts.Before(q.From) && s.Starts.Before(q.To) {
			l.Taken += roll.Span(s.Ends.Sub(s.Starts))
		}
	}
	return l
}

// values returns all values of a field of the form.
func (c *call) values(name string) []string {
	c.r.FormValue(name) // reads the form
	return c.r.Form[name]
}

// maxLeaveReason is how long the reason for leave may be, in bytes.
const maxLeaveReason = 1000

// askLeave asks leave from half-days that are not over. What was asked or granted already stays as it is.
func askLeave(c *call) error {
	reason := strings.TrimSpace(c.r.FormValue("reason"))
	halves := c.values("half")
	switch {
	case len(halves) == 0:
		return seminar.Invalid("error.leave.none")
	case reason == "" || len(reason) > maxLeaveReason:
		return seminar.Invalid("error.leave.reason")
	}
	err := c.sayLeave(c.who.Person.ID, halves, func(q roll.Request, now time.Time) (roll.Kind, error) {
		switch {
		case !now.Before(q.To):
			return "", seminar.Conflict("error.leave.over")
		case q.State == roll.LeaveAsked || q.State == roll.LeaveGranted:
			return "", nil
		}
		return roll.LeaveAsked, nil
	}, reason)
	if err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/leave", "done.leave_asked")
}

// endLeave takes leave back, or says that the person is here again.
func endLeave(c *call) error {
	err := c.sayLeave(c.who.Person.ID, c.values("end"), func(q roll.Request, now time.Time) (roll.Kind, error) {
		switch {
		case q.State != roll.LeaveAsked && q.State != roll.LeaveGranted:
			return "", seminar.Conflict("error.leave.changed")
		case !now.Before(q.To):
			return "", seminar.Conflict("error.leave.over")
		}
		return roll.LeaveEnded, nil
	}, "")
	if err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/leave", "done.leave_ended")
}

// decideLeave grants or refuses what was asked, and may take either back. Who has not asked can be granted leave too: they called.
func decideLeave(c *call) error {
	person, ok := c.book.Directory.People[seminar.ID(c.r.FormValue("person"))]
	if !ok || !person.Delegate {
		return seminar.NotFound("error.not_found")
	}
	kind := roll.Kind(c.r.FormValue("deed"))
	if kind != roll.LeaveGranted && kind != roll.LeaveRefused {
		return seminar.Invalid("error.invalid")
	}
	seen := roll.Kind(c.r.FormValue("seen"))
	err := c.sayLeave(person.ID, c.values("half"), func(q roll.Request, _ time.Time) (roll.Kind, error) {
		if q.State != seen { // somebody else was quicker, or it was taken back
			return "", seminar.Conflict("error.leave.changed")
		}
		return kind, nil
	}, "")
	if err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/leave", "done."+string(kind))
}

// sayLeave adds a word about each of some half-days, all or none. say returns the word, "" for nothing to be said. What the
// same sending of the form has said already is said once.
func (c *call) sayLeave(person seminar.ID, halves []string, say func(roll.Request, time.Time) (roll.Kind, error), reason string) error {
	op := c.r.FormValue("op")
	if op == "" || len(op) > 100 || len(halves) == 0 {
		return seminar.Invalid("error.invalid")
	}
	ledger, facts, err := c.present()
	if err != nil {
		return err
	}
	facts.People, facts.Evidence = nil, ledger.Evidence(person)
	r, requests := roll.Fold(facts), roll.Requests(facts.Evidence)
	var words []roll.Evidence
	named := func(from time.Time) string {
		return string(c.who.Person.ID) + ":" + op + ":" + from.UTC().Format(time.RFC3339)
	}
	for _, text := range halves {
		from, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return seminar.Invalid("error.invalid").Because(err)
		}
		if _, done, err := c.s.Store.Told(c.r.Context(), c.book.Seminar.ID, named(from)); err != nil {
			return err
		} else if done {
			continue
		}
		q, ok := requestFor(r, requests, person, from)
		if !ok {
			return seminar.NotFound("error.leave.changed")
		}
		kind, err := say(q, facts.AsOf)
		if err != nil {
			return err
		}
		if kind != "" {
			words = append(words, roll.Evidence{Person: person, Kind: kind, From: q.From, To: q.To, Reason: reason, At: seminar.Millis(facts.AsOf), Actor: c.who.Person.ID})
		}
	}
	return c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		for _, e := range words {
			err := tx.AddEvidence(c.book.Seminar.ID, e, named(e.From))
			if err != nil && !errors.Is(err, record.ErrTold) {
				return err
			}
		}
		return nil
	})
}

// requestFor returns what was said of a half-day, or a request of which nothing was said yet.
func requestFor(r roll.Roll, requests []roll.Request, person seminar.ID, from time.Time) (roll.Request, bool) {
	for _, q := range requests {
		if q.From.Equal(from) {
			return q, true
		}
	}
	for _, h := range r.Halves {
		if h.From.Equal(from) {
			return roll.Request{Person: person, From: h.From, To: h.To}, true
		}
	}
	return roll.Request{}, false
}
