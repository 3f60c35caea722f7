package paper

import (
	"strconv"

	"aula/internal/pdf"
	"aula/internal/programme"
	"aula/internal/seminar"
)

// spare is how many empty lines a signature sheet has for who comes without being on it.
const spare = 4

// Signatures sets the sheet on which the people of a place sign for a session.
func (m Maker) Signatures(session programme.Session, place seminar.Place, people []seminar.Person) ([]byte, error) {
	title := m.T("paper.signatures.title")
	d := m.document(title + " · " + m.Text(session.Title) + " · " + m.Text(place.Name))
	margin := pdf.Margin{Top: 15, Right: 15, Bottom: 17, Left: 18}
	f := d.Flow(pdf.A4, margin)
	m.footed(d, margin, m.Text(m.Seminar.Title)+" · "+m.Text(session.Title)+" · "+m.Text(place.Name)+" · "+m.Between(session.Starts, session.Starts))
	m.head(f, title, session, place)
	table := pdf.Table{Height: 11.5, Grid: true, Shade: wash, Style: pdf.Style{Size: 9.5, Leading: 1.25}, Columns: []pdf.Column{
		{Head: m.T("paper.number"), Width: 11, Align: pdf.Right}, {Head: m.T("paper.name"), Width: 37, Header: true},
		{Head: m.T("paper.organisation"), Width: 44}, {Head: m.T("paper.post"), Width: 33}, {Head: m.T("paper.signature")},
	}}
	for i, p := range people {
		name := []pdf.Run{m.run(p.Name)}
		if also := m.also(p.Name); len(also) > 0 {
			name = append(append(name, pdf.Run{Text: "\n"}), dim(also)...)
		}
		table.Rows = append(table.Rows, []pdf.Cell{
			{Runs: []pdf.Run{{Text: strconv.Itoa(i + 1)}}}, {Runs: name}, {Runs: []pdf.Run{m.run(m.Organisations[p.Organisation].Name)}}, {Runs: []pdf.Run{m.run(p.Post)}}, {},
		})
	}
	for i := range spare {
		table.Rows = append(table.Rows, pdf.Cells(strconv.Itoa(len(people)+i+1), "", "", "", ""))
	}
	f.Table(table)
	f.Space(2)
	f.Text(pdf.P, pdf.Style{Size: 8.5, Colour: quiet}, m.T("paper.signatures.rule"))
	f.Need(16)
	f.Space(9)
	f.Text(pdf.P, pdf.Style{Size: 9.5}, m.T("paper.signatures.steward"))
	return written(d)
}

// dim writes runs in grey.
func dim(runs []pdf.Run) []pdf.Run {
	for i := range runs {
		runs[i].Colour = quiet
	}
	return runs
}

// head writes what a sheet is, and of which session and place.
func (m Maker) head(f *pdf.Flow, what string, session programme.Session, place seminar.Place) {
	f.Runs(pdf.P, pdf.Style{Size: 9, Colour: quiet, Leading: 1.2}, m.run(m.Seminar.Title))
	f.Text(pdf.H1, pdf.Style{Size: 20, Colour: ink, Leading: 1.2}, what)
	f.Runs(pdf.P, pdf.Style{Size: 12.5, Bold: true, Colour: m.Accent, Leading: 1.3}, m.run(session.Title))
	f.Runs(pdf.P, pdf.Style{Size: 10.5, Colour: ink}, pdf.Run{Text: m.Date(session.Starts) + " " + m.Clock(session.Starts) + "–" + m.Clock(session.Ends) + " · "}, m.run(place.Name))
	f.Space(3)
}
