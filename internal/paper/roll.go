package paper

import (
	"cmp"
	"slices"
	"strconv"

	"aula/internal/pdf"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// across is how many sessions stand beside each other; more are set in further tables.
const across = 22

// roomy is up to how many sessions leave room for the posts of the people.
const roomy = 12

// Roll sets the roll by organisation: the marks by their letters, minutes and credits, and what each organisation's come to.
func (m Maker) Roll(r roll.Roll) ([]byte, error) {
	d := m.document(m.T("paper.roll.title"))
	d.Created = r.AsOf
	margin := pdf.Margin{Top: 14, Right: 14, Bottom: 16, Left: 14}
	f := d.Flow(pdf.A4.Landscape(), margin)
	as := m.T("paper.roll.as_of", "date", m.Moment(r.AsOf))
	m.footed(d, margin, m.Text(m.Seminar.Title)+" · "+m.T("paper.roll.title")+" · "+as)
	f.Runs(pdf.P, pdf.Style{Size: 9, Colour: quiet, Leading: 1.2}, m.run(m.Seminar.Title))
	f.Text(pdf.H1, pdf.Style{Size: 20, Colour: ink, Leading: 1.2}, m.T("paper.roll.title"))
	f.Text(pdf.P, pdf.Style{Size: 9, Colour: quiet}, as+" "+m.T("certificate.policy", "name", m.presetName(r.Policy.Preset)))
	if len(r.Sessions) > 0 {
		m.key(f, r)
	}
	f.Break()
	rows := byOrganisation(r.Rows, m.Organisations)
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Person.Organisation == rows[0].Person.Organisation {
			n++
		}
		m.organisation(f, r, rows[:n])
		rows = rows[n:]
	}
	return written(d)
}

// byOrganisation sorts rows by the rank of their organisations, those without one last.
func byOrganisation(rows []roll.Row, organisations map[seminar.ID]seminar.Organisation) []roll.Row {
	rows = slices.Clone(rows)
	rank := func(row roll.Row) (uint, string) {
		o, ok := organisations[row.Person.Organisation]
		if !ok {
			return ^uint(0), ""
		}
		return uint(o.Order) - 1, o.Key
	}
	slices.SortStableFunc(rows, func(a, b roll.Row) int {
		x, k := rank(a)
		y, l := rank(b)
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(k, l), cmp.Compare(a.Person.Organisation, b.Person.Organisation))
	})
	return rows
}

// key says what the letters mean and which session each number is.
func (m Maker) key(f *pdf.Flow, r roll.Roll) {
	var runs []pdf.Run
	for _, mark := range roll.Marks() {
		runs = append(runs, pdf.Run{Text: m.letter(mark), Bold: true, Colour: tint(mark)}, pdf.Run{Text: " " + m.T("mark."+string(mark)) + "     "})
	}
	runs = append(runs, pdf.Run{Text: "–", Bold: true}, pdf.Run{Text: " " + m.T("mark.none")})
	if r.Total.Pending > 0 {
		runs = append(runs, pdf.Run{Text: "     *", Bold: true}, pdf.Run{Text: " " + m.T("mark.pending")})
	}
	f.Text(pdf.H2, pdf.Style{Size: 12, Colour: ink}, m.T("paper.roll.key"))
	f.Runs(pdf.P, pdf.Style{Size: 9.5}, runs...)
	table := pdf.Table{Style: pdf.Style{Size: 8.5, Leading: 1.25}, Shade: wash, Columns: []pdf.Column{
		{Head: m.T("paper.number"), Width: 12, Align: pdf.Right}, {Head: m.T("paper.certificate.when"), Width: 46}, {Head: m.T("paper.certificate.session"), Header: true},
		{Head: m.T("paper.roll.here"), Width: 26, Align: pdf.Right},
	}}
	for i, s := range r.Sessions {
		t := r.BySession[s.ID]
		table.Rows = append(table.Rows, []pdf.Cell{{Runs: []pdf.Run{{Text: strconv.Itoa(i + 1)}}}, {Runs: []pdf.Run{{Text: m.Moment(s.Starts) + "–" + m.Clock(s.Ends)}}},
			{Runs: []pdf.Run{m.run(s.Title)}}, {Runs: []pdf.Run{{Text: here(t)}}}})
	}
	table.Rows = append(table.Rows, []pdf.Cell{{}, {}, {Runs: []pdf.Run{{Text: m.T("paper.sum"), Bold: true}}}, {Runs: []pdf.Run{{Text: here(r.Total), Bold: true}}}})
	f.Table(table)
}

func (m Maker) letter(mark roll.Mark) string { return m.T("mark." + string(mark) + ".letter") }

// tint is the colour that helps to find a mark; its letter says it.
func tint(mark roll.Mark) pdf.Colour {
	switch mark {
	case roll.Absent:
		return pdf.Colour{R: 168, G: 35, B: 29}
	case roll.Late, roll.LeftEarly:
		return pdf.Colour{R: 138, G: 82}
	case roll.Excused, roll.Substituted:
		return quiet
	}
	return pdf.Colour{R: 29, G: 107, B: 60}
}

