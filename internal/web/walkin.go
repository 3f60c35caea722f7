package web

import (
	"errors"
	"strings"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// showWalkIn is where a steward puts somebody onto the list who stands at the door and is not on it.
func showWalkIn(c *call) error { return c.walkIn(nil) }

func (c *call) walkIn(problem error) error {
	v := page.WalkIn{Frame: c.frame("page.walkin.title", "light", ""), Directory: c.book.Directory, At: c.place,
		Name: c.r.FormValue("name"), Post: c.r.FormValue("post"), Organisation: seminar.ID(c.r.FormValue("organisation"))}
	if problem != nil {
		v.Fault = c.Error(problem)
		c.w.WriteHeader(422)
	}
	return c.page(v)
}

// admitWalkIn puts them onto the list as a delegate of this place, lets them in now, and leaves it to the desk to confirm them.
func admitWalkIn(c *call) error {
	op, err := c.op()
	if err != nil {
		return err
	}
	if _, done, err := c.s.Store.Told(c.r.Context(), c.book.Seminar.ID, op); err != nil {
		return err
	} else if done {
		return c.goTo(c.r.URL.Path, "done.walkin")
	}
	organisation := seminar.ID(c.r.FormValue("organisation"))
	if _, ok := c.book.Directory.Organisations[organisation]; !ok && organisation != "" {
		return c.walkIn(seminar.NotFound("error.not_found"))
	}
	p, err := c.newcomer(walkInKey(c.book, c.place.ID), organisation, c.place.ID)
	if err != nil {
		return c.walkIn(err)
	}
	if c.s.Site != nil { // the centre gives keys meanwhile
		p.Key += "-" + string(p.ID)
	}
	err = c.enlist(p, op)
	if seminar.CodeOf(err) == seminar.CodeConflict && err != nil { // another door had somebody in the same moment
		p.Key += "-" + string(p.ID)
		err = c.enlist(p, op)
	}
	if err != nil && !errors.Is(err, record.ErrTold) {
		return err
	}
	return c.goTo(c.r.URL.Path, "done.walkin")
}

// enlist puts somebody onto the list and lets them in; record.ErrTold says that the same form has done so, and nothing of this one is kept.
func (c *call) enlist(p seminar.Person, op string) error {
	return c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		if err := tx.AddPerson(c.book.Seminar.ID, p, c.who.Person.ID, walkIn); err != nil {
			return err
		}
		e := roll.Evidence{Person: p.ID, Kind: roll.Listed, Place: c.place.ID, At: seminar.Millis(c.s.Clock()), Actor: c.who.Person.ID}
		if err := tx.AddEvidence(c.book.Seminar.ID, e, op); err != nil {
			return err
		}
		e.Kind = roll.ScanIn
		return tx.AddEvidence(c.book.Seminar.ID, e, "")
	})
}

// walkInKey begins the keys of those who were put onto the list at a place.
func walkInKey(b *book, place seminar.ID) string {
	p, _ := b.Seminar.Place(string(place))
	return "walkin-" + strings.ToLower(p.Key)
}

// walkIn is why somebody was put onto the list.
const walkIn = "walk-in"
