package seminarfile

import (
	"strings"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// field is the key under which the people with a deed are listed.
func field(d programme.Deed) string {
	if d == programme.Panelist {
		return "panelists"
	}
	return string(d)
}

// maxSession is the longest a session may be; a longer one is a slip in the date.
const maxSession = 24 * time.Hour

// readSessions reads [[sessions]].
func (b *book) readSessions(top *table) {
	for _, t := range top.tables("sessions", maxSessions) {
		b.plan.Seminar.Sessions = append(b.plan.Seminar.Sessions, b.readSession(t))
	}
}

func (b *book) readSession(t *table) programme.Session {
	var s programme.Session
	s.Key, s.ID, _ = t.key(kindSession, "")
	s.Kind = choice(t, "kind", programme.Kinds())
	s.Title = t.required("title", title)
	s.Abstract = t.text("abstract", prose)
	s.Starts, s.Ends = b.times(t)
	s.Places = b.places(t)
	s.Parts = b.parts(t)
	s.NoRoll = t.bool("no_roll")
	s.NoRecord = t.bool("no_record")
	s.Cancelled = t.bool("cancelled")
	for _, item := range t.tables("items", maxItems) {
		s.Items = append(s.Items, b.readItem(item, s.Key))
	}
	t.done()
	b.said[s.ID] = spot{t.file, t.lines[t.path], ""}
	return s
}

func (b *book) readItem(t *table, session string) programme.Item {
	var i programme.Item
	i.Key, i.ID, _ = t.key(kindItem, session+"/")
	i.Title = t.required("title", title)
	i.Minutes = t.number("minutes", 0, int(maxSession/time.Minute))
	if who := t.string("person"); strings.TrimSpace(who) != "" {
		i.Person, _ = b.find(kindPerson, who, t.at("person"))
	}
	t.done()
	return i
}

// places reads where the session happens. When it does not say, that is everywhere: at
// the places of the file or, if it names none, at those that exist.
func (b *book) places(t *table) []seminar.ID {
	named, at, given := t.strings("places")
	var all []seminar.ID
	if !given {
		everywhere := b.plan.Seminar.Places
		if len(everywhere) == 0 && b.before.plan != nil {
			everywhere = b.before.plan.Seminar.Places
		}
		for _, p := range everywhere {
			all = append(all, p.ID)
		}
		return all
	}
	if len(named) == 0 {
		b.fault(t.at("places"), "file.fault.required")
	}
	seen := map[seminar.ID]bool{}
	for i, key := range named {
		id, ok := b.find(kindPlace, key, at[i])
		switch {
		case !ok:
		case seen[id]:
			b.fault(at[i], "file.fault.named_twice", "value", fold(key))
		default:
			seen[id] = true
			all = append(all, id)
		}
	}
	return all
}

// parts reads who does what, in the order of the deeds.
func (b *book) parts(t *table) []programme.Part {
	var all []programme.Part
	for _, deed := range programme.Deeds() {
		named, at, _ := t.strings(field(deed))
		seen := map[seminar.ID]bool{}
		for i, key := range named {
			id, ok := b.find(kindPerson, key, at[i])
			switch {
			case !ok:
			case seen[id]:
				b.fault(at[i], "file.fault.named_twice", "value", fold(key))
			default:
				seen[id] = true
				all = append(all, programme.Part{Person: id, Deed: deed})
			}
		}
	}
	return all
}

// times reads when the session starts and ends, in UTC.
func (b *book) times(t *table) (starts, ends time.Time) {
	day, dated, stated := b.day(t)
	from, ok1 := t.moment("starts")
	to, ok2 := t.moment("ends")
	if !ok1 || !ok2 || b.zone == nil || stated && !dated {
		return starts, ends
	}
	if !dated && from.instant.IsZero() {
		b.fault(t.at("starts"), "file.fault.no_date")
		return starts, ends
	}
	starts, ok1 = b.instant(t.at("starts"), from, day)
	if !dated {
		y, m, d := starts.In(b.zone).Date()
		day = date{y, int(m), d}
	}
	ends, ok2 = b.instant(t.at("ends"), to, day)
	if ok1 && ok2 {
		b.within(t, starts, ends)
	}
	return starts, ends
}

// day reads the session's day: date, or day counted from the seminar's first.
// stated says that the file tried to name one.
func (b *book) day(t *table) (day date, ok, stated bool) {
	_, dated := t.values["date"]
	_, numbered := t.values["day"]
	day, ok = t.date("date")
	n := t.number("day", 0, 366)
	switch {
	case dated && numbered:
		b.fault(t.at("day"), "file.fault.two_days")
		return day, false, true
	case numbered && b.begins.IsZero():
		b.fault(t.at("day"), "file.fault.no_begins")
		return day, false, true
	case numbered && n > 0:
		y, m, d := b.begins.Date()
		return date{y, int(m), d + n - 1}, true, true
	case numbered:
		if v, is := t.values["day"].(int64); is && v == 0 {
			b.fault(t.at("day"), "file.fault.range_from_one", "value", v)
		}
	}
	return day, ok, dated || numbered
}

// instant turns an hour of a day into an instant. An hour that the clocks skip that
// day is a fault; of an hour that they show twice the first is taken, with a warning.
func (b *book) instant(at spot, m moment, day date) (time.Time, bool) {
	if !m.instant.IsZero() {
		return m.instant, true
	}
	all := instants(day, m.clock, b.zone)
	shown := time.Date(day.year, time.Month(day.month), day.day, m.clock.hour, m.clock.minute, 0, 0, time.UTC).Format("2006-01-02 15:04")
	switch len(all) {
	case 0:
		b.fault(at, "file.fault.gap", "value", shown, "zone", b.zone.String())
		return time.Time{}, false
	case 2:
		b.warn(at, "file.fault.twice", "value", shown, "zone", b.zone.String(), "offset", all[0].In(b.zone).Format("-07:00"))
	}
	return all[0].UTC(), true
}

// within checks that the session ends after it starts and lies in the seminar.
func (b *book) within(t *table, starts, ends time.Time) {
	switch {
	case !ends.After(starts):
		b.fault(t.at("ends"), "file.fault.ends_before")
	case ends.Sub(starts) > maxSession:
		b.fault(t.at("ends"), "file.fault.session_long")
	case !b.begins.IsZero() && starts.Before(b.begins), !b.last.IsZero() && ends.After(b.last):
		b.fault(t.at("starts"), "file.fault.outside", "value", starts.In(b.zone).Format(time.DateOnly))
	}
}
