// Package table writes tables that leave Aula for spreadsheets: as CSV, and as sheets of a workbook. Cells are strings, ints,
// float64s, bools and times of the clock on the wall.
package table

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// CSV writes lines as RFC 4180 says: commas, CRLF, quotes where they are needed.
//
// Texts that a spreadsheet would take for a formula get an apostrophe before them (Safe). A workbook needs none of that: it is
// the better file for a spreadsheet.
type CSV struct{ b *bufio.Writer }

// NewCSV begins a table. With bom it begins with a byte order mark, by which Excel knows UTF-8.
func NewCSV(out io.Writer, bom bool) *CSV {
	c := &CSV{bufio.NewWriter(out)}
	if bom {
		c.b.WriteString("\ufeff")
	}
	return c
}

// Line writes one line.
func (c *CSV) Line(cells ...any) error {
	for i, v := range cells {
		field(c.b, i, text(v))
	}
	_, err := c.b.WriteString("\r\n")
	return err
}

// Flush writes what is left, and tells of every earlier failure too.
func (c *CSV) Flush() error { return c.b.Flush() }

func text(v any) string {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return v.Format("2006-01-02 15:04")
	}
	return Safe(v.(string))
}

// field writes one field. encoding/csv is not used for it, because with CRLF it drops
// a lone CR, and what a person wrote is to be kept.
func field(b *bufio.Writer, i int, s string) {
	if i > 0 {
		b.WriteByte(',')
	}
	if !strings.ContainsAny(s, ",;\t\"\r\n") && s == strings.TrimSpace(s) {
		b.WriteString(s)
		return
	}
	b.WriteByte('"')
	b.WriteString(strings.ReplaceAll(s, `"`, `""`))
	b.WriteByte('"')
}

// Safe returns the text with an apostrophe before it when a spreadsheet might take it
// for a formula: when it begins with = + - @, TAB, CR, LF or NUL, or with = + - @ in
// their full-width forms, also after spaces and characters that cannot be seen
// (OWASP ASVS 1.2.10). A text that begins with an apostrophe gets one too, so that
// taking one away always gives back what was written.
func Safe(s string) string {
	rest := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf) })
	first, _ := utf8.DecodeRuneInString(rest)
	start, _ := utf8.DecodeRuneInString(s)
	if (rest != "" && strings.ContainsRune("=+-@＝＋－＠", first)) || (s != "" && strings.ContainsRune("\t\r\n\x00'", start)) {
		return "'" + s
	}
	return s
}
