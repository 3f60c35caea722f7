package seminarfile

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// sheet is people.csv as rows with their lines.
type sheet struct {
	file   string
	header row
	rows   []row
}

// row is one row of cells; cells that the row does not have are empty.
type row struct {
	line  int
	cells []string
	lines []int // where each cell begins
}

func (r row) blank() bool { return strings.TrimSpace(strings.Join(r.cells, "")) == "" }

// readSheet splits the text into rows. Rows without any text are left out. After a
// quote that is not closed the rest cannot be told apart, so reading ends there.
func (b *book) readSheet(file, text string) (s sheet, ok bool) {
	s.file = file
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord = separator(text), -1
	for {
		cells, err := in.Read()
		switch {
		case err == io.EOF:
			if s.header.line == 0 {
				b.fault(spot{file: file}, "file.fault.csv_empty")
			}
			return s, s.header.line > 0
		case err != nil:
			b.broken(file, err)
			return s, false
		case len(s.rows) >= maxPeople:
			b.fault(spot{file: file}, "file.fault.too_many_rows", "limit", maxPeople)
			s.rows = nil
			return s, false
		}
		r := row{cells: cells, lines: make([]int, len(cells))}
		for i := range cells {
			r.lines[i], _ = in.FieldPos(i)
		}
		r.line = r.lines[0]
		switch {
		case r.blank():
		case s.header.line == 0:
			s.header = r
		default:
			s.rows = append(s.rows, r)
		}
	}
}

func (b *book) broken(file string, err error) {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		b.fault(spot{file: file}, "file.fault.csv_quote")
		return
	}
	b.fault(spot{file: file, line: p.StartLine}, "file.fault.csv_quote")
}

// separator finds what stands between the cells: the one of , ; TAB of which the
// first line has most.
func separator(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best, most := ',', strings.Count(first, ",")
	for _, c := range ";\t" {
		if n := strings.Count(first, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}
