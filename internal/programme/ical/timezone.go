package ical

import (
	"fmt"
	"time"

	ics "github.com/arran4/golang-ical"
)

// localTime is a time as the clock on the wall shows it (RFC 5545 section 3.3.5, form 1).
const localTime = "20060102T150405"

// timezone writes the rules of the seminar's zone for the years that the seminar
// touches (RFC 5545 section 3.6.5): each stretch of one offset, with the moment at
// which it began.
func (f *feed) timezone() *ics.VTimezone {
	from, to := f.years()
	z := ics.NewTimezone(f.zone.String())
	for t := from; t.Before(to); {
		began, ends := t.ZoneBounds()
		if ends.IsZero() || !ends.Before(to) {
			ends = to
		}
		z.Components = append(z.Components, observance(t, began))
		t = ends
	}
	return z
}

// years returns the start of the first year of the seminar and the end of the last.
func (f *feed) years() (from, to time.Time) {
	first, last := f.now, f.now
	for i, s := range f.s.Sessions {
		if i == 0 || s.Starts.Before(first) {
			first = s.Starts
		}
		if i == 0 || s.Ends.After(last) {
			last = s.Ends
		}
	}
	year := func(t time.Time) int { return t.In(f.zone).Year() }
	return time.Date(year(first), 1, 1, 0, 0, 0, 0, f.zone), time.Date(year(last)+1, 1, 1, 0, 0, 0, 0, f.zone)
}

// observance writes the stretch of one offset in which t lies. One that has held for
// longer than a year is dated 1970, as a zone without changes is.
func observance(t, began time.Time) ics.Component {
	name, offset := t.Zone()
	before, start := offset, time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	if !began.IsZero() && t.Sub(began) < 366*24*time.Hour {
		_, before = began.Add(-time.Second).Zone()
		start = began.UTC().Add(time.Duration(before) * time.Second)
	}
	var c ics.ComponentBase
	c.AddProperty(ics.ComponentPropertyDtStart, start.Format(localTime))
	c.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offsetOf(before))
	c.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offsetOf(offset))
	c.AddProperty(ics.ComponentProperty(ics.PropertyTzname), name)
	if t.IsDST() {
		return &ics.Daylight{ComponentBase: c}
	}
	return &ics.Standard{ComponentBase: c}
}

// offsetOf writes seconds east of UTC as +0800 (RFC 5545 section 3.3.14).
func offsetOf(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf("%02d", seconds%60)
	}
	return s
}

// twice reports whether the wall clock shows the time of t two times, because it is
// put back: in the hour before that or in the hour after it.
func twice(t time.Time) bool {
	began, ends := t.ZoneBounds()
	return !began.IsZero() && t.Sub(began) < back(began) || !ends.IsZero() && ends.Sub(t) <= back(ends)
}

// back returns by how much the clock is put back at a change of the offset.
func back(change time.Time) time.Duration {
	_, after := change.Zone()
	_, before := change.Add(-time.Second).Zone()
	return time.Duration(before-after) * time.Second
}
