package web

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// serves reports whether the reader may act for a person: an organiser for everybody, a liaison for their own organisation.
func (c *call) serves(p seminar.Person) bool {
	own := c.who.Person.Organisation
	return c.who.Has(seminar.Organiser) || c.who.Has(seminar.Liaison) && own != "" && p.Organisation == own
}

// served returns the delegate of the form for whom the reader may act.
func (c *call) served() (seminar.Person, error) {
	p, ok := c.book.Directory.People[seminar.ID(c.r.FormValue("person"))]
	switch {
	case !ok || !p.Delegate:
		return p, seminar.NotFound("error.not_found")
	case !c.serves(p):
		return p, seminar.Forbidden("error.forbidden")
	}
	return p, nil
}

// servedHalfDays returns of a form the delegate for whom the reader may act, the half-days and the operation.
func (c *call) servedHalfDays() (p seminar.Person, halves []roll.Half, op string, err error) {
	if p, err = c.served(); err != nil {
		return p, nil, "", err
	}
	if halves, err = c.halfDays(); err != nil {
		return p, nil, "", err
	}
	op, err = c.op()
	return p, halves, op, err
}

// backTo returns the page of the seminar from which a form came, as it says itself, or another one.
func (c *call) backTo(other string) string {
	if next := safeNext(c.r.FormValue("next")); next != "/" {
		return next
	}
	return "/s/" + c.book.Seminar.Key + "/" + other
}

// showDelegation shows the people of one organisation: where they are, leave, who comes instead. A liaison sees their own, an
// organiser any.
func showDelegation(c *call) error {
	organisation := c.who.Person.Organisation
	if c.who.Has(seminar.Organiser) {
		organisation = seminar.ID(cmp.Or(c.r.FormValue("organisation"), string(organisation)))
		if organisation == "" && len(c.book.Plan.Organisations) > 0 {
			organisation = c.book.Plan.Organisations[0].ID
		}
	}
	ledger, facts, err := c.present()
	if err != nil {
		return err
	}
	facts.Evidence = append(ledger.All(0), facts.Evidence...)
	v := page.Delegation{Frame: c.frame("page.delegation.title", "auto", ""), Directory: c.book.Directory, Policy: c.book.Policy,
		Organisation: c.book.Directory.Organisations[organisation], MayChoose: c.who.Has(seminar.Organiser)}
	r, now, requests, reliefs := roll.Fold(facts), roll.Now(facts), roll.Requests(facts.Evidence), roll.Reliefs(facts.Evidence)
	for _, row := range r.Rows {
		if row.Person.Organisation != organisation || row.Person.Withdrawn || !c.serves(row.Person) {
			continue
		}
		x := page.Member{Row: row}
		for _, s := range now {
			if s.Person == row.Person.ID {
				x.Now = s
			}
		}
		for _, h := range r.Halves {
			half := page.MemberHalf{LeaveHalf: page.LeaveHalf{Half: h, Open: r.AsOf.Before(h.To)}}
			for _, q := range requests {
				if q.Person == row.Person.ID && q.From.Equal(h.From) {
					half.Request, half.After = q, with(row, r, q)
				}
			}
			for _, s := range reliefs {
				if s.Old == row.Person.ID && s.From.Equal(h.From) {
					half.Relief = s
				}
				x.Substitute = x.Substitute || s.New == row.Person.ID
			}
			x.Halves = append(x.Halves, half)
		}
		v.Members = append(v.Members, x)
	}
	for _, p := range c.book.Plan.People {
		if p.Organisation == organisation && !p.Withdrawn && c.serves(p) && (!p.Delegate || ledger.StoodIn(p.ID)) {
			v.Free = append(v.Free, p)
		}
	}
	return c.page(v)
}

// askForMember asks leave for somebody, by a liaison or an organiser.
func askForMember(c *call) error {
	p, err := c.served()
	if err != nil {
		return err
	}
	if err := c.askLeaveFor(p.ID); err != nil {
		return err
	}
	return c.goTo(c.backTo("delegation"), "done.leave_asked")
}

// halfDays returns the half-days that the form names; none of them may be over.
func (c *call) halfDays() (halves []roll.Half, err error) {
	for _, text := range c.values("half") {
		from, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return nil, seminar.Invalid("error.invalid").Because(err)
		}
		i := slices.IndexFunc(roll.Halves(&c.book.Seminar), func(h roll.Half) bool { return h.From.Equal(from) })
		if i < 0 {
			return nil, seminar.NotFound("error.leave.changed")
		}
		h := roll.Halves(&c.book.Seminar)[i]
		if !c.s.Clock().Before(h.To) {
			return nil, seminar.Conflict("error.leave.over")
		}
		halves = append(halves, h)
	}
	if len(halves) == 0 {
		return nil, seminar.Invalid("error.leave.none")
	}
	return halves, nil
}

