// Package caption is what was said, written while it is said: lines in one language, and
// WebVTT of them. It is pure.
package caption

import (
	"encoding/json"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"aula/internal/seminar"
)

// Line is one line of captions. Whoever writes it names it; the same name again is the
// line as it is by then, or as it is corrected.
type Line struct {
	ID       string    `json:"line"`
	Language string    `json:"language"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to,omitzero"` // zero while it is being said
	Text     string    `json:"text"`        // "" takes the line back
}

// Bounds of a line.
const (
	maxText = 300 // characters
	maxID   = 64  // bytes
	oldest  = time.Hour
	ahead   = 5 * time.Second // a clock that is a little fast
)

// Said is one line of a caption track as people or machines send it: a JSON object on a
// line of its own (https://jsonlines.org).
type Said struct {
	Line string    `json:"line"`
	Text string    `json:"text"`
	From time.Time `json:"from"` // absent: when the line came first
	To   time.Time `json:"to"`   // absent: when it was done
	Done bool      `json:"done"` // nothing more comes of it but corrections
}

// Parse reads one JSON line.
func Parse(data []byte) (s Said, err error) {
	if err := json.Unmarshal(data, &s); err != nil {
		return s, seminar.Invalid("error.caption.json").Because(err)
	}
	return s, nil
}

// At returns what was said as a line, when it comes at that moment. Errors are Invalid.
func (s Said) At(now time.Time, language string) (Line, error) {
	l := Line{ID: s.Line, Language: language, From: s.From, To: s.To, Text: seminar.OneLine(s.Text)}
	if l.From.IsZero() {
		l.From = now
	}
	if l.To.IsZero() && s.Done {
		l.To = now
	}
	if l.To.Before(l.From) && !l.To.IsZero() {
		l.To = l.From
	}
	switch {
	case !named(l.ID):
		return l, seminar.Invalid("error.caption.line")
	case utf8.RuneCountInString(l.Text) > maxText:
		return l, seminar.Invalid("error.caption.text", "most", maxText)
	case l.From.After(now.Add(ahead)), l.To.After(now.Add(ahead)), now.Sub(l.From) > oldest:
		return l, seminar.Invalid("error.caption.time")
	}
	l.From, l.To = seminar.Millis(l.From).UTC(), seminar.Millis(l.To).UTC()
	return l, nil
}

func named(id string) bool {
	return id != "" && len(id) <= maxID && strings.IndexFunc(id, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)
	}) < 0
}
