package page

import (
	"io"

	"aula/internal/seminar"
)

// WalkIn is where a steward puts somebody onto the list who stands at the door and is not on it.
//
// POST /s/{seminar}/door/{place}/walk-in with op, name, post and organisation (an id or "").
type WalkIn struct {
	Frame
	Directory
	At           seminar.Place
	Name, Post   string // as they were written before a fault
	Organisation seminar.ID
	Fault        string
}

// Render writes the page.
func (v WalkIn) Render(w io.Writer) error { return Render(w, "walkin", v) }
