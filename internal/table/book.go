package table

import (
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"
)

// Book is a workbook of one sheet or several. Cells have types: a text is a text, whatever it begins with, and nothing is ever
// a formula; numbers are numbers, times are dates.
type Book struct {
	file       *excelize.File
	head, date int // styles
	sheets     int
}

// NewBook begins a workbook. It is to be closed.
func NewBook() (*Book, error) {
	b := &Book{file: excelize.NewFile()}
	var err error
	b.head, err = b.file.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
		Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}},
	})
	if err != nil {
		return nil, fmt.Errorf("workbook: %w", err)
	}
	format := "yyyy-mm-dd hh:mm"
	if b.date, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return nil, fmt.Errorf("workbook: %w", err)
	}
	return b, nil
}

// Column is the heading of a column and its width in characters.
type Column struct {
	Heading string
	Width   float64
}

// Sheet is one sheet, written line by line; its first line and columns stay in view.
type Sheet struct {
	book   *Book
	name   string
	stream *excelize.StreamWriter
	line   int
}

// Sheet begins a sheet with its headings; keep is how many columns stay in view.
func (b *Book) Sheet(name string, keep int, columns []Column) (*Sheet, error) {
	s := &Sheet{book: b, name: name}
	return s, s.failed(s.open(keep, columns))
}

func (s *Sheet) open(keep int, columns []Column) (err error) {
	b := s.book
	if b.sheets++; b.sheets == 1 {
		err = b.file.SetSheetName("Sheet1", s.name)
	} else {
		_, err = b.file.NewSheet(s.name)
	}
	if err != nil {
		return err
	}
	if s.stream, err = b.file.NewStreamWriter(s.name); err != nil {
		return err
	}
	for i, c := range columns {
		if err := s.stream.SetColWidth(i+1, i+1, c.Width); err != nil {
			return err
		}
	}
	corner, err := excelize.CoordinatesToCellName(keep+1, 2)
	if err != nil {
		return err
	}
	if err := s.stream.SetPanes(&excelize.Panes{Freeze: true, XSplit: keep, YSplit: 1, TopLeftCell: corner, ActivePane: "bottomRight"}); err != nil {
		return err
	}
	head := make([]any, len(columns))
	for i, c := range columns {
		head[i] = excelize.Cell{StyleID: b.head, Value: c.Heading}
	}
	return s.write(head)
}

// Wall returns the time that a clock on the wall shows in a zone: spreadsheets know no zones.
func Wall(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// Line writes one line.
func (s *Sheet) Line(cells ...any) error {
	for i, v := range cells {
		if t, ok := v.(time.Time); ok {
			cells[i] = excelize.Cell{StyleID: s.book.date, Value: t}
		}
	}
	return s.failed(s.write(cells))
}

func (s *Sheet) write(cells []any) error {
	s.line++
	corner, err := excelize.CoordinatesToCellName(1, s.line)
	if err != nil {
		return err
	}
	return s.stream.SetRow(corner, cells)
}

// Flush ends the sheet.
func (s *Sheet) Flush() error { return s.failed(s.stream.Flush()) }

func (s *Sheet) failed(err error) error {
	if err != nil {
		return fmt.Errorf("workbook, sheet %q: %w", s.name, err)
	}
	return nil
}

// Write writes the workbook.
func (b *Book) Write(out io.Writer) error {
	if err := b.file.Write(out); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	return nil
}

// Close frees what the workbook has taken.
func (b *Book) Close() error { return b.file.Close() }
