package pdf

import (
	"cmp"
	"fmt"
	"slices"
)

// Table is a table that flows over pages, with its headings on each of them.
type Table struct {
	Columns []Column
	Rows    [][]Cell // a row may be shorter than the table; the rest is left empty
	Style   Style    // of all cells; the columns say the sides
	Height  float64  // the least height of a row in millimetres: room to sign
	Grid    bool     // lines between columns too, not only between rows
	Shade   Colour   // behind the headings; black is none
}

// Column is a column of a table.
type Column struct {
	Head   string
	Width  float64 // millimetres; columns of 0 share what is left of the flow's width
	Align  Align
	Header bool // its cells head their rows: the name on a roll
}

// Cell is a cell of a table.
type Cell struct {
	Runs   []Run
	Span   int    // over how many columns; 0 is 1
	Header bool   // it heads its row
	Shade  Colour // behind it; black is none
}

// Cells returns plain cells.
func Cells(texts ...string) []Cell {
	list := make([]Cell, len(texts))
	for i, s := range texts {
		list[i].Runs = []Run{{Text: s}}
	}
	return list
}

// Space within a cell, and the thickness of lines, in millimetres.
const (
	padX  = 1.5
	padY  = 0.8
	thick = 0.2
)

// rule is the colour of the lines of a table.
var rule = Grey(120)

// Table writes a table. It fails the document when a row has more cells than the table
// columns, or the columns leave no room.
func (f *Flow) Table(table Table) {
	w := tableWriter{Flow: f, Table: table, style: table.Style.of(P)}
	w.widths = columnWidths(table.Columns, f.width())
	if slices.ContainsFunc(w.widths, func(mm float64) bool { return mm <= 2*padX }) {
		f.doc.fail(fmt.Errorf("a table on page %d is too wide: its columns have %.1f mm", f.page.number+1, w.widths))
		return
	}
	w.write()
	f.Space(0.5 * w.line())
}

func columnWidths(columns []Column, all float64) []float64 {
	open := 0
	for _, c := range columns {
		if all -= c.Width; c.Width == 0 {
			open++
		}
	}
	widths := make([]float64, len(columns))
	for i, c := range columns {
		if widths[i] = c.Width; c.Width == 0 {
			widths[i] = all / float64(open)
		}
	}
	return widths
}

// tableWriter writes one table.
type tableWriter struct {
	*Flow
	Table
	style  Style
	widths []float64
	heads  *tableRow // nil when no column has a heading
}

func (w *tableWriter) line() float64 { return w.style.line() / points }

func (w *tableWriter) write() {
	table := w.doc.element("Table")
	if lang := w.style.Lang; lang != "" && lang != w.doc.language {
		table.lang = lang
	}
	if slices.ContainsFunc(w.Columns, func(c Column) bool { return c.Head != "" }) {
		w.heads = w.headings()
		w.Need(w.heads.height() + max(w.Height, w.line()+2*padY))
		w.heads.enter(table.add("THead"))
		w.row(w.heads, w.heads.lines)
		w.heads.repeated()
	} else {
		w.top()
	}
	body := table.add("TBody")
	for _, cells := range w.Rows {
		if row := w.lay(cells); row != nil {
			row.enter(body)
			w.place(row)
		}
	}
}

// place writes a row on this page or the next, or on several when it is higher than a page.
func (w *tableWriter) place(row *tableRow) {
	for row.done < row.lines {
		n := min(fitting(w.Rest().H-2*padY, w.line()), row.lines-row.done)
		whole := row.done == 0 && row.height() <= w.Rest().H
		if !whole && (n == 0 || row.done == 0 && row.height() <= w.full()) && !w.started() {
			w.next()
			continue
		}
		if whole {
			n = row.lines
		}
		w.row(row, max(n, 1))
	}
}

// full returns the height that rows have on a page of their own.
func (w *tableWriter) full() float64 {
	return w.size.H - w.margin.Top - w.margin.Bottom - w.headHeight()
}

func (w *tableWriter) headHeight() float64 {
	if w.heads == nil {
		return 0
	}
	return w.heads.height()
}

// started reports whether the page holds nothing yet but the headings of this table.
func (w *tableWriter) started() bool { return w.y <= w.margin.Top+w.headHeight() }

// next begins a page, with the headings once more.
func (w *tableWriter) next() {
	w.Break()
	if w.heads == nil {
		w.top()
		return
	}
	w.heads.done = 0
	w.row(w.heads, w.heads.lines)
}

// top draws the upper edge of a table that has no headings.
func (w *tableWriter) top() {
	w.page.Line(w.margin.Left, w.y, w.margin.Left+w.total(), w.y, thick, rule)
}

func (w *tableWriter) total() float64 {
	sum := 0.0
	for _, mm := range w.widths {
		sum += mm
	}
	return sum
}

// headings lays the first row.
func (w *tableWriter) headings() *tableRow {
	row := &tableRow{lines: 1, line: w.line()}
	x := w.margin.Left
	for i, c := range w.Columns {
		style := w.style
		style.Bold, style.Align = true, c.Align
		row.add(tableCell{x: x, width: w.widths[i], shade: w.Shade, role: "TH", attrs: "/O/Table/Scope/Column",
			text: w.doc.lay(style, w.widths[i]-2*padX, []Run{{Text: c.Head}})})
		x += w.widths[i]
	}
	return row
}

// lay lays a row. It returns nil and fails the document when there are too many cells.
func (w *tableWriter) lay(cells []Cell) *tableRow {
	row := &tableRow{lines: 1, line: w.line(), least: w.Height}
	x, column := w.margin.Left, 0
	for i := 0; column < len(w.Columns) || i < len(cells); i++ {
		var c Cell
		if i < len(cells) {
			c = cells[i]
		}
		span := cmp.Or(c.Span, 1)
		if column+span > len(w.Columns) {
			w.doc.fail(fmt.Errorf("a row on page %d has more cells than its table has columns, %d", w.page.number+1, len(w.Columns)))
			return nil
		}
		cell := tableCell{x: x, shade: c.Shade, role: "TD", attrs: "/O/Table"}
		for _, mm := range w.widths[column : column+span] {
			cell.width += mm
		}
		if c.Header || w.Columns[column].Header {
			cell.role, cell.attrs = "TH", "/O/Table/Scope/Row"
		}
		if span > 1 {
			cell.attrs += fmt.Sprintf("/ColSpan %d", span)
		} else if cell.role == "TD" {
			cell.attrs = ""
		}
		style := w.style
		style.Align = w.Columns[column].Align
		if len(c.Runs) == 0 {
			c.Runs = []Run{{}}
		}
		cell.text = w.doc.lay(style, cell.width-2*padX, c.Runs)
		row.add(cell)
		x, column = x+cell.width, column+span
	}
	return row
}
