package web

import (
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// enrolments is a kind of machine that is enrolled by a secret, shown once, and let go by
// whoever runs the seminar.
type enrolments struct {
	kind      account.Kind
	lives     time.Duration             // for which the secret may be used
	fits      func(*seminar.Place) bool // whether such a machine may stand there
	misplaced string                    // what is said of a place where it may not
	nameless  string                    // what is said when it was given no name
	show      func(c *call, secret string, made account.Token) error
	path      string                  // of the page that lists them
	done      string                  // what is said after one was let go
	end       func(*call, seminar.ID) // what ends with it; may be nil
}

// add makes a secret for one more and shows it, once.
func (e enrolments) add(c *call) error {
	at, ok := c.book.Seminar.Place(c.r.FormValue("place"))
	label := strings.TrimSpace(c.r.FormValue("label"))
	switch {
	case !ok || !e.fits(at):
		return seminar.Invalid(e.misplaced)
	case label == "" || len(label) > maxLabelLen:
		return seminar.Invalid(e.nameless)
	}
	secret := account.Secret()
	t := account.Token{ID: seminar.NewID(), Kind: e.kind, Seminar: c.book.Seminar.ID, Place: at.ID, Label: label}
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		t.Made, t.Expires = tx.Now, tx.Now.Add(e.lives)
		return tx.AddEnrolment(account.Hash(secret), t, c.who.Person.ID)
	})
	if err != nil {
		return err
	}
	return e.show(c, secret, t)
}

// revoke ends an enrolment, and with it the machine's login.
func (e enrolments) revoke(c *call) error {
	tokens, err := c.s.Store.Tokens(c.r.Context(), c.book.Seminar.ID, e.kind)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(tokens, func(t account.Token) bool { return string(t.ID) == c.r.FormValue("device") })
	if i < 0 {
		return seminar.NotFound("error.not_found")
	}
	if err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error { return tx.RevokeEnrolment(tokens[i], c.who.Person.ID) }); err != nil {
		return err
	}
	if e.end != nil {
		e.end(c, tokens[i].ID)
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/"+e.path, e.done)
}

// enrolmentLink returns the link of a secret and its picture, both empty without one.
// Nothing on the way may keep the page that shows them.
func (c *call) enrolmentLink(secret string) (link string, qr template.HTML, err error) {
	c.w.Header().Set("Cache-Control", "no-store")
	if secret == "" {
		return "", "", nil
	}
	link = c.base() + "/e/" + secret
	svg, err := pass.QR(link, c.T("page.devices.qr"))
	return link, template.HTML(svg), err
}

func (c *call) deviceView(t account.Token) page.Device {
	d := page.Device{ID: t.ID, Label: t.Label, Made: t.Made, Expires: t.Expires, Opened: t.Opened}
	if p, ok := c.book.Seminar.Place(string(t.Place)); ok {
		d.At = *p
	}
	return d
}

// enrolling finds the enrolment of a link that can still be confirmed.
func (c *call) enrolling() (t account.Token, open bool, err error) {
	t, err = c.s.Store.Token(c.r.Context(), account.Hash(c.r.PathValue("token")))
	switch {
	case err != nil && seminar.CodeOf(err) == seminar.CodeNotFound:
		return t, false, nil
	case err != nil:
		return t, false, err
	case !t.Enrolls() || !t.Opened.IsZero() || !t.Usable(c.s.Clock()):
		return t, false, nil
	}
	key, err := c.s.seminarKey(c, t.Seminar)
	if err != nil {
		return t, false, err
	}
	b, err := c.s.books.book(c.r.Context(), key)
	if err != nil {
		return t, false, err
	}
	c.open(b)
	return t, true, nil
}

// showEnrolment shows for which hall or door the link is, and confirms nothing.
func showEnrolment(c *call) error {
	t, open, err := c.enrolling()
	if err != nil {
		return err
	}
	v := page.Enrolment{Frame: c.frame("page.enrolment.title", "auto", ""), Open: open, Gate: open && t.Kind == account.Gate}
	if v.Gate {
		v.Title = c.T("page.gate.title")
	}
	if open {
		v.Device = c.deviceView(t)
	} else {
		c.w.WriteHeader(http.StatusNotFound)
	}
	return c.page(v)
}

// confirmEnrolment makes this browser the hall's or the door's device, once for each link.
func confirmEnrolment(c *call) error {
	t, open, err := c.enrolling()
	if err != nil {
		return err
	}
	if !open {
		return seminar.NotFound("error.link")
	}
	var cookie *http.Cookie
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		if err := tx.Enrol(t); err != nil {
			return err
		}
		told := record.New(string(t.Kind)+".confirmed", store.EnrolmentBody{Enrolment: t.ID, Label: t.Label})
		told.Place = t.Place
		cookie, err = c.addLogin(tx, account.Login{Seminar: t.Seminar, Account: t.ID}, told)
		return err
	})
	if err != nil {
		return err
	}
	http.SetCookie(c.w, cookie)
	at, _ := c.book.Seminar.Place(string(t.Place))
	if t.Kind == account.Gate {
		return c.goTo("/s/"+c.book.Seminar.Key+"/door/"+at.Key, "")
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/branch/"+at.Key+"/screen", "")
}
