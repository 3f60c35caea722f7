package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"aula/internal/account"
	"aula/internal/front"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
)

// A browser may carry several logins, for somebody who is chair and delegate, or for
// the desk that serves two doors. Each request is made with the one that may make it.
const maxLogins = 6

// cookieName is __Host- wherever the browser insists on a secure origin; plain HTTP
// is for localhost alone.
func cookieName(r *http.Request) string {
	if !front.Plain(r) {
		return "__Host-aula-login"
	}
	return "aula-login"
}

func secrets(r *http.Request) []string {
	cookie, err := r.Cookie(cookieName(r))
	if err != nil || cookie.Value == "" {
		return nil
	}
	all := strings.Split(cookie.Value, ".")
	return all[:min(len(all), maxLogins)]
}

// signIn finds the login with which the request is made: the newest that suits it best,
// else the newest.
func (c *call) signIn() error {
	wanted := c.wanted()
	for _, secret := range secrets(c.r) {
		login, err := c.s.Store.Login(c.r.Context(), account.Hash(secret))
		if seminar.CodeOf(err) == seminar.CodeNotFound || err == nil && (!login.Ended.IsZero() || c.s.Clock().Sub(login.Made) > account.LoginLives) {
			continue
		}
		if err != nil {
			return err
		}
		who, ok, err := c.principal(login)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		better := wanted.allows(who, c.place.ID) && !wanted.allows(c.who, c.place.ID)
		if c.login.ID == "" || better {
			c.login, c.who = login, who
		}
	}
	if c.login.ID != "" && c.s.Clock().Sub(c.login.Seen) > 10*time.Minute {
		return c.s.Store.SeeLogin(c.r.Context(), c.login.ID)
	}
	return nil
}

// wanted says which of a browser's logins suits the request best: for the hall the
// delegate's own, for a live page the one that the page belongs to.
func (c *call) wanted() access {
	switch c.r.URL.Query().Get("mode") {
	case "console":
		return chairs
	case "screen":
		return screens
	case "branch":
		return only(seminar.Steward)
	case "device":
		return devices
	case "home", "hall":
		return delegates
	}
	if c.r.URL.Query().Has("source") {
		return operators // who previews
	}
	if strings.HasSuffix(c.rt.pattern, "/hall") || strings.HasSuffix(c.rt.pattern, "/me") {
		return delegates
	}
	return c.rt.access
}

// principal returns who a login is in the seminar of the request; ok is false when it
// is a login of another seminar, or of somebody who has withdrawn.
func (c *call) principal(l account.Login) (p seminar.Principal, ok bool, err error) {
	p = seminar.Principal{Login: l.ID}
	if c.book != nil {
		p.Seminar = c.book.Seminar.ID
	}
	if l.Seminar == "" { // an account of the server
		p.Server = true
		p.Person = seminar.Person{ID: l.Account, Name: seminar.Text{seminar.English: l.Device}}
		if a, err := c.s.Store.Account(c.r.Context(), string(l.Account)); err == nil {
			p.Person.Name = seminar.Text{seminar.English: a.Name}
		}
		p.Grants = []seminar.Grant{{Person: l.Account, Role: seminar.Organiser}}
		return p, true, nil
	}
	if l.Person == "" {
		return c.device(p, l)
	}
	if c.book == nil {
		return p, true, nil
	}
	p.Person, ok = c.book.Directory.People[l.Person]
	p.Grants = c.book.grants[l.Person]
	return p, ok && l.Seminar == c.book.Seminar.ID && !p.Person.Withdrawn, nil
}

