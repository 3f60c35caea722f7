// Package export writes a roll as files that leave Aula: CSV and XLSX for people, in
// their language, JSON for programs.
package export

import (
	"strings"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/table"
)

// Printer writes for one reader, in their language and in the seminar's zone.
type Printer interface {
	Sentence(key string, args map[string]any) string // the catalogue's sentence
	Text(seminar.Text) string                        // a content text
	Clock(time.Time) string                          // 09:30
	Moment(time.Time) string                         // 2026-11-23 09:30
}

// Sheet is what is written.
type Sheet struct {
	Roll          roll.Roll
	Seminar       *programme.Seminar
	Organisations []seminar.Organisation
}

// column is one column of the long list: a line for each delegate in each session.
type column struct {
	key   string // of its heading
	width float64
	value func(*writer, *roll.Row, int) any // string, int or time.Time (of the wall clock)
}

// columns returns the columns of the long list under a policy. Minutes are whole and rounded down, as
// in the reasons; JSON has the seconds.
func columns(p roll.Policy) []column {
	all := append(personal(),
		column{"roll.column.session", 28, func(w *writer, _ *roll.Row, i int) any { return w.Text(w.sheet.Roll.Sessions[i].Title) }},
		column{"roll.column.starts", 17, func(w *writer, _ *roll.Row, i int) any { return w.wall(w.sheet.Roll.Sessions[i].Starts) }},
		column{"roll.column.attended", 18, func(w *writer, r *roll.Row, i int) any { return w.place(r.Cells[i].Place) }},
		column{"roll.column.mark", 14, func(w *writer, r *roll.Row, i int) any { return w.mark(&r.Cells[i]) }},
		column{"roll.column.minutes", 10, func(_ *writer, r *roll.Row, i int) any { return r.Cells[i].Present.Minutes() }},
		column{"roll.column.stays", 32, func(w *writer, r *roll.Row, i int) any { return w.stays(r.Cells[i].Stays) }},
		column{"roll.column.why", 80, func(w *writer, r *roll.Row, i int) any { return w.why(r.Cells[i].Why) }},
	)
	if p.Credited() {
		all = append(all, column{"roll.column.credit", 10, func(_ *writer, r *roll.Row, i int) any { return credit(r.Cells[i].Credit) }})
	}
	return all
}

// credit writes credits as a number.
func credit(c roll.Credit) float64 { return float64(c) / 100 }

// personal returns the columns that say who it is.
func personal() []column {
	return []column{
		{"roll.column.key", 12, func(_ *writer, r *roll.Row, _ int) any { return r.Person.Key }},
		{"roll.column.name", 18, func(w *writer, r *roll.Row, _ int) any { return w.Text(r.Person.Name) }},
		{"roll.column.organisation", 28, func(w *writer, r *roll.Row, _ int) any { return w.Text(w.organisations[r.Person.Organisation]) }},
		{"roll.column.post", 18, func(w *writer, r *roll.Row, _ int) any { return w.Text(r.Person.Post) }},
		{"roll.column.level", 12, func(w *writer, r *roll.Row, _ int) any { return w.level(r.Person.Level) }},
		{"roll.column.place", 18, func(w *writer, r *roll.Row, _ int) any { return w.place(r.Person.Place) }},
	}
}

// writer puts the words of the roll into the reader's language.
type writer struct {
	Printer
	sheet         Sheet
	zone          *time.Location
	organisations map[seminar.ID]seminar.Text
	places        map[seminar.ID]string
}

func newWriter(s Sheet, p Printer) *writer {
	w := &writer{
		Printer: p, sheet: s, zone: s.Seminar.Location(),
		organisations: make(map[seminar.ID]seminar.Text, len(s.Organisations)),
		places:        make(map[seminar.ID]string, len(s.Seminar.Places)),
	}
	for _, o := range s.Organisations {
		w.organisations[o.ID] = o.Name
	}
	for _, place := range s.Seminar.Places {
		w.places[place.ID] = p.Text(place.Name)
	}
	return w
}

func (w *writer) say(key string) string { return w.Sentence(key, nil) }

func (w *writer) place(id seminar.ID) string {
	if name := w.places[id]; name != "" {
		return name
	}
	return string(id)
}

func (w *writer) level(key string) string {
	if key == "" {
		return ""
	}
	return w.Text(w.sheet.Seminar.LevelName(key))
}

func (w *writer) wall(t time.Time) time.Time { return table.Wall(t, w.zone) }

func (w *writer) mark(c *roll.Cell) string {
	switch {
	case c.Mark == "":
		return w.say("roll.mark.none")
	case c.Pending:
		return w.say("roll.mark."+string(c.Mark)) + " (" + w.say("roll.mark.pending") + ")"
	}
	return w.say("roll.mark." + string(c.Mark))
}

// stays writes "08:52-11:20 Branch hall 2"; an end that nobody saw has a question mark.
func (w *writer) stays(list []roll.Stay) string {
	parts := make([]string, len(list))
	for i, s := range list {
		end := w.Clock(s.To)
		switch s.End {
		case roll.EndAssumed:
			end += "?"
		case roll.EndOpen:
			end = ""
		}
		parts[i] = w.Clock(s.From) + "–" + end + " " + w.place(s.Place)
	}
	return strings.Join(parts, between)
}

// between stands between the stays of a cell.
const between = "; "

func (w *writer) why(list []roll.Reason) string {
	parts := make([]string, len(list))
	for i, r := range list {
		parts[i] = w.Sentence(r.Key, r.Args())
	}
	return strings.Join(parts, " ")
}

// each calls line for every delegate in every session, session by session.
func (w *writer) each(line func(row *roll.Row, session int) error) error {
	for i := range w.sheet.Roll.Sessions {
		for j := range w.sheet.Roll.Rows {
			if err := line(&w.sheet.Roll.Rows[j], i); err != nil {
				return err
			}
		}
	}
	return nil
}
