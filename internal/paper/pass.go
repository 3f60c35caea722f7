package paper

import (
	"aula/internal/pdf"
	"aula/internal/seminar"
)

// Pass is a delegate with the text of their signed pass.
type Pass struct {
	Person seminar.Person
	Code   string
}

// Pass sets one pass on A6, to be printed at home or shown.
func (m Maker) Pass(x Pass) ([]byte, error) {
	d := m.document(m.T("paper.pass.title") + " · " + m.Text(x.Person.Name))
	p := d.Page(pdf.A6)
	p.Fill(pdf.Box{W: p.Size().W, H: 4}, m.Accent)
	side := pdf.Box{X: 8, Y: 9, W: p.Size().W - 16}
	below := func(role pdf.Role, height float64, style pdf.Style, runs ...pdf.Run) {
		if len(runs) == 0 || runs[0].Text == "" {
			return
		}
		style.Leading = 1.25
		side.H = height
		side.Y = p.Runs(role, side, p.Fit(role, side, style, runs...), runs...)
	}
	below(pdf.P, 11, pdf.Style{Size: 9, Colour: quiet}, m.run(m.Seminar.Title))
	side.Y += 2
	below(pdf.H1, 17, pdf.Style{Size: 25, Colour: ink}, m.run(x.Person.Name))
	below(pdf.P, 6, pdf.Style{Size: 11, Colour: quiet}, m.also(x.Person.Name)...)
	side.Y++
	below(pdf.P, 10, pdf.Style{Size: 9.5, Colour: ink}, m.standingOf(x.Person)...)

	const square = 68.0
	top := p.Size().H - square - 23
	if err := code(p, (p.Size().W-square)/2, top, square, x.Code, m.T("page.pass.qr")); err != nil {
		return nil, err
	}
	side.Y, side.H = top+square, 20
	style := pdf.Style{Size: 12, Bold: true, Colour: m.Accent, Align: pdf.Centre, Leading: 1.25}
	if place := m.place(x.Person.Place); place.Text != "" {
		side.Y = p.Runs(pdf.P, side, style, place)
	}
	p.Text(pdf.P, side, pdf.Style{Size: 9, Colour: quiet, Align: pdf.Centre}, m.period())
	return written(d)
}

// badge measures: eight on a sheet of A4, to be cut along the marks.
const (
	badgeColumns, badgeRows = 2, 4
	badgeW, badgeH          = 92.0, 66.0
)

// Badges sets badges to wear, eight on a sheet of A4 with marks for cutting.
func (m Maker) Badges(all []Pass) ([]byte, error) {
	d := m.document(m.T("paper.badges.title"))
	sheet := pdf.Box{X: (pdf.A4.W - badgeColumns*badgeW) / 2, Y: (pdf.A4.H - badgeRows*badgeH) / 2, W: badgeColumns * badgeW, H: badgeRows * badgeH}
	boxes := sheet.Grid(badgeColumns, badgeRows)
	var p *pdf.Page
	var err error
	for i, x := range all {
		if i%len(boxes) == 0 {
			p = d.Page(pdf.A4)
			cutMarks(p, sheet)
		}
		d.Section(func() {
			if wrong := m.badge(p, boxes[i%len(boxes)], x); err == nil {
				err = wrong
			}
		})
	}
	if len(all) == 0 {
		m.empty(d)
	}
	if err != nil {
		return nil, err
	}
	return written(d)
}

// empty says that there is nobody for whom to set a paper.
func (m Maker) empty(d *pdf.Document) {
	p := d.Page(pdf.A4)
	p.Text(pdf.P, p.Box().Inset(25), pdf.Style{Size: 12, Colour: quiet}, m.T("paper.nobody"))
}

// cutMarks draws where to cut, outside of what is cut out.
func cutMarks(p *pdf.Page, sheet pdf.Box) {
	const gap, long, thick = 1.5, 6.0, 0.15
	for i := range badgeColumns + 1 {
		x := sheet.X + float64(i)*badgeW
		p.Line(x, sheet.Y-gap-long, x, sheet.Y-gap, thick, quiet)
		p.Line(x, sheet.Y+sheet.H+gap, x, sheet.Y+sheet.H+gap+long, thick, quiet)
	}
	for i := range badgeRows + 1 {
		y := sheet.Y + float64(i)*badgeH
		p.Line(sheet.X-gap-long, y, sheet.X-gap, y, thick, quiet)
		p.Line(sheet.X+sheet.W+gap, y, sheet.X+sheet.W+gap+long, y, thick, quiet)
	}
}

func (m Maker) badge(p *pdf.Page, box pdf.Box, x Pass) error {
	p.Frame(box, 0.05, hair)
	p.Fill(pdf.Box{X: box.X, Y: box.Y, W: box.W, H: 2.2}, m.Accent)
	in := pdf.Box{X: box.X + 6, Y: box.Y + 6, W: box.W - 12, H: 8}
	style := pdf.Style{Size: 8, Colour: quiet, Leading: 1.25}
	p.Runs(pdf.P, in, p.Fit(pdf.P, in, style, m.run(m.Seminar.Title)), m.run(m.Seminar.Title))

	const square = 34.0
	name := pdf.Box{X: in.X, Y: box.Y + 16, W: in.W, H: 13}
	style = pdf.Style{Size: 24, Bold: true, Colour: ink, Leading: 1.15}
	name.Y = p.Runs(pdf.P, name, p.Fit(pdf.P, name, style, m.run(x.Person.Name)), m.run(x.Person.Name))

	text := pdf.Box{X: in.X, Y: name.Y + 0.5, W: in.W - square + 2, H: 6}
	if also := m.also(x.Person.Name); len(also) > 0 {
		text.Y = p.Runs(pdf.P, text, p.Fit(pdf.P, text, pdf.Style{Size: 11, Colour: quiet, Leading: 1.2}, also...), also...)
	}
	if standing := m.standingOf(x.Person); len(standing) > 0 {
		text.Y, text.H = text.Y+1, box.Y+box.H-11-text.Y
		p.Runs(pdf.P, text, p.Fit(pdf.P, text, pdf.Style{Size: 9, Colour: ink, Leading: 1.25}, standing...), standing...)
	}
	place := pdf.Box{X: in.X, Y: box.Y + box.H - 10, W: text.W, H: 6}
	if run := m.place(x.Person.Place); run.Text != "" {
		p.Runs(pdf.P, place, p.Fit(pdf.P, place, pdf.Style{Size: 10, Bold: true, Colour: m.Accent, Middle: true, Leading: 1.2}, run), run)
	}
	return code(p, box.X+box.W-square-2, box.Y+box.H-square-2, square, x.Code, m.T("page.pass.qr"))
}
