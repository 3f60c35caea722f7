// Package ical writes the programme as an iCalendar feed (RFC 5545, RFC 7986) that
// calendars subscribe to. A session keeps its UID for ever and its SEQUENCE only goes
// up; one that was cancelled stays in the feed as CANCELLED, so that it does not
// linger in calendars that have seen it.
package ical

import (
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// MediaType is what the feed is to be sent as.
const MediaType = "text/calendar; charset=utf-8"

// refresh is how often a calendar should look again (RFC 7986 section 5.7).
const refresh = "PT1H"

// Printer writes texts for one reader; i18n.Printer is one.
type Printer interface {
	Text(seminar.Text) string
	T(key string, pairs ...any) string
}

// Feed writes the seminar's calendar, one event for each session. base is the origin
// of the server's addresses, "https://aula.example.org"; now dates what was never
// dated itself. The same programme gives the same bytes. Errors are those of w.
//
// There is no METHOD: without one DTSTAMP is when the event was last revised (RFC
// 5545 section 3.8.7.2), and nobody is asked to reply.
func Feed(w io.Writer, s *programme.Seminar, people func(seminar.ID) seminar.Person, p Printer, base string, now time.Time) error {
	f := feed{s: s, people: people, p: p, address: strings.TrimSuffix(base, "/") + "/s/" + s.Key, now: now, zone: s.Location()}
	c := f.calendar()
	c.AddVTimezone(f.timezone())
	for i := range s.Sessions {
		c.AddVEvent(f.event(&s.Sessions[i]))
	}
	if err := c.SerializeTo(w, ics.WithLineLength(75), ics.WithNewLine("\r\n")); err != nil {
		return fmt.Errorf("calendar of %s: %w", s.Key, err)
	}
	return nil
}

type feed struct {
	s       *programme.Seminar
	people  func(seminar.ID) seminar.Person
	p       Printer
	address string // of the seminar's programme
	now     time.Time
	zone    *time.Location
}

func (f *feed) calendar() *ics.Calendar {
	c := ics.NewCalendar()
	c.SetProductId("-//Aula//Programme//EN")
	c.SetCalscale("GREGORIAN")
	c.SetName(clean(f.p.Text(f.s.Title)))
	c.SetXWRTimezone(f.zone.String())
	c.SetUrl(f.address)
	c.SetRefreshInterval(refresh)
	c.SetXPublishedTTL(refresh)
	return c
}
