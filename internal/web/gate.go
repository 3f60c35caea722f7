package web

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"aula/internal/account"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

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

// makeGate makes a link by which a phone becomes the scanner at a door. It is shown once.
func makeGate(c *call) error {
	at, ok := c.book.Seminar.Place(c.r.FormValue("place"))
	label := strings.TrimSpace(c.r.FormValue("label"))
	switch {
	case !ok || at.Kind == seminar.Online:
		return seminar.Invalid("error.gate_place")
	case label == "" || len(label) > maxLabelLen:
		return seminar.Invalid("error.gate_label")
	}
	secret := account.Secret()
	t := account.Token{ID: seminar.NewID(), Kind: account.Gate, Seminar: c.book.Seminar.ID, Place: at.ID, Label: label}
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		t.Made, t.Expires = tx.Now, tx.Now.Add(account.EnrolmentLives)
		return tx.AddEnrolment(account.Hash(secret), t, c.who.Person.ID)
	})
	if err != nil {
		return err
	}
	return c.gates(secret, t)
}

// revokeGate ends an enrolment and the login of its phone.
func revokeGate(c *call) error {
	t, err := c.s.Store.Device(c.r.Context(), seminar.ID(c.r.FormValue("device")))
	if err != nil || t.Seminar != c.book.Seminar.ID || t.Kind != account.Gate {
		return seminar.NotFound("error.not_found").Because(err)
	}
	if err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error { return tx.RevokeEnrolment(t, c.who.Person.ID) }); err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/gates", "done.gate_revoked")
}
