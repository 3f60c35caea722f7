package ical

import (
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// UID returns the name by which calendars know the session for ever.
func UID(of, session seminar.ID) string { return string(session) + "@" + string(of) + ".aula" }

func (f *feed) event(s *programme.Session) *ics.VEvent {
	e := ics.NewEvent(UID(f.s.ID, s.ID))
	revised := s.Updated
	if revised.IsZero() {
		revised = f.now
	}
	e.SetDtStampTime(revised)
	e.SetLastModifiedAt(revised)
	e.SetSequence(s.Sequence)
	e.SetStatus(status(s))
	f.at(e, ics.ComponentPropertyDtStart, s.Starts)
	f.at(e, ics.ComponentPropertyDtEnd, s.Ends)
	e.SetSummary(clean(f.p.Text(s.Title)))
	set(e, ics.ComponentPropertyDescription, f.description(s))
	set(e, ics.ComponentPropertyLocation, f.location(s))
	e.SetURL(f.address + "/sessions/" + s.Key)
	e.AddProperty(ics.ComponentPropertyTransp, transparency(s))
	return e
}

func status(s *programme.Session) ics.ObjectStatus {
	if s.Cancelled {
		return ics.ObjectStatusCancelled
	}
	return ics.ObjectStatusConfirmed
}

// transparency says whether the session takes the reader's time.
func transparency(s *programme.Session) string {
	if s.Cancelled || s.Kind == programme.Break {
		return string(ics.TransparencyTransparent)
	}
	return string(ics.TransparencyOpaque)
}

// at writes a time as the clock of the seminar's zone shows it. What the clock shows
// twice, in the night in which it is put back, is written in UTC: local time would mean
// the first time round (RFC 5545 section 3.3.5), and not every calendar knows.
func (f *feed) at(e *ics.VEvent, property ics.ComponentProperty, t time.Time) {
	if twice(t.In(f.zone)) {
		e.SetProperty(property, t.UTC().Format("20060102T150405Z"))
		return
	}
	e.SetProperty(property, t.In(f.zone).Format(localTime), ics.WithTZID(f.zone.String()))
}

// description names those who have a part and what the session is about.
func (f *feed) description(s *programme.Session) string {
	var lines []string
	for _, deed := range programme.Deeds() {
		var names []string
		for _, id := range s.People(deed) {
			names = append(names, f.name(id))
		}
		if len(names) > 0 {
			lines = append(lines, f.p.T("report.calendar.part", "deed", f.p.T("deed."+string(deed)), "people", strings.Join(names, f.p.T("report.calendar.and"))))
		}
	}
	if about := f.p.Text(s.Abstract); about != "" {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, about)
	}
	return clean(strings.Join(lines, "\n"))
}

func (f *feed) name(id seminar.ID) string {
	person := f.people(id)
	name, post := f.p.Text(person.Name), f.p.Text(person.Post)
	if post == "" {
		return name
	}
	return f.p.T("report.calendar.person", "name", name, "post", post)
}

func (f *feed) location(s *programme.Session) string {
	var names []string
	for _, id := range s.Places {
		place, ok := f.s.Place(string(id))
		if !ok {
			continue
		}
		name, address := f.p.Text(place.Name), f.p.Text(place.Address)
		if address != "" {
			name = f.p.T("report.calendar.place", "name", name, "address", address)
		}
		names = append(names, name)
	}
	return clean(strings.Join(names, f.p.T("report.calendar.and")))
}

func set(e *ics.VEvent, property ics.ComponentProperty, value string) {
	if value != "" {
		e.SetProperty(property, value)
	}
}

// clean leaves no control character but the line feed, which becomes \n in the feed
// (RFC 5545 section 3.3.11).
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\t", " "), "\uFFFD"))
}
