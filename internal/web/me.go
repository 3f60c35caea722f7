package web

import (
	"net/http"
	"strings"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

func showMe(c *call) error { return c.me(nil) }

func (c *call) me(problem error) error {
	v := page.Me{Policy: c.book.Policy, Frame: c.frame("page.me.title", "auto", ""), Organisation: c.book.organisationOf(c.who.Person), Minimum: account.MinPassphrase}
	var err error
	if v.Announced, err = c.announced(); err != nil {
		return err
	}
	if c.who.Person.Delegate {
		if v.Row, err = c.ownRow(); err != nil {
			return err
		}
		if v.Claims, err = c.ownClaims(); err != nil {
			return err
		}
		if v.Certificate, err = c.ownCertificate(); err != nil {
			return err
		}
	}
	logins, err := c.ownLogins()
	if err != nil {
		return err
	}
	for _, l := range logins {
		v.Logins = append(v.Logins, page.Login{ID: l.ID, Device: l.Device, Since: l.Made, Seen: l.Seen, Here: l.ID == c.login.ID})
	}
	v.MayPassphrase = len(c.who.Grants) > 0 && !v.AtSite
	if a, err := c.account(); err == nil {
		v.SignInName = a.Name
	}
	if problem != nil {
		v.Err = c.Error(problem)
		c.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	return c.page(v)
}

// ownClaims returns what the reader has said against their own row.
func (c *call) ownClaims() ([]roll.Claim, error) {
	said, err := c.evidenceOf(c.who.Person.ID)
	return roll.Claims(said), err
}

func (c *call) ownLogins() ([]account.Login, error) {
	logins, err := c.s.Store.Logins(c.r.Context(), c.login.Seminar, c.login.Person, c.login.Account)
	if err != nil {
		return nil, err
	}
	others, err := c.otherLogins()
	logins = append(logins, others...)
	for i, l := range logins {
		if l.ID == c.login.ID {
			logins[0], logins[i] = logins[i], logins[0]
		}
	}
	return logins, err
}

// otherLogins returns those of a member of staff that were made the other way: by
// invitation for who has signed in by name, by name for who came by invitation.
func (c *call) otherLogins() ([]account.Login, error) {
	if c.login.Person == "" { // of the server: by name alone
		return nil, nil
	}
	if c.login.Account != "" {
		return c.s.Store.Logins(c.r.Context(), c.login.Seminar, c.login.Person, "")
	}
	a, err := c.account()
	if err != nil {
		if seminar.CodeOf(err) == seminar.CodeNotFound {
			err = nil
		}
		return nil, err
	}
	return c.s.Store.Logins(c.r.Context(), c.login.Seminar, c.login.Person, a.ID)
}

// account returns the reader's own account.
func (c *call) account() (account.Account, error) {
	if c.login.Account != "" {
		return c.s.Store.Account(c.r.Context(), string(c.login.Account))
	}
	return c.s.Store.AccountOf(c.r.Context(), c.login.Seminar, c.login.Person)
}

// setPassphrase lets a member of staff sign in by a name, the key they stand under in
// the list, and a passphrase of their own. Other browsers of theirs are signed out.
func setPassphrase(c *call) error {
	if len(c.who.Grants) == 0 {
		return seminar.Forbidden("error.forbidden")
	}
	a, err := c.account()
	if seminar.CodeOf(err) == seminar.CodeNotFound && err != nil {
		a = account.Account{ID: seminar.NewID(), Name: c.book.Seminar.Key + "." + c.who.Person.Key, Seminar: c.login.Seminar, Person: c.login.Person}
	} else if err != nil {
		return err
	} else if err := c.s.limits.signIn(a.Name, c.s.Config.Limits.LoginsPerMinute); err != nil {
		return err
	} else if right, err := account.CheckPassphrase(c.r.Context(), a.Passphrase, c.r.FormValue("current")); err != nil {
		return err
	} else if !right {
		return c.me(seminar.Forbidden("error.passphrase_wrong"))
	}
	if a.Passphrase, err = c.newPassphrase(a.Name); err != nil {
		return c.me(err)
	}
	logins, err := c.ownLogins()
	if err != nil {
		return err
	}
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		if err := tx.SaveAccount(a); err != nil {
			return err
		}
		e := record.New("account.passphrase_set", map[string]string{"name": a.Name})
		e.Seminar, e.Person, e.Actor = c.login.Seminar, c.login.Person, c.who.Person.ID
		if _, err := tx.Tell(e); err != nil {
			return err
		}
		for _, l := range logins {
			if l.ID != c.login.ID {
				if err := tx.EndLogin(l, c.who.Person.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.goTo(strings.TrimSuffix(c.r.URL.Path, "/passphrase"), "done.passphrase")
}

// endLogin signs one of the reader's own browsers out.
func endLogin(c *call) error {
	logins, err := c.ownLogins()
	if err != nil {
		return err
	}
	id := seminar.ID(c.r.FormValue("login"))
	for _, l := range logins {
		if l.ID != id {
			continue
		}
		err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error { return tx.EndLogin(l, c.who.Person.ID) })
		if err != nil {
			return err
		}
		return c.goTo(strings.TrimSuffix(c.r.URL.Path, "/sign-out"), "done.signed_out")
	}
	return seminar.NotFound("error.not_found")
}
