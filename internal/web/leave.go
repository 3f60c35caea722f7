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
		if q.Waits() {
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
	if !q.Waits() {
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
	if err := c.askLeaveFor(c.who.Person.ID); err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/leave", "done.leave_asked")
}

func (c *call) askLeaveFor(person seminar.ID) error {
	reason := strings.TrimSpace(c.r.FormValue("reason"))
	halves := c.values("half")
	switch {
	case len(halves) == 0:
		return seminar.Invalid("error.leave.none")
	case reason == "" || len(reason) > maxLeaveReason:
		return seminar.Invalid("error.leave.reason")
	}
	return c.sayLeave(person, halves, func(q roll.Request, now time.Time) (roll.Kind, error) {
		switch {
		case !now.Before(q.To):
			return "", seminar.Conflict("error.leave.over")
		case q.Waits() || q.State == roll.LeaveGranted:
			return "", nil
		}
		return roll.LeaveAsked, nil
	}, reason)
}

// endLeave takes leave back, or says that the person is here again.
func endLeave(c *call) error {
	err := c.sayLeave(c.who.Person.ID, c.values("end"), func(q roll.Request, now time.Time) (roll.Kind, error) {
		switch {
		case !q.Waits() && q.State != roll.LeaveGranted:
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
// How much it comes to decides who may grant it: a liaison for their own organisation, an organiser, or two of them.
func decideLeave(c *call) error {
	person, err := c.served()
	if err != nil {
		return err
	}
	if person.ID == c.who.Person.ID {
		return seminar.Forbidden("error.leave.own")
	}
	kind := roll.Kind(c.r.FormValue("deed"))
	if kind != roll.LeaveGranted && kind != roll.LeaveRefused {
		return seminar.Invalid("error.invalid")
	}
	seen := roll.Kind(c.r.FormValue("seen"))
	seals, err := c.s.Store.Seals(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	known, err := c.evidenceOf(person.ID)
	if err != nil {
		return err
	}
	granted, own := len(c.values("half")), c.book.Policy.LeaveLiaison
	for _, q := range roll.Requests(known) {
		if q.State == roll.LeaveGranted {
			granted++
		}
	}
	said := kind
	err = c.sayLeave(person.ID, c.values("half"), func(q roll.Request, now time.Time) (roll.Kind, error) {
		organiser := c.who.Has(seminar.Organiser)
		switch {
		case q.State != seen: // somebody else was quicker, or it was taken back
			return "", seminar.Conflict("error.leave.changed")
		case !organiser && !now.Before(q.To):
			return "", seminar.Conflict("error.leave.over")
		case sealedAt(seals, q.From):
			return "", seminar.Conflict("error.seal.leave")
		case kind != roll.LeaveGranted && q.State == roll.LeaveGranted && !organiser && granted-1 > own: // more than theirs to take back
			return "", seminar.Forbidden("error.leave.tier")
		case kind != roll.LeaveGranted:
			return kind, nil
		}
		said, err = c.mayGrant(q, granted)
		return said, err
	}, "")
	if err != nil {
		return err
	}
	return c.goTo(c.backTo("leave"), "done."+string(said))
}

// mayGrant says what the reader's "granted" is worth when it comes to so many half-days in all.
func (c *call) mayGrant(q roll.Request, halves int) (roll.Kind, error) {
	p := c.book.Policy
	switch {
	case !c.who.Has(seminar.Organiser) && halves > p.LeaveLiaison:
		return "", seminar.Forbidden("error.leave.tier")
	case p.LeaveSecond == 0 || halves <= p.LeaveSecond:
		return roll.LeaveGranted, nil
	case q.State != roll.LeaveEndorsed:
		return roll.LeaveEndorsed, nil
	case q.By == c.who.Person.ID:
		return "", seminar.Conflict("error.leave.second")
	}
	return roll.LeaveGranted, nil
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
