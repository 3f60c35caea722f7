package page

import (
	"io"
	"time"

	"aula/internal/programme"
)

// Session is the page of one session.
type Session struct {
	Frame
	Directory
	Session programme.Session
	At      time.Time // the server's time
}

// State says where the session stands: "past", "now" or "".
func (v Session) State() string { return state(v.Session, v.At) }

// DayNumber returns the number of the session's day, for the way back to the programme.
func (v Session) DayNumber() int {
	for _, d := range days(v.Frame) {
		for _, s := range d.Sessions {
			if s.ID == v.Session.ID {
				return d.Number
			}
		}
	}
	return 1
}

// Render writes the page.
func (v Session) Render(w io.Writer) error { return Render(w, "session", v) }
