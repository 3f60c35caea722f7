package page

import (
	"html/template"
	"io"
	"time"

	"aula/internal/floor"
	"aula/internal/i18n"
	"aula/internal/programme"
)

// Programme is the programme as a list of days.
type Programme struct {
	Frame
	Directory
	At time.Time // the server's time, by which sessions are past, now or to come

	Announced []floor.Announcement // to this reader
}

// Days returns the days of the programme.
func (v Programme) Days() []programme.Day { return days(v.Frame) }

// Today returns the number of the day that is today, 0 when none is.
func (v Programme) Today() int {
	for _, d := range v.Days() {
		if i18n.SameDay(d.Date.In(v.Zone), v.At.In(v.Zone)) {
			return d.Number
		}
	}
	return 0
}

// Running returns the sessions that run now.
func (v Programme) Running() []programme.Session {
	if v.Seminar == nil {
		return nil
	}
	running, _ := v.Seminar.Now(v.At)
	return running
}

// Next returns the next session to start, nil after the last one.
func (v Programme) Next() *programme.Session {
	if v.Seminar == nil {
		return nil
	}
	_, next := v.Seminar.Now(v.At)
	return next
}

// NextWhen writes when the next session starts: the hour, with its day unless that is today.
func (v Programme) NextWhen() template.HTML {
	next := v.Next()
	switch {
	case next == nil:
		return ""
	case i18n.SameDay(next.Starts.In(v.Zone), v.At.In(v.Zone)):
		return v.Time(next.Starts)
	}
	return v.Day(next.Starts) + " " + v.Time(next.Starts)
}

// State says where a session stands: "past", "now" or "" for what is to come.
func (v Programme) State(s programme.Session) string { return state(s, v.At) }

// Render writes the page.
func (v Programme) Render(w io.Writer) error { return Render(w, "programme", v) }

func days(f Frame) []programme.Day {
	if f.Seminar == nil {
		return nil
	}
	return f.Seminar.Days()
}

func state(s programme.Session, at time.Time) string {
	switch {
	case s.Cancelled:
		return ""
	case !at.Before(s.Ends):
		return "past"
	case !at.Before(s.Starts):
		return "now"
	}
	return ""
}
