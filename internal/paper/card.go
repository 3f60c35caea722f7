package paper

import (
	"aula/internal/pdf"
	"aula/internal/seminar"
)

// Card is a delegate with what the card on their desk says to their phone; Seat "" for nothing.
type Card struct {
	Person seminar.Person
	Seat   string // an address
}

// NameCards sets a card for each person's desk: A4 landscape, folded along its middle to stand, the name on both sides. The side that
// they see themselves has the code of their seat.
func (m Maker) NameCards(cards []Card) ([]byte, error) {
	d := m.document(m.T("paper.cards.title"))
	for _, x := range cards {
		p := d.Page(pdf.A4.Landscape())
		fold := p.Size().H / 2
		p.Line(0, fold, 5, fold, 0.15, faint)
		p.Line(p.Size().W-5, fold, p.Size().W, fold, 0.15, faint)
		m.side(p, x.Person, pdf.H1, pdf.P)
		if err := m.seat(p, x.Seat); err != nil {
			return nil, err
		}
		p.Turned(func() { m.side(p, x.Person, pdf.Artifact, pdf.Artifact) })
	}
	if len(cards) == 0 {
		m.empty(d)
	}
	return written(d)
}

// seat sets the code of a seat in the corner of the lower half.
func (m Maker) seat(p *pdf.Page, address string) error {
	if address == "" {
		return nil
	}
	const side = 26.0
	x, y := p.Size().W-side-8, p.Size().H-side-12
	p.Text(pdf.P, pdf.Box{X: x - 14, Y: y + side, W: side + 28, H: 6}, pdf.Style{Size: 8, Colour: quiet, Align: pdf.Centre}, m.T("paper.cards.seat"))
	return code(p, x, y, side, address, m.T("paper.cards.seat"))
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