// substitute names who comes in somebody's place for some half-days, or takes that back. The substitute is somebody of the same organisation who
// is not a delegate, or comes new onto the list; they are a delegate from then on, in the half-days for which they stand.
func substitute(c *call) error {
	old, halves, op, err := c.servedHalfDays()
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(c.r.FormValue("reason"))
	ends := c.r.FormValue("deed") == "end"
	if !ends && (reason == "" || len(reason) > maxLeaveReason) {
		return seminar.Invalid("error.leave.reason")
	}
	if _, done, err := c.s.Store.Told(c.r.Context(), c.book.Seminar.ID, op+":0"); err != nil {
		return err
	} else if done {
		return c.goTo(c.backTo("delegation"), "done.substituted")
	}
	var who seminar.Person
	known := true
	if !ends {
		if who, known, err = c.chosenSubstitute(old, halves); err != nil {
			return err
		}
	}
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		if !ends && (!known || !who.Delegate) {
			who.Delegate = true
			if err := tx.AddPerson(c.book.Seminar.ID, who, c.who.Person.ID, "substitute"); err != nil {
				return err
			}
		}
		return c.sayOf(tx, halves, op, roll.Evidence{Person: old.ID, Kind: roll.Substitution, Ref: who.ID, Reason: reason})
	})
	if err != nil {
		return err
	}
	return c.goTo(c.backTo("delegation"), "done.substituted")
}

// chosenSubstitute returns who comes instead; known is false for somebody who has to be put onto the list.
func (c *call) chosenSubstitute(old seminar.Person, halves []roll.Half) (who seminar.Person, known bool, err error) {
	if id := seminar.ID(c.r.FormValue("substitute")); id != "" {
		who, known = c.book.Directory.People[id]
		ledger, _, err := c.present()
		if err != nil {
			return who, known, err
		}
		switch {
		case !known || who.Organisation != old.Organisation || who.ID == old.ID:
			return who, known, seminar.NotFound("error.not_found")
		case who.Delegate && !ledger.StoodIn(id): // is expected on their own account
			return who, known, seminar.Conflict("error.substitute.delegate")
		case slices.ContainsFunc(ledger.Reliefs(), func(r roll.Relief) bool {
			return r.New == id && r.Old != old.ID && slices.ContainsFunc(halves, func(h roll.Half) bool { return h.From.Equal(r.From) })
		}):
			return who, known, seminar.Conflict("error.substitute.taken")
		}
		return who, true, nil
	}
	who, err = c.newcomer(old.Key+"-substitute", old.Organisation, old.Place)
	who.Level, who.Order = old.Level, old.Order
	return who, false, err
}

// maxName is how long a name or a post may be, in bytes.
const maxName = 200

// newcomer reads somebody who is not on the list from the form.
func (c *call) newcomer(key string, organisation, place seminar.ID) (seminar.Person, error) {
	lang := seminar.English
	if len(c.book.Seminar.Languages) > 0 {
		lang = c.book.Seminar.Languages[0]
	}
	text := func(field string) (seminar.Text, error) {
		s := strings.Join(strings.Fields(c.r.FormValue(field)), " ")
		if len(s) > maxName || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }) {
			return nil, seminar.Invalid("error.person_name")
		}
		if s == "" {
			return nil, nil
		}
		return seminar.Text{lang: s}, nil
	}
	name, err := text("name")
	if err == nil && name == nil {
		err = seminar.Invalid("error.person_name")
	}
	if err != nil {
		return seminar.Person{}, err
	}
	post, err := text("post")
	free := key
	for n := 2; slices.ContainsFunc(c.book.Plan.People, func(p seminar.Person) bool { return p.Key == free }); n++ {
		free = key + "-" + strconv.Itoa(n)
	}
	return seminar.Person{ID: seminar.NewID(), Key: free, Name: name, Post: post, Organisation: organisation, Place: place, Delegate: true}, err
}

// sendOnDuty says that somebody is away on official duty.
func sendOnDuty(c *call) error {
	p, halves, op, err := c.servedHalfDays()
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(c.r.FormValue("reason"))
	if reason == "" || len(reason) > maxLeaveReason {
		return seminar.Invalid("error.leave.reason")
	}
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		return c.sayOf(tx, halves, op, roll.Evidence{Person: p.ID, Kind: roll.OnDuty, Reason: reason})
	})
	if err != nil {
		return err
	}
	return c.goTo(c.backTo("delegation"), "done.duty")
}

// sayOf adds the same word about each of some half-days; the same form again adds nothing.
func (c *call) sayOf(tx *store.Tx, halves []roll.Half, op string, e roll.Evidence) error {
	e.At, e.Actor = seminar.Millis(c.s.Clock()), c.who.Person.ID
	for i, h := range halves {
		e.From, e.To = h.From, h.To
		if err := tx.AddEvidence(c.book.Seminar.ID, e, op+":"+strconv.Itoa(i)); err != nil && !errors.Is(err, record.ErrTold) {
			return err
		}
	}
	return nil
}
