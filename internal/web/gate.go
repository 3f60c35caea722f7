package web

import (
	"cmp"
	"slices"
	"strings"

	"aula/internal/account"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// doorPhones are the phones that scan at the doors.
var doorPhones = enrolments{
	kind: account.Gate, lives: account.EnrolmentLives, fits: hasDoor,
	misplaced: "error.gate_place", nameless: "error.gate_label",
	show: (*call).gates, path: "gates", done: "done.gate_revoked",
}

// hasDoor reports whether people can come in there.
func hasDoor(p *seminar.Place) bool { return p.Kind != seminar.Online }

func showGates(c *call) error { return c.gates("", account.Token{}) }

// gates shows the phones that scan at the doors, with the link of the one that was just
// made if one was.
func (c *call) gates(secret string, made account.Token) error {
	tokens, err := c.s.Store.Tokens(c.r.Context(), c.book.Seminar.ID, account.Gate)
	if err != nil {
		return err
	}
	heard, err := c.s.Store.Gates(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	v := page.Gates{Frame: c.frame("page.gates.title", "auto", ""), Directory: c.book.Directory, Made: c.deviceView(made), Gates: c.gateViews(tokens, heard)}
	if v.Link, v.QR, err = c.enrolmentLink(secret); err != nil {
		return err
	}
	return c.page(v)
}

// gateViews joins what was enrolled with what was heard, by place and name. One that was
// revoked stays as long as something is known of its scans.
func (c *call) gateViews(tokens []account.Token, heard []store.Gate) (views []page.Gate) {
	enrolled := map[seminar.ID]account.Token{}
	for _, t := range tokens {
		enrolled[t.ID] = t
		used := slices.ContainsFunc(heard, func(g store.Gate) bool { return g.Enrolment == t.ID })
		if !used && (t.Enrolled() || t.Opened.IsZero() && t.Usable(c.s.Clock())) {
			views = append(views, page.Gate{Device: c.deviceView(t)})
		}
	}
	for _, g := range heard {
		v := page.Gate{Device: page.Device{Label: g.Label}, Steward: g.Person, Name: g.Device, Heard: g.Heard, Delivered: g.Delivered,
			Skew: g.Skew, Arrived: g.Arrived, Missing: g.Missing(), Held: g.Held}
		if t, ok := enrolled[g.Enrolment]; ok {
			v.Device, v.Revoked = c.deviceView(t), !t.Revoked.IsZero()
		}
		if p, ok := c.book.Seminar.Place(string(g.Place)); ok {
			v.At = *p
		}
		views = append(views, v)
	}
	slices.SortStableFunc(views, func(a, b page.Gate) int {
		return cmp.Or(strings.Compare(a.At.Key, b.At.Key), strings.Compare(a.Label, b.Label), b.Heard.Compare(a.Heard))
	})
	return views
}
