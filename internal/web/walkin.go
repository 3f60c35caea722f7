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
	key := walkInKey(c.book, c.place.ID)
	if c.s.Site != nil { // the centre gives keys meanwhile
		key += "-" + string(seminar.NewID())
	}
	p, err := c.newcomer(key, organisation, c.place.ID)
	if err != nil {
		return c.walkIn(err)
	}
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		if err := tx.AddPerson(c.book.Seminar.ID, p, c.who.Person.ID, walkIn); err != nil {
			return err
		}
		e := roll.Evidence{Person: p.ID, Kind: roll.Listed, Place: c.place.ID, At: seminar.Millis(c.s.Clock()), Actor: c.who.Person.ID}
		if err := tx.AddEvidence(c.book.Seminar.ID, e, op); err != nil {
			return err // also when the same form was quicker: nothing of this one is kept
		}
		e.Kind = roll.ScanIn
		return tx.AddEvidence(c.book.Seminar.ID, e, "")
	})
	if err != nil && !errors.Is(err, record.ErrTold) && seminar.CodeOf(err) != seminar.CodeConflict {
		return err
	}
	return c.goTo(c.r.URL.Path, "done.walkin")
}

// walkInKey begins the keys of those who were put onto the list at a place.
func walkInKey(b *book, place seminar.ID) string {
	p, _ := b.Seminar.Place(string(place))
	return "walkin-" + strings.ToLower(p.Key)
}

// walkIn is why somebody was put onto the list.
const walkIn = "walk-in"