// device returns the principal of a branch hall's own device, a screen of that hall, or of
// a phone that scans at a door; both are nobody's. It is none once its enrolment is revoked.
func (c *call) device(p seminar.Principal, l account.Login) (seminar.Principal, bool, error) {
	if c.book == nil || l.Seminar != c.book.Seminar.ID {
		return p, false, nil
	}
	t, err := c.s.Store.Device(c.r.Context(), l.Account)
	if seminar.CodeOf(err) == seminar.CodeNotFound {
		return p, false, nil
	}
	if err != nil {
		return p, false, err
	}
	at, known := c.book.Seminar.Place(string(t.Place))
	if !known || !t.Enrolled() {
		return p, false, nil
	}
	if t.Kind == account.Gate {
		p.Door = at.ID
		p.Person = seminar.Person{ID: t.ID, Name: seminar.Text{seminar.English: t.Label}, Place: at.ID}
		return p, true, nil
	}
	p.Hall = at.ID
	p.Person = seminar.Person{ID: t.ID, Name: at.Name, Place: at.ID}
	p.Grants = []seminar.Grant{{Person: t.ID, Role: seminar.Screen, Place: at.ID}}
	return p, true, nil
}

// addLogin signs the browser in, beside the logins it has, and sets its cookie. The
// entry tells it.
func (c *call) addLogin(tx *store.Tx, l account.Login, told record.Entry) (*http.Cookie, error) {
	secret := account.Secret()
	l.ID, l.Made, l.Seen, l.Device = seminar.NewID(), tx.Now, tx.Now, deviceOf(c.r.UserAgent())
	told.Seminar, told.Person, told.Actor = l.Seminar, l.Person, l.Person
	if l.Person == "" {
		told.Actor = l.Account
	}
	if _, err := tx.Tell(told); err != nil {
		return nil, err
	}
	if err := tx.AddLogin(account.Hash(secret), l); err != nil {
		return nil, err
	}
	all := append([]string{secret}, secrets(c.r)...)
	return c.cookie(all[:min(len(all), maxLogins)]), nil
}

func (c *call) cookie(all []string) *http.Cookie {
	return &http.Cookie{
		Name: cookieName(c.r), Value: strings.Join(all, "."), Path: "/", HttpOnly: true, Secure: !front.Plain(c.r),
		SameSite: http.SameSiteLaxMode, MaxAge: int(account.LoginLives / time.Second),
	}
}

// signOut ends the login that the page was made with, and keeps the browser's others.
func (c *call) signOut() error {
	id := seminar.ID(c.r.FormValue("login"))
	var rest []string
	for _, secret := range secrets(c.r) {
		l, err := c.s.Store.Login(c.r.Context(), account.Hash(secret))
		switch {
		case seminar.CodeOf(err) == seminar.CodeNotFound && err != nil || err == nil && !l.Ended.IsZero():
		case err != nil:
			return err
		case l.ID == id || id == "" && l.ID == c.login.ID:
			actor := l.Person
			if actor == "" {
				actor = l.Account
			}
			if err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error { return tx.EndLogin(l, actor) }); err != nil {
				return err
			}
		default:
			rest = append(rest, secret)
		}
	}
	cookie := c.cookie(rest)
	if len(rest) == 0 {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.w, cookie)
	return c.goTo("/", "")
}

// stillSignedIn lets a login that was ended elsewhere end its live answers too. The
// public is never signed out.
func (c *call) stillSignedIn(ctx context.Context) error {
	if c.login.ID == "" {
		return nil
	}
	logins, err := c.s.Store.Logins(ctx, c.login.Seminar, c.login.Person, c.login.Account)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(logins, func(l account.Login) bool { return l.ID == c.login.ID }) {
		return seminar.Fail(seminar.CodeSignIn, "error.sign_in")
	}
	return nil
}

// safeNext keeps a way back inside this server.
func safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

func escape(s string) string { return url.QueryEscape(s) }

// deviceOf names a browser for its owner, who has to recognise it: "Android, Chrome".
func deviceOf(agent string) string {
	find := func(names ...[2]string) string {
		for _, n := range names {
			if strings.Contains(agent, n[0]) {
				return n[1]
			}
		}
		return "?"
	}
	system := find([2]string{"iPhone", "iPhone"}, [2]string{"iPad", "iPad"}, [2]string{"Android", "Android"}, [2]string{"Windows", "Windows"},
		[2]string{"Mac OS", "Mac"}, [2]string{"Linux", "Linux"})
	browser := find([2]string{"Edg/", "Edge"}, [2]string{"Firefox/", "Firefox"}, [2]string{"Chrome/", "Chrome"}, [2]string{"Safari/", "Safari"})
	return system + ", " + browser
}
