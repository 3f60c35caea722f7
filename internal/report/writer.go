package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"aula/internal/i18n"
	"aula/internal/programme"
	"aula/internal/seminar"
)

// writer tells the facts in one language. Every sentence comes from the catalogues.
type writer struct {
	p       i18n.Printer
	facts   *facts
	numbers []Number
}

// paragraphs is a section in one language.
type paragraphs struct {
	heading string
	text    []string
}

func (p paragraphs) String() string { return strings.Join(p.text, "\n\n") }

func (w writer) sections() []paragraphs {
	var all []paragraphs
	add := func(heading string, text ...string) {
		text = slices.DeleteFunc(text, func(s string) bool { return s == "" })
		if len(text) > 0 {
			all = append(all, paragraphs{heading, text})
		}
	}
	add(w.p.T("report.heading.opening"), w.ceremonies(programme.Opening)...)
	for _, d := range w.facts.days() {
		add(w.p.T("report.heading.day", "number", d.Number, "date", w.p.Date(d.Date)), w.day(d)...)
	}
	add(w.p.T("report.heading.discussion"), w.discussion()...)
	add(w.p.T("report.heading.closing"), w.ceremonies(programme.Closing)...)
	add(w.p.T("report.heading.figures"), w.duration(), w.participation())
	return all
}

// prose joins sentences as the language writes them.
func (w writer) prose(sentences ...string) string {
	sentences = slices.DeleteFunc(sentences, func(s string) bool { return s == "" })
	if w.p.Lang == seminar.Chinese {
		return strings.Join(sentences, "")
	}
	return strings.Join(sentences, " ")
}

// list joins names: A, B and C.
func (w writer) list(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], w.p.T("report.list.comma")) + w.p.T("report.list.and") + names[last]
}

// number writes a small number in a word, where the language does that.
func (w writer) number(n int) string {
	if n < 2 || n > 10 {
		return strconv.Itoa(n)
	}
	return w.p.T("report.number." + strconv.Itoa(n))
}

// person names somebody with their office, as far as it is known.
func (w writer) person(id seminar.ID) string {
	p := w.facts.people[id]
	return w.named(p.Name, p.Post, w.facts.organisations[p.Organisation].Name)
}

func (w writer) named(name, post, organisation seminar.Text) string {
	key := "report.person.plain"
	switch {
	case !post.IsZero() && !organisation.IsZero():
		key = "report.person.full"
	case !post.IsZero():
		key = "report.person.post"
	case !organisation.IsZero():
		key = "report.person.organisation"
	}
	return w.p.T(key, "name", name, "post", post, "organisation", organisation)
}

func (w writer) people(ids []seminar.ID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = w.person(id)
	}
	return w.list(names)
}

// date writes a day without its weekday; period, from one day to another.
func (w writer) date(t time.Time) string { return w.p.T("report.date.day", w.parts(t, t)...) }

func (w writer) period(from, to time.Time) string {
	key := "report.date.on"
	a, b := from.In(w.p.Zone), to.In(w.p.Zone)
	switch {
	case a.Year() != b.Year():
		key = "report.date.years"
	case a.Month() != b.Month():
		key = "report.date.months"
	case a.Day() != b.Day():
		key = "report.date.days"
	}
	return w.p.T(key, w.parts(from, to)...)
}

func (w writer) parts(from, to time.Time) []any {
	a, b := from.In(w.p.Zone), to.In(w.p.Zone)
	month := func(t time.Time) string { return w.p.T("month." + strconv.Itoa(int(t.Month()))) }
	return []any{"day", a.Day(), "month", month(a), "year", a.Year(), "until_day", b.Day(), "until_month", month(b), "until_year", b.Year()}
}

// length writes minutes as hours and minutes.
func (w writer) length(minutes int) string {
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return w.p.T("report.length.minutes", "count", m)
	case m == 0:
		return w.p.T("report.length.hours", "count", h)
	}
	return w.p.T("report.length.both", "hours", w.p.T("report.length.hours", "count", h), "minutes", w.p.T("report.length.minutes", "count", m))
}
