package web

import (
	"net/http"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// invited finds out whose invitation the link is.
func (c *call) invited() (t account.Token, state page.InvitationState, err error) {
	t, err = c.s.Store.Token(c.r.Context(), account.Hash(c.r.PathValue("token")))
	switch {
	case seminar.CodeOf(err) == seminar.CodeNotFound && err != nil || err == nil && t.Kind != account.Invitation:
		return t, page.InvitationUnknown, nil
	case err != nil:
		return t, "", err
	case !t.Usable(c.s.Clock()):
		return t, page.InvitationExpired, nil
	}
	key, err := c.s.seminarKey(c, t.Seminar)
	if err != nil {
		return t, "", err
	}
	b, err := c.s.books.book(c.r.Context(), key)
	if err != nil {
		return t, "", err
	}
	c.open(b)
	if c.book.Directory.People[t.Person].Withdrawn {
		return t, page.InvitationExpired, nil
	}
	return t, page.InvitationOpen, nil
}

// showInvitation shows whose it is and opens nothing.
func showInvitation(c *call) error {
	t, state, err := c.invited()
	if err != nil {
		return err
	}
	f := c.frame("page.invitation.title", "auto", "")
	v := page.Invitation{Frame: f, State: state}
	if state == page.InvitationOpen {
		v.Person = c.book.Directory.People[t.Person]
		v.Organisation = c.book.organisationOf(v.Person)
	} else {
		c.w.WriteHeader(http.StatusNotFound)
	}
	return c.page(v)
}

// openInvitation signs the browser in as the person invited. A person has at most
// MaxDevices browsers; the one seen least lately makes room.
func openInvitation(c *call) error {
	t, state, err := c.invited()
	if err != nil {
		return err
	}
	if state != page.InvitationOpen {
		c.w.WriteHeader(http.StatusNotFound)
		return c.page(page.Invitation{Frame: c.frame("page.invitation.title", "auto", ""), State: state})
	}
	logins, err := c.s.Store.Logins(c.r.Context(), t.Seminar, t.Person, "")
	if err != nil {
		return err
	}
	var cookie *http.Cookie
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		for len(logins) >= account.MaxDevices {
			if err := tx.EndLogin(logins[len(logins)-1], t.Person); err != nil {
				return err
			}
			logins = logins[:len(logins)-1]
		}
		if err := tx.OpenToken(t.ID); err != nil {
			return err
		}
		cookie, err = c.addLogin(tx, account.Login{Seminar: t.Seminar, Person: t.Person}, record.New("invitation.opened", nil))
		return err
	})
	if err != nil {
		return err
	}
	http.SetCookie(c.w, cookie)
	if c.s.Site != nil {
		return c.goTo("/s/"+c.book.Seminar.Key+"/branch/"+string(c.s.Site.Folder.Place), "")
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/me", "")
}
