package export

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"aula/internal/roll"
)

// CSV writes the long list as RFC 4180 says: commas, CRLF, quotes where they are
// needed. With bom it begins with a byte order mark, by which Excel knows UTF-8.
//
// Texts that a spreadsheet would take for a formula get an apostrophe before them
// (Safe). XLSX needs none of that: it is the better file for a spreadsheet.
func CSV(out io.Writer, s Sheet, p Printer, bom bool) error {
	w, b := newWriter(s, p), bufio.NewWriter(out)
	if bom {
		b.WriteString("\ufeff")
	}
	list := columns(s.Roll.Policy)
	for i, c := range list {
		field(b, i, w.say(c.key))
	}
	b.WriteString("\r\n")
	err := w.each(func(row *roll.Row, session int) error {
		for i, c := range list {
			field(b, i, w.text(c.value(w, row, session)))
		}
		_, err := b.WriteString("\r\n")
		return err
	})
	if err != nil {
		return err
	}
	return b.Flush() // which tells of every earlier failure too
}

func (w *writer) text(v any) string {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
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
