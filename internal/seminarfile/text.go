package seminarfile

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"aula/internal/seminar"
)

// rule says what a text may be.
type rule struct {
	limit int  // characters
	lines bool // may have several lines
}

var (
	name  = rule{limit: maxName}
	title = rule{limit: maxTitle}
	prose = rule{limit: maxProse, lines: true}
)

// clean brings a text to the form in which it is kept: composed (NFC), without
// blanks at its ends and without bidi controls, which would let a name reorder the
// line it stands in. Control characters and texts that are too long are faults.
func (b *book) clean(at spot, s string, r rule) string {
	if strings.ContainsFunc(s, bidi) {
		b.warn(at, "file.fault.bidi")
		s = strings.Map(func(c rune) rune {
			if bidi(c) {
				return -1
			}
			return c
		}, s)
	}
	s = strings.TrimSpace(norm.NFC.String(strings.ReplaceAll(s, "\r\n", "\n")))
	if n := utf8.RuneCountInString(s); n > r.limit {
		b.fault(at, "file.fault.too_long", "count", n, "limit", r.limit)
		return ""
	}
	for _, c := range s {
		switch {
		case c == '\n' && r.lines:
		case c == '\n', c == '\u2028', c == '\u2029':
			b.fault(at, "file.fault.line_break")
			return ""
		case unicode.IsControl(c):
			b.fault(at, "file.fault.control", "code", fmt.Sprintf("U+%04X", c))
			return ""
		}
	}
	return s
}

func bidi(c rune) bool { return unicode.Is(unicode.Bidi_Control, c) }

// words is a text in one language; nil when it says nothing.
func words(language, s string) seminar.Text {
	if s == "" {
		return nil
	}
	return seminar.Text{language: s}
}

var keyForm = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

// key reads the name of a thing: up to 40 of a-z, 0-9 and -. Capitals are read as
// small letters, so that P017 and p017 are one person.
func (b *book) key(at spot, s string) (string, bool) {
	k := fold(s)
	if k == "" {
		b.fault(at, "file.fault.required")
		return "", false
	}
	if !keyForm.MatchString(k) {
		b.fault(at, "file.fault.key", "value", short(s))
		return "", false
	}
	return k, true
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// short cuts a value to what fits a message.
func short(s string) string { return cut(s, 40) }

func cut(s string, limit int) string {
	runes := []rune(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || bidi(c) {
			return '\uFFFD'
		}
		return c
	}, s))
	if len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return string(runes)
}
