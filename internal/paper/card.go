package paper

import (
	"aula/internal/pdf"
	"aula/internal/seminar"
)

// NameCards sets a card for each person's desk: A4 landscape, folded along its middle to stand, the name on both sides.
func (m Maker) NameCards(people []seminar.Person) ([]byte, error) {
	d := m.document(m.T("paper.cards.title"))
	for _, person := range people {
		p := d.Page(pdf.A4.Landscape())
		fold := p.Size().H / 2
		p.Line(0, fold, 5, fold, 0.15, faint)
		p.Line(p.Size().W-5, fold, p.Size().W, fold, 0.15, faint)
		m.side(p, person, pdf.H1, pdf.P)
		p.Turned(func() { m.side(p, person, pdf.Artifact, pdf.Artifact) })
	}
	if len(people) == 0 {
		m.empty(d)
	}
	return written(d)
}

// side sets the lower half of a card.
func (m Maker) side(p *pdf.Page, person seminar.Person, first, rest pdf.Role) {
	half := pdf.Box{Y: p.Size().H / 2, W: p.Size().W, H: p.Size().H / 2}
	in := pdf.Box{X: 18, Y: half.Y + 16, W: half.W - 36, H: 40}
	name, also, standing := m.run(person.Name), m.also(person.Name), m.standingOf(person)
	style := pdf.Style{Size: 88, Bold: true, Colour: ink, Align: pdf.Centre, Leading: 1.15, Middle: true}
	p.Runs(first, in, p.Fit(first, in, style, name), name)
	if len(also) > 0 {
		box := pdf.Box{X: in.X, Y: half.Y + 57, W: in.W, H: 12}
		p.Runs(rest, box, p.Fit(rest, box, pdf.Style{Size: 26, Colour: quiet, Align: pdf.Centre, Leading: 1.15, Middle: true}, also...), also...)
	}
	p.Line(half.W/2-14, half.Y+73, half.W/2+14, half.Y+73, 0.6, m.Accent)
	if len(standing) > 0 {
		box := pdf.Box{X: in.X, Y: half.Y + 76, W: in.W, H: 16}
		p.Runs(rest, box, p.Fit(rest, box, pdf.Style{Size: 18, Colour: ink, Align: pdf.Centre, Leading: 1.2, Middle: true}, standing...), standing...)
	}
}
