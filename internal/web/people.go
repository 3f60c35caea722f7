package web

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// personRows returns everybody with how far their invitation is, by protocol order.
func (c *call) personRows() ([]page.PersonRow, error) {
	tokens, err := c.s.Store.Tokens(c.r.Context(), c.book.Seminar.ID, account.Invitation)
	if err != nil {
		return nil, err
	}
	latest := map[seminar.ID]account.Token{}
	for _, t := range tokens { // the newest last
		if t.Usable(c.s.Clock()) {
			latest[t.Person] = t
		}
	}
	var rows []page.PersonRow
	for _, p := range c.book.Plan.People {
		row := page.PersonRow{Person: p, Grants: c.book.grants[p.ID], Invitation: page.InvitationNone}
		if t, ok := latest[p.ID]; ok {
			row.Invitation, row.At = page.InvitationMade, t.Made
			if !t.Opened.IsZero() {
				row.Invitation, row.At = page.InvitationOpened, t.Opened
			}
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b page.PersonRow) int {
		return cmp.Or(cmp.Compare(rank(a.Person), rank(b.Person)), cmp.Compare(a.Key, b.Key))
	})
	return rows, nil
}

// rank puts those without a protocol order last.
func rank(p seminar.Person) int {
	if p.Order == 0 {
		return 1 << 30
	}
	return p.Order
}

func showPeople(c *call) error {
	rows, err := c.personRows()
	if err != nil {
		return err
	}
	v := page.People{Frame: c.frame("page.people.title", "light", ""), Directory: c.book.Directory, Filter: page.ParsePeopleFilter(c.r.URL.Query())}
	v.Page, _ = strconv.Atoi(c.r.FormValue("page"))
	for _, row := range rows {
		if row.Invitation == page.InvitationNone && !row.Withdrawn {
			v.Uninvited++
		}
		if v.Filter.Chooses(row, c.book.organisationOf(row.Person)) {
			v.Rows = append(v.Rows, row)
		}
	}
	return c.page(v)
}

// renewPass makes the older passes of a delegate void: one was lost, or copied.
func renewPass(c *call) error {
	p, ok := c.book.Directory.People[seminar.ID(c.r.FormValue("person"))]
	if !ok || !p.Delegate || p.Withdrawn {
		return seminar.NotFound("error.not_found")
	}
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		e := record.New("pass.renewed", nil)
		e.Seminar, e.Person, e.Actor = c.book.Seminar.ID, p.ID, c.who.Person.ID
		if _, err := tx.Tell(e); err != nil {
			return err
		}
		return tx.RenewPass(c.book.Seminar.ID, p.ID)
	})
	if err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/people", "done.pass_renewed")
}

// invite makes one person a new link; older ones end.
func invite(c *call) error {
	p, ok := c.book.Directory.People[seminar.ID(c.r.FormValue("person"))]
	if !ok || p.Withdrawn {
		return seminar.NotFound("error.not_found")
	}
	return c.invitePeople([]seminar.Person{p})
}

// inviteAll makes a link for everybody who has none.
func inviteAll(c *call) error {
	rows, err := c.personRows()
	if err != nil {
		return err
	}
	var people []seminar.Person
	for _, row := range rows {
		if row.Invitation == page.InvitationNone && !row.Withdrawn {
			people = append(people, row.Person)
		}
	}
	return c.invitePeople(people)
}

// invitePeople makes links and shows them, once.
func (c *call) invitePeople(people []seminar.Person) error {
	v := page.Links{Frame: c.frame("page.links.title", "light", "")}
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		for _, p := range people {
			secret, err := tx.Invite(c.book.Seminar.ID, p.ID, c.who.Person.ID, tx.Now.Add(account.InvitationLives))
			if err != nil {
				return err
			}
			v.Links = append(v.Links, page.PersonalLink{Person: p, Organisation: c.book.organisationOf(p), Address: c.base() + "/i/" + secret})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range v.Links {
		svg, err := pass.QR(v.Links[i].Address, c.Text(v.Links[i].Person.Name))
		if err != nil {
			return err
		}
		v.Links[i].QR = template.HTML(svg)
	}
	c.w.Header().Set("Cache-Control", "no-store")
	return c.page(v)
}
