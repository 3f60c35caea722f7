// Package paper sets the papers of a seminar as tagged PDF (internal/pdf): certificate, pass, badges, name cards, signature sheets,
// the roll and its seals. It is given what stands on them, fetches nothing, and speaks the language of its printer; names stand in
// the seminar's other languages too.
package paper

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"aula/internal/i18n"
	"aula/internal/pdf"
	"aula/internal/programme"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// Maker makes the papers of one seminar in one language. It fails with a pdf.Missing when a name has a character that no font has.
type Maker struct {
	i18n.Printer
	Seminar       *programme.Seminar
	Organisations map[seminar.ID]seminar.Organisation
	Accent        pdf.Colour // the seminar's colour, dark enough for text on white
}

// The greys of the papers, from text to hairline.
var (
	ink   = pdf.Grey(28)
	quiet = pdf.Grey(92)
	faint = pdf.Grey(150)
	hair  = pdf.Grey(205)
	wash  = pdf.Grey(243)
)

// document begins a paper whose window is called so.
func (m Maker) document(title string) *pdf.Document {
	d := pdf.New(title+" · "+m.Text(m.Seminar.Title), m.Lang)
	d.Author = m.Text(m.Seminar.Host)
	return d
}

// bytes writes the paper.
func written(d *pdf.Document) ([]byte, error) {
	var b bytes.Buffer
	err := d.Write(&b)
	return b.Bytes(), err
}

// run is a content text in the reader's language, marked where it is in another.
func (m Maker) run(t seminar.Text) pdf.Run {
	language, s := m.Best(t)
	if language == m.Lang {
		language = ""
	}
	return pdf.Run{Text: s, Lang: language}
}

// also is a name in its other languages, one after another; none where it says the same in all.
func (m Maker) also(t seminar.Text) (runs []pdf.Run) {
	said := []string{m.Text(t)}
	for _, language := range slices.Sorted(maps.Keys(t)) {
		s := t[language]
		if s == "" || slices.Contains(said, s) {
			continue
		}
		said = append(said, s)
		if len(runs) > 0 {
			runs = append(runs, pdf.Run{Text: " · "})
		}
		runs = append(runs, pdf.Run{Text: s, Lang: language})
	}
	return runs
}

// standing is what somebody is and where, in the order of the reader's language.
func (m Maker) standing(post, organisation seminar.Text) (runs []pdf.Run) {
	if post.IsZero() || organisation.IsZero() {
		for _, t := range []seminar.Text{post, organisation} {
			if !t.IsZero() {
				runs = append(runs, m.run(t))
			}
		}
		return runs
	}
	for rest := m.T("frame.standing"); rest != ""; {
		at := strings.IndexByte(rest, '{')
		if at != 0 {
			if at < 0 {
				at = len(rest)
			}
			runs, rest = append(runs, pdf.Run{Text: rest[:at]}), rest[at:]
			continue
		}
		name, after, _ := strings.Cut(rest, "}")
		t := post
		if name == "{organisation" {
			t = organisation
		}
		runs, rest = append(runs, m.run(t)), after
	}
	return runs
}

// standingOf is that of a person.
func (m Maker) standingOf(p seminar.Person) []pdf.Run {
	return m.standing(p.Post, m.Organisations[p.Organisation].Name)
}

// place is the name of a place of the seminar.
func (m Maker) place(id seminar.ID) pdf.Run {
	if p, ok := m.Seminar.Place(string(id)); ok {
		return m.run(p.Name)
	}
	return pdf.Run{}
}

// period is when the seminar is.
func (m Maker) period() string {
	all := m.Seminar.Sessions
	if len(all) == 0 {
		return ""
	}
	last := all[0].Ends
	for _, s := range all {
		if s.Ends.After(last) {
			last = s.Ends
		}
	}
	return m.Between(all[0].Starts, last)
}

// code draws a QR code.
func code(p *pdf.Page, x, y, side float64, text, alt string) error {
	modules, err := pass.Modules(text)
	if err != nil {
		return err
	}
	p.Code(x, y, side, modules, alt)
	return nil
}

// footed has every page say what it belongs to and which of how many it is.
func (m Maker) footed(d *pdf.Document, margin pdf.Margin, what string) {
	m.footedFrom(1, d, margin, what)
}

// footedFrom leaves out the pages before the first.
func (m Maker) footedFrom(first int, d *pdf.Document, margin pdf.Margin, what string) {
	d.EachPage(func(p *pdf.Page, number, of int) {
		if number < first {
			return
		}
		box := pdf.Box{X: margin.Left, Y: p.Size().H - margin.Bottom + 4, W: p.Size().W - margin.Left - margin.Right}
		p.Line(box.X, box.Y, box.X+box.W, box.Y, 0.1, hair)
		box.Y += 1
		left, right := box, box
		left.W, right.X, right.W = 0.75*box.W, box.X+0.75*box.W, 0.25*box.W
		left.H = 4.5
		p.Text(pdf.Artifact, left, p.Fit(pdf.Artifact, left, pdf.Style{Size: 7.5, Colour: quiet}, pdf.Run{Text: what}), what)
		p.Text(pdf.Artifact, right, pdf.Style{Size: 7.5, Colour: quiet, Align: pdf.Right}, m.T("paper.page", "page", number, "of", of))
	})
}
