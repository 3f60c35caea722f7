package seminarfile

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Write writes a plan to the two files. Reading them again gives the same plan, and
// writing that the same bytes. What no file says is not written: the ids (Read is
// told them), a session's Sequence and Updated, and the seminar's Release.
func Write(p *Plan) (seminarTOML, peopleCSV []byte) {
	w := naming(p)
	w.seminar()
	w.policy()
	w.levels()
	w.places()
	w.organisations()
	for _, s := range p.Seminar.Sessions {
		w.session(s)
	}
	return []byte(w.out.String()), w.people()
}

// naming returns a writer that knows the keys of the plan.
func naming(p *Plan) *writer {
	w := &writer{plan: p, keys: map[seminar.ID]string{}, zone: p.Seminar.Location()}
	for _, x := range p.Seminar.Places {
		w.keys[x.ID] = x.Key
	}
	for _, x := range p.Organisations {
		w.keys[x.ID] = x.Key
	}
	for _, x := range p.People {
		w.keys[x.ID] = x.Key
	}
	return w
}

// writer writes TOML.
type writer struct {
	plan *Plan
	keys map[seminar.ID]string
	zone *time.Location
	out  strings.Builder
}

func (w *writer) head(s string) {
	if w.out.Len() > 0 {
		w.out.WriteByte('\n')
	}
	w.out.WriteString(s + "\n")
}

func (w *writer) raw(key, value string) { fmt.Fprintf(&w.out, "%s = %s\n", key, value) }

func (w *writer) string(key, s string) {
	if s != "" {
		w.raw(key, quote(s))
	}
}

func (w *writer) number(key string, n int) { w.raw(key, fmt.Sprint(n)) }

func (w *writer) strings(key string, list []string) {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = quote(s)
	}
	w.raw(key, "["+strings.Join(quoted, ", ")+"]")
}

func (w *writer) text(key string, t seminar.Text) {
	if t.IsZero() {
		return
	}
	var pairs []string
	for _, language := range w.languages(t) {
		pairs = append(pairs, language+" = "+quote(t[language]))
	}
	w.raw(key, "{"+strings.Join(pairs, ", ")+"}")
}

// languages lists the languages of a text: the seminar's in their order, then others.
func (w *writer) languages(t seminar.Text) []string {
	var all []string
	for _, l := range append(slices.Clone(w.plan.Seminar.Languages), slices.Sorted(maps.Keys(t))...) {
		if t[l] != "" && !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	return all
}

func (w *writer) seminar() {
	s := &w.plan.Seminar
	w.head("[seminar]")
	w.string("key", s.Key)
	w.text("title", s.Title)
	w.text("theme", s.Theme)
	w.text("host", s.Host)
	w.string("zone", s.Zone)
	w.strings("languages", s.Languages)
	w.string("accent", s.Accent)
	if s.Record {
		w.raw("record", "true")
	}
}

func (w *writer) policy() {
	p := w.plan.Policy
	preset, _ := roll.Preset(p.Preset)
	w.head("[policy]")
	w.string("preset", p.Preset)
	if p.Source != preset.Source {
		w.raw("source", quote(p.Source))
	}
	was := preset.Numbers()
	for i, l := range p.Numbers() {
		if *l.Value != *was[i].Value {
			w.number(l.Key, *l.Value)
		}
	}
}

func (w *writer) levels() {
	for _, l := range w.plan.Seminar.Levels {
		w.head("[[levels]]")
		w.string("key", l.Key)
		w.text("name", l.Name)
	}
}

func (w *writer) places() {
	for _, p := range w.plan.Seminar.Places {
		w.head("[[places]]")
		w.string("key", p.Key)
		w.string("kind", string(p.Kind))
		w.text("name", p.Name)
		w.text("address", p.Address)
		if p.Seats > 0 {
			w.number("seats", p.Seats)
		}
	}
}

func (w *writer) organisations() {
	for _, o := range w.plan.Organisations {
		w.head("[[organisations]]")
		w.string("key", o.Key)
		w.text("name", o.Name)
		w.string("level", o.Level)
		w.number("order", o.Order)
	}
}

func (w *writer) session(s programme.Session) {
	w.head("[[sessions]]")
	w.string("key", s.Key)
	w.string("kind", string(s.Kind))
	w.text("title", s.Title)
	w.text("abstract", s.Abstract)
	w.times(s.Starts, s.Ends)
	if !w.everywhere(s.Places) {
		w.strings("places", w.named(s.Places))
	}
	for _, deed := range programme.Deeds() {
		if people := s.People(deed); len(people) > 0 {
			w.strings(field(deed), w.named(people))
		}
	}
	if s.NoRoll {
		w.raw("no_roll", "true")
	}
	if s.NoRecord {
		w.raw("no_record", "true")
	}
	if s.Cancelled {
		w.raw("cancelled", "true")
	}
	for _, i := range s.Items {
		w.head("[[sessions.items]]")
		w.string("key", i.Key)
		w.text("title", i.Title)
		w.number("minutes", i.Minutes)
		w.string("person", w.keys[i.Person])
	}
}

// times writes the day and the hours; an instant where the hour alone would be read
// as another one: seconds, another day, an hour that the clocks show twice.
func (w *writer) times(starts, ends time.Time) {
	day := starts.In(w.zone)
	w.string("date", day.Format(time.DateOnly))
	w.string("starts", w.hour(starts, day))
	w.string("ends", w.hour(ends, day))
}

func (w *writer) hour(t, day time.Time) string {
	local := t.In(w.zone)
	y, m, d := day.Date()
	same := local.Format(time.DateOnly) == day.Format(time.DateOnly)
	all := instants(date{y, int(m), d}, clock{local.Hour(), local.Minute()}, w.zone)
	if same && len(all) == 1 && all[0].Equal(t) {
		return local.Format("15:04")
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func (w *writer) everywhere(places []seminar.ID) bool {
	return slices.EqualFunc(places, w.plan.Seminar.Places, func(id seminar.ID, p seminar.Place) bool { return id == p.ID })
}

func (w *writer) named(ids []seminar.ID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = w.keys[id]
	}
	return all
}

// quote writes a TOML string: a basic one, or one over several lines where the text
// has them.
func quote(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	long := strings.Contains(s, "\n")
	var b strings.Builder
	for _, c := range s {
		switch {
		case c == '"', c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n' && long:
			b.WriteRune(c)
		case c < ' ', c == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteRune(c)
		}
	}
	if long {
		return `"""` + "\n" + b.String() + `"""`
	}
	return `"` + b.String() + `"`
}
