package i18n

import (
	"errors"
	"html/template"
	"strconv"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"

	"aula/internal/seminar"
)

// Printer writes texts, times and errors for one reader.
type Printer struct {
	Lang      string
	Zone      *time.Location
	speak     *goi18n.Localizer
	languages []string
}

// T returns the sentence of a key. Pairs are argument names and values in turn;
// "count" chooses the plural. Times are written as the hour in the printer's zone,
// texts in its language. A key that no catalogue has comes back as it is.
func (p Printer) T(key string, pairs ...any) string {
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return p.Sentence(key, args)
}

// Sentence is T with the arguments in a map.
func (p Printer) Sentence(key string, args map[string]any) string {
	plain := make(map[string]any, len(args))
	var count any
	for name, v := range args {
		if name == "count" {
			count = v
		}
		plain[name] = p.plain(v)
	}
	if p.speak == nil {
		return key
	}
	s, err := p.speak.Localize(&goi18n.LocalizeConfig{MessageID: key, TemplateData: plain, PluralCount: count})
	if err != nil && s == "" {
		return key
	}
	return s
}

func (p Printer) plain(v any) any {
	switch v := v.(type) {
	case time.Time:
		return p.Clock(v)
	case time.Duration:
		return strconv.Itoa(int(v / time.Minute))
	case seminar.Text:
		return p.Text(v)
	}
	return v
}

// Text returns a content text in the reader's language, or the nearest there is.
func (p Printer) Text(t seminar.Text) string { return t.In(p.languages...) }

// Best is Text, and says which language it found.
func (p Printer) Best(t seminar.Text) (language, s string) { return t.Best(p.languages...) }

// Span is Text as HTML with its language and direction marked.
func (p Printer) Span(t seminar.Text) template.HTML {
	lang, s := t.Best(p.languages...)
	if s == "" {
		return ""
	}
	if lang == p.Lang {
		return template.HTML(`<span dir="auto">` + template.HTMLEscapeString(s) + `</span>`)
	}
	return template.HTML(`<span lang="` + template.HTMLEscapeString(lang) + `" dir="auto">` + template.HTMLEscapeString(s) + `</span>`)
}

// Clock writes the hour and minute: 09:30.
func (p Printer) Clock(t time.Time) string { return t.In(p.Zone).Format("15:04") }

// Date writes a day with its weekday: Monday, 23 November 2026; 2026年11月23日 星期一.
func (p Printer) Date(t time.Time) string {
	t = t.In(p.Zone)
	if p.Lang == seminar.Chinese {
		return t.Format("2006年1月2日") + " " + p.T("weekday."+strconv.Itoa(int(t.Weekday())))
	}
	return p.T("weekday."+strconv.Itoa(int(t.Weekday()))) + t.Format(", 2 ") + p.T("month."+strconv.Itoa(int(t.Month()))) + t.Format(" 2006")
}

// Moment writes a day and hour: 2026-11-23 09:30.
func (p Printer) Moment(t time.Time) string { return t.In(p.Zone).Format("2006-01-02 15:04") }

// Error returns what a person should read about a failure, and never its cause.
func (p Printer) Error(err error) string {
	var e *seminar.Error
	if !errors.As(err, &e) {
		return p.T("error.internal")
	}
	return p.Sentence(e.Key, e.Args)
}
