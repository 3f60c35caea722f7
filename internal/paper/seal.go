package paper

import (
	"strconv"
	"strings"

	"aula/internal/pdf"
	"aula/internal/roll"
)

// Seal sets what the roll of a half-day was when it was sealed, to hang in the halls: whoever photographs it can prove later that
// nothing before it was changed.
func (m Maker) Seal(s roll.Seal) ([]byte, error) {
	half := m.Date(s.From) + " · " + m.T("half."+string(s.Part))
	d := m.document(m.T("paper.seal.title") + " · " + half)
	d.Created = s.At
	margin := pdf.Margin{Top: 20, Right: 20, Bottom: 18, Left: 20}
	f := d.Flow(pdf.A4, margin)
	m.footed(d, margin, m.T("paper.seal.title")+" · "+half)
	f.Runs(pdf.P, pdf.Style{Size: 10, Colour: quiet, Leading: 1.2}, m.run(m.Seminar.Title))
	f.Text(pdf.H1, pdf.Style{Size: 24, Colour: ink, Leading: 1.2}, m.T("paper.seal.title"))
	f.Text(pdf.P, pdf.Style{Size: 14, Bold: true, Colour: m.Accent, Leading: 1.3}, half)
	f.Text(pdf.P, pdf.Style{Size: 10.5}, m.Clock(s.From)+"–"+m.Clock(s.To)+" · "+m.T("paper.seal.at", "date", m.Moment(s.At)))
	f.Space(4)
	f.Table(m.counts(s))
	f.Space(4)
	f.Text(pdf.H2, pdf.Style{Size: 13, Colour: ink}, m.T("paper.seal.proof"))
	f.Text(pdf.P, pdf.Style{Size: 10}, m.T("paper.seal.what"))
	f.Text(pdf.P, pdf.Style{Size: 9, Colour: quiet}, m.T("paper.seal.entry", "count", s.Seq))
	f.Text(pdf.P, pdf.Style{Size: 10.5, Leading: 1.5}, groups(s.Head))
	const side = 78.0
	f.Need(side + 4)
	rest := f.Rest()
	if err := code(f.Page(), rest.X+(rest.W-side)/2, rest.Y+2, side, s.Code(), m.T("paper.seal.code")); err != nil {
		return nil, err
	}
	return written(d)
}

// counts is how many were there, place by place.
func (m Maker) counts(s roll.Seal) pdf.Table {
	table := pdf.Table{Style: pdf.Style{Size: 8.5}, Shade: wash, Columns: []pdf.Column{{Head: m.T("paper.seal.place"), Header: true}}}
	for _, mark := range roll.Marks() {
		table.Columns = append(table.Columns, pdf.Column{Head: m.T("mark." + string(mark)), Width: 19.5, Align: pdf.Right})
	}
	table.Columns = append(table.Columns, pdf.Column{Head: m.T("paper.sum"), Width: 15, Align: pdf.Right})
	line := func(name pdf.Run, t roll.Tally) {
		row := []pdf.Cell{{Runs: []pdf.Run{name}}}
		for _, mark := range roll.Marks() {
			row = append(row, pdf.Cell{Runs: []pdf.Run{{Text: strconv.Itoa(t.Of(mark)), Bold: name.Bold}}})
		}
		table.Rows = append(table.Rows, append(row, pdf.Cell{Runs: []pdf.Run{{Text: strconv.Itoa(t.Sum()), Bold: true}}}))
	}
	for _, p := range m.Seminar.Places {
		if t := s.ByPlace[p.ID]; t.Sum() > 0 {
			line(m.run(p.Name), t)
		}
	}
	line(pdf.Run{Text: m.T("paper.sum"), Bold: true}, s.Total)
	return table
}

// groups writes a hash in groups of eight, to be compared by eye.
func groups(hash string) string {
	var parts []string
	for len(hash) > 8 {
		parts, hash = append(parts, hash[:8]), hash[8:]
	}
	return strings.Join(append(parts, hash), " ")
}
