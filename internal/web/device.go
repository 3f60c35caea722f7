package web

import (
	"html/template"
	"net/http"
	"slices"
	"strings"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

func showDevices(c *call) error { return c.devices("", account.Token{}) }

// devices shows the devices of the branch halls, with the link of the enrolment that was
// just made if one was.
func (c *call) devices(secret string, made account.Token) error {
	tokens, err := c.s.Store.Tokens(c.r.Context(), c.book.Seminar.ID, account.Enrolment)
	if err != nil {
		return err
	}
	v := page.Devices{Frame: c.frame("page.devices.title", "auto", ""), Made: c.deviceView(made)}
	for _, t := range slices.Backward(tokens) {
		if t.Enrolled() || t.Opened.IsZero() && t.Usable(c.s.Clock()) {
			v.Devices = append(v.Devices, c.deviceView(t))
		}
	}
	if secret != "" {
		v.Link = c.base() + "/e/" + secret
		svg, err := pass.QR(v.Link, c.T("page.devices.qr"))
		if err != nil {
			return err
		}
		v.QR = template.HTML(svg)
	}
	c.w.Header().Set("Cache-Control", "no-store")
	return c.page(v)
}

func (c *call) deviceView(t account.Token) page.Device {
	d := page.Device{ID: t.ID, Label: t.Label, Made: t.Made, Expires: t.Expires, Opened: t.Opened}
	if p, ok := c.book.Seminar.Place(string(t.Place)); ok {
		d.At = *p
	}
	return d
}

// makeEnrolment makes a link by which a computer becomes the device of a branch hall. It
// is shown once.
func makeEnrolment(c *call) error {
	at, ok := c.book.Seminar.Place(c.r.FormValue("place"))
	label := strings.TrimSpace(c.r.FormValue("label"))
	switch {
	case !ok || at.Kind != seminar.BranchHall:
		return seminar.Invalid("error.enrolment_place")
	case label == "" || len(label) > 200:
		return seminar.Invalid("error.enrolment_label")
	}
	secret := account.Secret()
	t := account.Token{ID: seminar.NewID(), Kind: account.Enrolment, Seminar: c.book.Seminar.ID, Place: at.ID, Label: label}
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		t.Made, t.Expires = tx.Now, tx.Now.Add(account.EnrolmentLives)
		return tx.AddEnrolment(account.Hash(secret), t, c.who.Person.ID)
	})
	if err != nil {
		return err
	}
	return c.devices(secret, t)
}

// revokeEnrolment ends an enrolment, the login of its device and what it sends.
func revokeEnrolment(c *call) error {
	t, err := c.s.Store.Device(c.r.Context(), seminar.ID(c.r.FormValue("device")))
	if err != nil || t.Seminar != c.book.Seminar.ID || t.Kind != account.Enrolment {
		return seminar.NotFound("error.not_found").Because(err)
	}
	if err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error { return tx.RevokeEnrolment(t, c.who.Person.ID) }); err != nil {
		return err
	}
	c.endSource(t.ID)
	return c.goTo("/s/"+c.book.Seminar.Key+"/devices", "done.enrolment_revoked")
}

// endSource ends everything that a key or device sends.
func (c *call) endSource(of seminar.ID) {
	for _, p := range c.s.Plane.Health(string(c.book.Seminar.ID)).Publishers {
		if strings.HasPrefix(p.Name, string(of)+".") {
			c.s.Plane.Remove(p.Session)
		}
	}
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

// showBranchScreen shows the hall's own device what it plays and sends.
func showBranchScreen(c *call) error {
	return c.page(page.BranchScreen{Frame: c.frame("branchscreen.title", "dark", "branchscreen.js"), At: c.place, Own: c.who.Person.ID})
}
