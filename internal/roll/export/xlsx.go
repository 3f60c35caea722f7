package export

import (
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"aula/internal/roll"
)

// XLSX writes a workbook of two sheets: the delegates with their marks, and the long
// list. Cells have types: a text is a text, whatever it begins with, and nothing is
// ever a formula; minutes are numbers, starts are dates on the clock of the hall's wall.
func XLSX(out io.Writer, s Sheet, p Printer) error {
	w, f := newWriter(s, p), excelize.NewFile()
	defer f.Close()
	book, err := newBook(f)
	if err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	people, sessions := w.say("roll.sheet.people"), w.say("roll.sheet.sessions")
	if err := f.SetSheetName("Sheet1", people); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	if _, err := f.NewSheet(sessions); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	if err := w.people(book, people); err != nil {
		return fmt.Errorf("workbook, sheet %q: %w", people, err)
	}
	if err := w.sessions(book, sessions); err != nil {
		return fmt.Errorf("workbook, sheet %q: %w", sessions, err)
	}
	return f.Write(out)
}

// book is the file with its styles.
type book struct {
	file       *excelize.File
	head, date int
}

func newBook(f *excelize.File) (book, error) {
	b := book{file: f}
	var err error
	b.head, err = f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
		Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}},
	})
	if err != nil {
		return b, err
	}
	format := "yyyy-mm-dd hh:mm"
	b.date, err = f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	return b, err
}

// page is one sheet, written line by line; its first line and columns stay in view.
type page struct {
	book
	stream *excelize.StreamWriter
	line   int
}

// open begins a sheet with its headings.
func (b book) open(sheet string, keep int, headings []string, widths []float64) (*page, error) {
	stream, err := b.file.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	for i, width := range widths {
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	corner, err := excelize.CoordinatesToCellName(keep+1, 2)
	if err != nil {
		return nil, err
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, XSplit: keep, YSplit: 1, TopLeftCell: corner, ActivePane: "bottomRight"}); err != nil {
		return nil, err
	}
	p := &page{book: b, stream: stream}
	cells := make([]any, len(headings))
	for i, h := range headings {
		cells[i] = excelize.Cell{StyleID: b.head, Value: h}
	}
	return p, p.write(cells)
}

// write adds a line of strings, ints and times.
func (p *page) write(cells []any) error {
	p.line++
	for i, v := range cells {
		if t, ok := v.(time.Time); ok {
			cells[i] = excelize.Cell{StyleID: p.date, Value: t}
		}
	}
	corner, err := excelize.CoordinatesToCellName(1, p.line)
	if err != nil {
		return err
	}
	return p.stream.SetRow(corner, cells)
}

// people writes a line for each delegate: who, a mark for each session, the totals.
func (w *writer) people(b book, sheet string) error {
	who, marks := personal(), roll.Marks()
	var headings []string
	var widths []float64
	for _, c := range who {
		headings, widths = append(headings, w.say(c.key)), append(widths, c.width)
	}
	for _, s := range w.sheet.Roll.Sessions {
		headings, widths = append(headings, w.Moment(s.Starts)+" "+w.Text(s.Title)), append(widths, 16)
	}
	for _, m := range marks {
		headings, widths = append(headings, w.say("roll.mark."+string(m))), append(widths, 9)
	}
	headings, widths = append(headings, w.say("roll.column.minutes")), append(widths, 10)
	policy := w.sheet.Roll.Policy
	if policy.Credited() {
		headings, widths = append(headings, w.say("roll.column.credit")), append(widths, 10)
	}
	if policy.Ends() {
		headings, widths = append(headings, w.say("roll.column.missed"), w.say("roll.column.ends")), append(widths, 10, 60)
	}
	p, err := b.open(sheet, 2, headings, widths)
	if err != nil {
		return err
	}
	for i := range w.sheet.Roll.Rows {
		row := &w.sheet.Roll.Rows[i]
		cells := make([]any, 0, len(headings))
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
		if err := p.write(cells); err != nil {
			return err
		}
	}
	return p.stream.Flush()
}

// sessions writes the long list.
func (w *writer) sessions(b book, sheet string) error {
	list := columns(w.sheet.Roll.Policy)
	headings, widths := make([]string, len(list)), make([]float64, len(list))
	for i, c := range list {
		headings[i], widths[i] = w.say(c.key), c.width
	}
	p, err := b.open(sheet, 2, headings, widths)
	if err != nil {
		return err
	}
	err = w.each(func(row *roll.Row, session int) error {
		cells := make([]any, len(list))
		for i, c := range list {
			cells[i] = c.value(w, row, session)
		}
		return p.write(cells)
	})
	if err != nil {
		return err
	}
	return p.stream.Flush()
}
