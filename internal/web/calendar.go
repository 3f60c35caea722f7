package web

import (
	"aula/internal/programme/ical"
	"aula/internal/seminar"
)

// sendCalendar sends the programme as a feed that calendars subscribe to.
func sendCalendar(c *call) error {
	named := c.book.named()
	c.w.Header().Set("Content-Type", ical.MediaType)
	c.w.Header().Set("Content-Disposition", `inline; filename="`+c.book.Seminar.Key+`.ics"`)
	return ical.Feed(c.w, &c.book.Seminar, func(id seminar.ID) seminar.Person { return named.Person(id) }, c.Printer, c.base(), c.s.Clock())
}
