package web

import (
	"fmt"
	"strings"
	"time"

	"aula/internal/floor"
	"aula/internal/table"
	"aula/internal/web/page"
)

// minutesTable is one kind of what stands in the minutes, as lines.
type minutesTable struct {
	name    string // of its file; its sheet is called what the page calls it
	columns []string
	lines   func(c *call, m floor.Minutes, line func(...any))
}

// The tables of the minutes.
var (
	turnTable     = minutesTable{"turns", []string{"session", "given", "person", "organisation", "place", "waited", "lasted", "limit", "same", "why"}, (*call).turnLines}
	pollTable     = minutesTable{"polls", []string{"session", "poll", "round", "secret", "voters", "answer", "count"}, (*call).pollLines}
	questionTable = minutesTable{"questions", []string{"session", "asked", "question", "person", "organisation", "place", "votes_column", "state", "answer", "owner", "due"}, (*call).questionLines}
	ideaTable     = minutesTable{"ideas", []string{"session", "round_title", "idea", "person", "agreement", "place", "agree", "disagree", "pass", "organisations"}, (*call).ideaLines}
	groupTable    = minutesTable{"groups", []string{"session", "group", "convener", "recorder", "members", "point"}, (*call).groupLines}
)

// turnLines has a line for each turn; times are whole seconds.
func (c *call) turnLines(m floor.Minutes, line func(...any)) {
	for _, t := range m.Turns {
		line(c.Text(m.Title), t.Given, c.Text(t.Person.Name), c.Text(t.Person.Organisation), c.Text(c.placeOf(t.Place)),
			int(t.Waited().Seconds()), int(t.Lasted().Seconds()), t.Seconds, t.Same, t.Why)
	}
}

// pollLines has a line for each option or answer of a poll, and for each hall whose steward has counted heads.
func (c *call) pollLines(m floor.Minutes, line func(...any)) {
	for _, p := range m.Polls {
		for _, b := range page.PollBars(p) {
			line(c.Text(m.Title), c.Text(p.Title), p.Round, p.Secret, p.Result.Voters, c.barName(b), b.Count)
		}
		for _, h := range p.Heads {
			line(c.Text(m.Title), c.Text(p.Title), p.Round, "", "", c.Text(c.placeOf(h.Place))+": "+c.Text(h.By.Name), strings.Trim(fmt.Sprint(h.Counts), "[]"))
		}
	}
}

// questionLines has a line for each question.
func (c *call) questionLines(m floor.Minutes, line func(...any)) {
	for _, q := range m.Questions {
		var who, owner floor.Who
		if q.Person != nil {
			who = *q.Person
		}
		if q.Owner != nil {
			owner = *q.Owner
		}
		line(c.Text(m.Title), q.Asked, c.Text(q.Text), c.Text(who.Name), c.Text(who.Organisation), c.Text(c.placeOf(q.Place)),
			q.Votes, c.T("page.minutes.state."+string(q.Stage)), c.Text(q.Answer), c.Text(owner.Name), q.Due)
	}
}

// ideaLines has a line for each idea, and one for each place of it.
func (c *call) ideaLines(m floor.Minutes, line func(...any)) {
	for _, r := range m.Ideas {
		for _, i := range page.ReceivedIdeas(r, c.book.Seminar.Places) {
			var who floor.Who
			if i.Person != nil {
				who = *i.Person
			}
			row := func(place, organisations string, o floor.Opinions) {
				line(c.Text(m.Title), c.Text(r.Title), c.Text(i.Text), c.Text(who.Name), c.T("idea.agreement."+string(i.Agreement)), place, o.Agree, o.Disagree, o.Pass, organisations)
			}
			of := ""
			if i.Organisations > 0 {
				of = c.T("page.minutes.of", "n", i.Agreeing, "of", i.Organisations)
			}
			if i.Agreement == floor.Few {
				line(c.Text(m.Title), c.Text(r.Title), c.Text(i.Text), c.Text(who.Name), c.T("idea.agreement."+string(i.Agreement)), "", "", "", "", "")
				continue
			}
			row("", of, i.Opinions)
			for _, p := range i.Places {
				place := c.Text(p.Place)
				if p.Place == nil {
					place = c.T(p.Key())
				}
				row(place, "", p.Opinions)
			}
		}
	}
}

// groupLines has a line for each point that a group found.
func (c *call) groupLines(m floor.Minutes, line func(...any)) {
	for _, g := range m.Groups {
		for _, p := range g.Points {
			line(c.Text(m.Title), g.Number, c.nameOf(g.Convener), c.nameOf(g.Recorder), len(g.Members), c.Text(p.Text))
		}
	}
}

// sendMinutesTable sends one of the tables as CSV.
func sendMinutesTable(t minutesTable) func(*call) error {
	return func(c *call) error {
		all, err := c.minutes()
		if err != nil {
			return err
		}
		c.file(t.name, "csv")
		out := table.NewCSV(c.w, false)
		headings := make([]any, len(t.columns))
		for i, key := range t.columns {
			headings[i] = c.T("page.minutes." + key)
		}
		_ = out.Line(headings...) // Flush tells of every failure
		for _, m := range all {
			t.lines(c, m, func(cells ...any) {
				for i, v := range cells {
					if at, ok := v.(time.Time); ok {
						cells[i] = at.Format(time.RFC3339)
					}
				}
				_ = out.Line(cells...)
			})
		}
		return out.Flush()
	}
}

// sendMinutesBook sends all tables as sheets of one workbook.
func sendMinutesBook(c *call) error {
	all, err := c.minutes()
	if err != nil {
		return err
	}
	book, err := table.NewBook()
	if err != nil {
		return err
	}
	defer book.Close()
	for _, t := range []minutesTable{turnTable, pollTable, questionTable, ideaTable, groupTable} {
		if err := c.sheet(book, t, all); err != nil {
			return err
		}
	}
	c.file("minutes", "xlsx")
	return book.Write(c.w)
}

// sheet adds a table to a workbook. Its times are those of the clock on the wall: a spreadsheet knows no zones.
func (c *call) sheet(book *table.Book, t minutesTable, all []floor.Minutes) error {
	var columns []table.Column
	for _, key := range t.columns {
		columns = append(columns, table.Column{Heading: c.T("page.minutes." + key), Width: 20})
	}
	s, err := book.Sheet(c.T("page.minutes.sheet."+t.name), 1, columns)
	if err != nil {
		return err
	}
	var failed error
	for _, m := range all {
		t.lines(c, m, func(cells ...any) {
			for i, v := range cells {
				if at, ok := v.(time.Time); ok {
					cells[i] = table.Wall(at, c.book.Seminar.Location())
				}
			}
			if err := s.Line(cells...); err != nil {
				failed = err
			}
		})
	}
	if failed != nil {
		return failed
	}
	return s.Flush()
}

// file says that a file of the seminar follows.
func (c *call) file(name, format string) {
	h := c.w.Header()
	h.Set("Content-Type", rollTypes[format])
	h.Set("Content-Disposition", `attachment; filename="`+name+"-"+c.book.Seminar.Key+"."+format+`"`)
}
