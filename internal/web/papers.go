package web

import (
	"cmp"
	"errors"
	"io"
	"slices"

	"aula/internal/certificate"
	"aula/internal/paper"
	"aula/internal/pdf"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// showPapers lists the papers that the reader may print.
func showPapers(c *call) error {
	v := page.Papers{Frame: c.frame("page.papers.title", "light", ""), MayAll: c.who.Has(seminar.Organiser), MayRoll: c.who.Has(seminar.Organiser, seminar.Auditor)}
	v.Delegates = len(c.delegatesAt(""))
	seals, err := c.s.Store.Seals(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	for _, p := range c.book.Seminar.Places {
		if !stewards.allows(c.who, p.ID) {
			continue
		}
		x := page.PaperPlace{Place: p, People: len(c.delegatesAt(p.ID))}
		for _, s := range c.book.Seminar.Sessions {
			if s.Marked() && s.At(p.ID) {
				x.Sessions = append(x.Sessions, s)
			}
		}
		for _, h := range roll.Halves(&c.book.Seminar) {
			if sealOf(seals, h) != nil {
				x.Sealed = append(x.Sealed, h)
			}
		}
		v.Places = append(v.Places, x)
	}
	return c.page(v)
}

// delegatesAt returns those who are to attend at a place ("" is anywhere), by protocol order.
func (c *call) delegatesAt(place seminar.ID) (all []seminar.Person) {
	for _, p := range c.book.Plan.People {
		if p.Delegate && !p.Withdrawn && (place == "" || p.Place == place) {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b seminar.Person) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Key, b.Key)) })
	return all
}

// maker makes papers in the language of the request.
func (c *call) maker() paper.Maker {
	m := paper.Maker{Printer: c.Printer, Seminar: &c.book.Seminar, Organisations: c.book.Directory.Organisations}
	m.Accent.R, m.Accent.G, m.Accent.B = page.Frame{Seminar: &c.book.Seminar}.AccentOnLight()
	return m
}

// pdf answers with a paper, or says which character of which text no font has.
func (c *call) pdf(name string, body []byte, err error) error {
	var missing *pdf.Missing
	if errors.As(err, &missing) {
		return seminar.Invalid("error.paper.missing", "char", string(missing.Char), "text", missing.Text).Because(err)
	}
	if err != nil {
		return err
	}
	return c.attach("application/pdf", name, string(body))
}

// attach answers with a file to keep. It is somebody's own, and nothing on the way keeps it.
func (c *call) attach(mediaType, name, body string) error {
	h := c.w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "private, no-store")
	_, err := io.WriteString(c.w, body)
	return err
}

// certificateAsked returns the certificate that is asked for: the reader's own, or for organisers and auditors that of a person.
// Somebody else's is not there for a delegate. One that is not valid is not handed out.
func (c *call) certificateAsked() (*certificate.Kept, error) {
	id := seminar.ID(cmp.Or(c.r.FormValue("person"), string(c.who.Person.ID)))
	if id != c.who.Person.ID && !auditors.allows(c.who, "") {
		return nil, seminar.NotFound("error.certificate.none")
	}
	k, err := c.s.Store.CertificateOf(c.r.Context(), c.book.Seminar.ID, id)
	if err != nil {
		return nil, err
	}
	if k.State() != certificate.Valid {
		return nil, seminar.Conflict("error.certificate.revoked")
	}
	return &k, nil
}

func sendCertificatePaper(c *call) error {
	k, err := c.certificateAsked()
	if err != nil {
		return err
	}
	body, err := c.maker().Certificate(k.Certificate, c.site())
	return c.pdf("certificate-"+string(k.Number)+".pdf", body, err)
}

// sendBadgeFile sends the signed badge, as it was issued.
func sendBadgeFile(c *call) error {
	k, err := c.certificateAsked()
	if err != nil {
		return err
	}
	return c.attach("application/jwt", "certificate-"+string(k.Number)+".jwt", k.Badge)
}

func sendPassPaper(c *call) error {
	list, err := c.paperPasses([]seminar.Person{c.who.Person})
	if err != nil {
		return err
	}
	body, err := c.maker().Pass(list[0])
	return c.pdf("pass-"+c.book.Seminar.Key+".pdf", body, err)
}

func sendBadges(c *call) error {
	list, err := c.paperPasses(c.delegatesAt(""))
	if err != nil {
		return err
	}
	body, err := c.maker().Badges(list)
	return c.pdf("badges-"+c.book.Seminar.Key+".pdf", body, err)
}

// paperPasses signs the passes of people.
func (c *call) paperPasses(people []seminar.Person) (list []paper.Pass, err error) {
	versions, err := c.s.Store.PassVersions(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		text, err := c.passText(p.ID, versions)
		if err != nil {
			return nil, err
		}
		list = append(list, paper.Pass{Person: p, Code: text})
	}
	return list, nil
}

// sendRollPaper sends the chosen part of the roll.
func sendRollPaper(c *call) error {
	r, _, err := c.chosenRoll()
	if err != nil {
		return err
	}
	body, err := c.maker().Roll(r)
	return c.pdf("roll-"+c.book.Seminar.Key+".pdf", body, err)
}

func sendCards(c *call) error {
	var cards []paper.Card
	for _, p := range c.delegatesAt(c.place.ID) {
		cards = append(cards, paper.Card{Person: p, Seat: c.seatAddress(p.ID, &c.place)})
	}
	body, err := c.maker().NameCards(cards)
	return c.pdf("cards-"+c.book.Seminar.Key+"-"+c.place.Key+".pdf", body, err)
}

func sendSignatures(c *call) error {
	s, ok := c.book.Seminar.Session(c.r.FormValue("session"))
	if !ok || !s.Marked() || !s.At(c.place.ID) {
		return seminar.NotFound("error.not_found")
	}
	body, err := c.maker().Signatures(*s, c.place, c.delegatesAt(c.place.ID))
	return c.pdf("signatures-"+s.Key+"-"+c.place.Key+".pdf", body, err)
}

// sendSealPaper sends what was sealed of a half-day ("2026-11-23 morning"). What the signature does not fit is not printed.
func sendSealPaper(c *call) error {
	seals, err := c.s.Store.Seals(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	for _, h := range roll.Halves(&c.book.Seminar) {
		if h.Day+" "+string(h.Part) != c.r.FormValue("half") {
			continue
		}
		s := sealOf(seals, h)
		if s == nil {
			break
		}
		if err := s.Verify(c.s.Keys.Ring()); err != nil {
			return seminar.Conflict("error.paper.seal").Because(err)
		}
		body, err := c.maker().Seal(*s)
		return c.pdf("seal-"+h.Day+"-"+string(h.Part)+".pdf", body, err)
	}
	return seminar.NotFound("error.not_found")
}
