package export

import (
	"io"

	"aula/internal/roll"
	"aula/internal/table"
)

// XLSX writes a workbook of two sheets: the delegates with their marks, and the long list. Minutes are numbers, starts are
// dates on the clock of the hall's wall.
func XLSX(out io.Writer, s Sheet, p Printer) error {
	w := newWriter(s, p)
	book, err := table.NewBook()
	if err != nil {
		return err
	}
	defer book.Close()
	if err := w.people(book); err != nil {
		return err
	}
	if err := w.sessions(book); err != nil {
		return err
	}
	return book.Write(out)
}

// people writes a line for each delegate: who, a mark for each session, the totals.
func (w *writer) people(b *table.Book) error {
	who, marks := personal(), roll.Marks()
	var list []table.Column
	head := func(heading string, width float64) { list = append(list, table.Column{Heading: heading, Width: width}) }
	for _, c := range who {
		head(w.say(c.key), c.width)
	}
	for _, s := range w.sheet.Roll.Sessions {
		head(w.Moment(s.Starts)+" "+w.Text(s.Title), 16)
	}
	for _, m := range marks {
		head(w.say("roll.mark."+string(m)), 9)
	}
	head(w.say("roll.column.minutes"), 10)
	policy := w.sheet.Roll.Policy
	if policy.Credited() {
		head(w.say("roll.column.credit"), 10)
	}
	if policy.Ends() {
		head(w.say("roll.column.missed"), 10)
		head(w.say("roll.column.ends"), 60)
	}
	p, err := b.Sheet(w.say("roll.sheet.people"), 2, list)
	if err != nil {
		return err
	}
	for i := range w.sheet.Roll.Rows {
		row := &w.sheet.Roll.Rows[i]
		cells := make([]any, 0, len(list))
		for _, c := range who {
			cells = append(cells, c.value(w, row, 0))
		}
		for j := range row.Cells {
			cells = append(cells, w.mark(&row.Cells[j]))
		}
		for _, m := range marks {
			cells = append(cells, row.Total.Of(m))
		}
		cells = append(cells, row.Present.Minutes())
		if policy.Credited() {
			cells = append(cells, credit(row.Credit))
		}
		if policy.Ends() {
			cells = append(cells, row.Missed, w.why(row.Ends))
		}
		if err := p.Line(cells...); err != nil {
			return err
		}
	}
	return p.Flush()
}

// sessions writes the long list.
func (w *writer) sessions(b *table.Book) error {
	list := columns(w.sheet.Roll.Policy)
	heads := make([]table.Column, len(list))
	for i, c := range list {
		heads[i] = table.Column{Heading: w.say(c.key), Width: c.width}
	}
	p, err := b.Sheet(w.say("roll.sheet.sessions"), 2, heads)
	if err != nil {
		return err
	}
	err = w.each(func(row *roll.Row, session int) error {
		cells := make([]any, len(list))
		for i, c := range list {
			cells[i] = c.value(w, row, session)
		}
		return p.Line(cells...)
	})
	if err != nil {
		return err
	}
	return p.Flush()
}
