package web

import (
	"fmt"
	"html/template"
	"io"
	"time"

	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// passText returns a delegate's signed pass. It is good until a day after the last session.
func (c *call) passText(person seminar.ID, versions map[seminar.ID]uint8) (string, error) {
	p := pass.Pass{Seminar: c.book.Seminar.ID, Person: person, NotAfter: c.s.Clock().Add(24 * time.Hour), Version: max(versions[person], 1)}
	if n := len(c.book.Seminar.Sessions); n > 0 {
		p.NotAfter = c.book.Seminar.Sessions[n-1].Ends.Add(24 * time.Hour)
	}
	p.NotAfter = p.NotAfter.UTC().Truncate(time.Second)
	return c.s.Keys.Sign(p)
}

func (c *call) badge(person seminar.Person, versions map[seminar.ID]uint8) (page.Badge, error) {
	b := page.Badge{Person: person, Organisation: c.book.organisationOf(person)}
	if p, ok := c.book.Seminar.Place(string(person.Place)); ok {
		b.Place = *p
	}
	text, err := c.passText(person.ID, versions)
	if err != nil {
		return b, fmt.Errorf("pass of %s: %w", person.ID, err)
	}
	svg, err := pass.QR(text, c.T("page.pass.qr"))
	b.QR, b.Code = template.HTML(svg), text
	return b, err
}

func showPass(c *call) error {
	versions, err := c.s.Store.PassVersions(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	b, err := c.badge(c.who.Person, versions)
	if err != nil {
		return err
	}
	return c.page(page.Pass{Frame: c.frame("page.pass.title", "auto", ""), Badge: b})
}

// sendPass sends the code alone, for a phone's picture store.
func sendPass(c *call) error {
	versions, err := c.s.Store.PassVersions(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	b, err := c.badge(c.who.Person, versions)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "image/svg+xml")
	c.w.Header().Set("Cache-Control", "private, no-store")
	_, err = io.WriteString(c.w, string(b.QR))
	return err
}

func showPasses(c *call) error {
	versions, err := c.s.Store.PassVersions(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	v := page.Passes{Frame: c.frame("page.passes.title", "light", "")}
	for _, p := range c.book.Plan.People {
		if !p.Delegate || p.Withdrawn {
			continue
		}
		b, err := c.badge(p, versions)
		if err != nil {
			return err
		}
		v.Badges = append(v.Badges, b)
	}
	return c.page(v)
}
