package seminarfile

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// date is a day of the calendar, without a zone.
type date struct{ year, month, day int }

// clock is an hour and minute of a day.
type clock struct{ hour, minute int }

func (d date) at(zone *time.Location) time.Time {
	return time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, zone)
}

var clockForm = regexp.MustCompile(`^([0-9]{1,2})[:：]([0-9]{2})$`)

func parseDate(s string) (date, bool) {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(s))
	return date{t.Year(), int(t.Month()), t.Day()}, err == nil && t.Year() >= 1990 && t.Year() < 2200
}

func parseClock(s string) (clock, bool) {
	m := clockForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return clock{}, false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	return clock{hour, minute}, hour < 24 && minute < 60
}

// date reads a day: "2026-11-23", or the same without quotes.
func (t *table) date(key string) (date, bool) {
	v, ok := t.get(key)
	if !ok {
		return date{}, false
	}
	s, is := v.(string)
	if at, native := v.(time.Time); native && at.Location().String() == "date-local" {
		s, is = at.Format(time.DateOnly), true
	}
	if !is {
		t.wrong(key, "date")
		return date{}, false
	}
	d, ok := parseDate(s)
	if !ok {
		t.book.fault(t.at(key), "file.fault.date", "value", short(s))
	}
	return d, ok
}

// moment is what stands after starts and ends: an hour of the session's day, or an
// instant that needs no day.
type moment struct {
	clock   clock
	instant time.Time // zero when it is an hour
}

// moment reads "09:00", or an instant as RFC 3339 writes it; both may stand without
// quotes.
func (t *table) moment(key string) (moment, bool) {
	v, ok := t.get(key)
	if !ok {
		t.book.fault(t.at(key), "file.fault.required")
		return moment{}, false
	}
	var s string
	switch v := v.(type) {
	case string:
		s = strings.TrimSpace(v)
	case time.Time:
		switch v.Location().String() {
		case "time-local":
			s = v.Format("15:04")
		case "date-local", "datetime-local":
			s = v.Format(time.DateTime)
		default:
			s = v.Format(time.RFC3339Nano)
		}
	default:
		t.wrong(key, "clock")
		return moment{}, false
	}
	if c, ok := parseClock(s); ok {
		return moment{clock: c}, true
	}
	if at, err := time.Parse(time.RFC3339Nano, s); err == nil && at.Year() >= 1990 && at.Year() < 2200 {
		return moment{instant: at.UTC().Truncate(time.Millisecond)}, true
	}
	t.book.fault(t.at(key), "file.fault.clock", "value", short(s))
	return moment{}, false
}

// instants returns the instants at which the clocks of a zone show that hour of that
// day: none when they were put forward over it, two when they were put back.
func instants(d date, c clock, zone *time.Location) []time.Time {
	wall := time.Date(d.year, time.Month(d.month), d.day, c.hour, c.minute, 0, 0, time.UTC)
	var all []time.Time
	for _, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := wall.Add(near).In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second)
		if _, there := at.In(zone).Zone(); there == offset && (len(all) == 0 || !all[0].Equal(at)) {
			all = append(all, at)
		}
	}
	return all
}
