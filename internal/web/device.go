package web

import (
	"slices"
	"strings"

	"aula/internal/account"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// hallDevices are the computers of branch halls: what such a one sends ends with it.
var hallDevices = enrolments{
	kind: account.Enrolment, lives: account.EnrolmentLives, fits: func(p *seminar.Place) bool { return p.Kind == seminar.BranchHall },
	misplaced: "error.enrolment_place", nameless: "error.enrolment_label",
	show: (*call).devices, path: "devices", done: "done.enrolment_revoked", end: (*call).endSource,
}

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
	if v.Link, v.QR, err = c.enrolmentLink(secret); err != nil {
		return err
	}
	return c.page(v)
}

// endSource ends everything that a key or device sends.
func (c *call) endSource(of seminar.ID) {
	for _, p := range c.s.Plane.Health(string(c.book.Seminar.ID)).Publishers {
		if strings.HasPrefix(p.Name, string(of)+".") {
			c.s.Plane.Remove(p.Session)
		}
	}
}

// showBranchScreen shows the hall's own device what it plays and sends.
func showBranchScreen(c *call) error {
	return c.page(page.BranchScreen{Frame: c.frame("branchscreen.title", "dark", "branchscreen.js"), At: c.place, Own: c.who.Person.ID})
}