func here(t roll.Tally) string {
	if t.Sum() == 0 {
		return "–"
	}
	return strconv.Itoa(t.Here()) + "/" + strconv.Itoa(t.Sum())
}

// organisation sets the rows of one organisation, in as many tables as its sessions need.
func (m Maker) organisation(f *pdf.Flow, r roll.Roll, rows []roll.Row) {
	name := m.run(m.Organisations[rows[0].Person.Organisation].Name)
	if name.Text == "" {
		name = pdf.Run{Text: m.T("paper.roll.no_organisation")}
	}
	for from := 0; from == 0 || from < len(r.Sessions); from += across {
		to := min(from+across, len(r.Sessions))
		f.Need(min(30, 16+7*float64(len(rows))))
		f.Runs(pdf.H2, pdf.Style{Size: 11, Colour: m.Accent, Leading: 1.25}, name)
		f.Table(m.part(r, rows, from, to))
	}
}

// part is the table of some sessions; the last one has what the rows come to.
func (m Maker) part(r roll.Roll, rows []roll.Row, from, to int) pdf.Table {
	last := to == len(r.Sessions)
	table := pdf.Table{Style: pdf.Style{Size: 8.5, Leading: 1.25}, Shade: wash, Columns: []pdf.Column{{Head: m.T("paper.name"), Header: true}}}
	posts := to-from <= roomy
	if posts {
		table.Columns[0].Width = 62
		table.Columns = append(table.Columns, pdf.Column{Head: m.T("paper.post")})
	}
	for i := from; i < to; i++ {
		table.Columns = append(table.Columns, pdf.Column{Head: strconv.Itoa(i + 1), Width: 8.2, Align: pdf.Centre})
	}
	if last {
		table.Columns = append(table.Columns, pdf.Column{Head: m.T("paper.roll.here"), Width: 16, Align: pdf.Right}, pdf.Column{Head: m.T("paper.minutes"), Width: 17, Align: pdf.Right})
		if r.Policy.Credited() {
			table.Columns = append(table.Columns, pdf.Column{Head: m.T("paper.credits"), Width: 16, Align: pdf.Right})
		}
	}
	var sum roll.Tally
	var minutes int
	var credits roll.Credit
	totals := make([]roll.Tally, to-from)
	for i := range rows {
		row := &rows[i]
		cells := []pdf.Cell{{Runs: []pdf.Run{m.run(row.Person.Name)}}}
		if posts {
			cells = append(cells, pdf.Cell{Runs: []pdf.Run{m.run(row.Person.Post)}})
		}
		for j := from; j < to; j++ {
			c := &row.Cells[j]
			totals[j-from] = totals[j-from].Plus(count(c))
			cells = append(cells, m.cell(c))
		}
		sum, minutes, credits = sum.Plus(row.Total), minutes+row.Present.Minutes(), credits+row.Credit
		if last {
			cells = append(cells, m.sums(r, row.Total, row.Present.Minutes(), row.Credit, false)...)
		}
		table.Rows = append(table.Rows, cells)
	}
	cells := []pdf.Cell{{Runs: []pdf.Run{{Text: m.T("paper.sum"), Bold: true}}, Shade: wash}}
	if posts {
		cells[0].Span = 2
	}
	for _, t := range totals {
		cells = append(cells, pdf.Cell{Runs: []pdf.Run{{Text: strconv.Itoa(t.Here()), Bold: true}}, Shade: wash})
	}
	if last {
		cells = append(cells, m.sums(r, sum, minutes, credits, true)...)
	}
	table.Rows = append(table.Rows, cells)
	return table
}

// count is the tally of one cell.
func count(c *roll.Cell) (t roll.Tally) {
	switch c.Mark {
	case roll.Present:
		t.Present = 1
	case roll.Late:
		t.Late = 1
	case roll.LeftEarly:
		t.LeftEarly = 1
	}
	return t
}

func (m Maker) cell(c *roll.Cell) pdf.Cell {
	if c.Mark == "" {
		return pdf.Cell{Runs: []pdf.Run{{Text: "–", Colour: faint}}}
	}
	letter := m.letter(c.Mark)
	if c.Pending {
		letter += "*"
	}
	return pdf.Cell{Runs: []pdf.Run{{Text: letter, Colour: tint(c.Mark), Bold: c.Mark != roll.Present}}}
}

func (m Maker) sums(r roll.Roll, t roll.Tally, minutes int, credits roll.Credit, bold bool) []pdf.Cell {
	texts := []string{here(t), strconv.Itoa(minutes)}
	if r.Policy.Credited() {
		texts = append(texts, credits.String())
	}
	cells := pdf.Cells(texts...)
	for i := range cells {
		cells[i].Runs[0].Bold = bold
		if bold {
			cells[i].Shade = wash
		}
	}
	return cells
}
