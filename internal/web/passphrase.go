package web

import (
	"net/http"
	"strings"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

func showSignIn(c *call) error {
	if c.s.Site != nil { // it knows nobody's passphrase
		return seminar.Forbidden("error.site_sign_in")
	}
	return c.page(page.SignIn{Frame: c.frame("page.signin.title", "auto", ""), Next: safeNext(c.r.FormValue("next"))})
}

// signInByPassphrase signs in an account. A wrong name and a wrong passphrase look
// and cost the same.
func signInByPassphrase(c *call) error {
	name := strings.TrimSpace(c.r.FormValue("name"))
	if err := c.s.limits.signIn(name, c.s.Config.Limits.LoginsPerMinute); err != nil {
		return err
	}
	a, err := c.s.Store.Account(c.r.Context(), name)
	if err != nil && seminar.CodeOf(err) != seminar.CodeNotFound {
		return err
	}
	right, err := account.CheckPassphrase(c.r.Context(), a.Passphrase, c.r.FormValue("passphrase"))
	if err != nil {
		return err
	}
	if !right {
		c.w.WriteHeader(http.StatusUnprocessableEntity)
		return c.page(page.SignIn{Frame: c.frame("page.signin.title", "auto", ""), Name: name, Next: safeNext(c.r.FormValue("next")), Err: c.T("error.passphrase_wrong")})
	}
	if err := c.enter(a, record.New("login.made", map[string]string{"by": "passphrase"})); err != nil {
		return err
	}
	next := safeNext(c.r.FormValue("next"))
	if next == "/" && a.Seminar != "" {
		if key, err := c.s.seminarKey(c, a.Seminar); err == nil {
			next = "/s/" + key + "/me"
		}
	}
	return c.goTo(next, "")
}

// enter signs the browser in for an account.
func (c *call) enter(a account.Account, told record.Entry) error {
	var cookie *http.Cookie
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) (err error) {
		cookie, err = c.addLogin(tx, account.Login{Seminar: a.Seminar, Person: a.Person, Account: a.ID}, told)
		return err
	})
	if err == nil {
		http.SetCookie(c.w, cookie)
	}
	return err
}

func (s *Server) seminarKey(c *call, id seminar.ID) (string, error) {
	all, err := s.Store.Seminars(c.r.Context())
	for _, x := range all {
		if x.ID == id {
			return x.Key, nil
		}
	}
	if err == nil {
		err = seminar.NotFound("error.not_found")
	}
	return "", err
}

// startToken returns the link that lets the first organiser in, while nobody has been.
func (c *call) startToken() (account.Token, error) {
	t, err := c.s.Store.Token(c.r.Context(), account.Hash(c.r.PathValue("token")))
	if err != nil {
		return t, err
	}
	if t.Kind != account.Start || !t.Usable(c.s.Clock()) || !t.Opened.IsZero() {
		return t, seminar.NotFound("error.link")
	}
	return t, nobodyYet(c.s.Store.HasServerAccount(c.r.Context()))
}

// nobodyYet refuses a start link when the first organiser has been in, by whichever of
// the links that several starts have printed.
func nobodyYet(somebody bool, err error) error {
	if err == nil && somebody {
		return seminar.NotFound("error.link")
	}
	return err
}

func showStart(c *call) error {
	if _, err := c.startToken(); err != nil {
		return err
	}
	return c.page(page.Start{Frame: c.frame("page.start.title", "auto", ""), Minimum: account.MinPassphrase})
}

// start makes the first account of the server.
func start(c *call) error {
	t, err := c.startToken()
	if err != nil {
		return err
	}
	name := strings.TrimSpace(c.r.FormValue("name"))
	hash, err := c.newPassphrase(name)
	if err != nil {
		c.w.WriteHeader(http.StatusUnprocessableEntity)
		return c.page(page.Start{Frame: c.frame("page.start.title", "auto", ""), Name: name, Minimum: account.MinPassphrase, Err: c.Error(err)})
	}
	a := account.Account{ID: seminar.NewID(), Name: name, Passphrase: hash, Server: true}
	var cookie *http.Cookie
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		if err := nobodyYet(tx.HasServerAccount()); err != nil { // two at once
			return err
		}
		if err := tx.SaveAccount(a); err != nil {
			return err
		}
		if err := tx.OpenToken(t.ID); err != nil {
			return err
		}
		cookie, err = c.addLogin(tx, account.Login{Account: a.ID}, record.New("account.made", map[string]string{"name": name}))
		return err
	})
	if err != nil {
		return err
	}
	http.SetCookie(c.w, cookie)
	return c.goTo("/", "done.started")
}

// newPassphrase checks the two fields of a form and returns what the store keeps.
func (c *call) newPassphrase(name string) (hash string, err error) {
	passphrase := c.r.FormValue("passphrase")
	switch {
	case name == "" || len(name) > 200:
		return "", seminar.Invalid("error.account_name_length")
	case passphrase != c.r.FormValue("again"):
		return "", seminar.Invalid("error.passphrase_again")
	}
	return account.HashPassphrase(c.r.Context(), passphrase)
}
