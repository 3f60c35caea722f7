package page

import (
	"io"

	"aula/internal/seminar"
)

// Seat is where a delegate who has opened the card on their desk confirms that they sit there.
//
// POST /s/{seminar}/seat/{code} with op.
type Seat struct {
	Frame
	At   seminar.Place
	Code string
}

// Render writes the page.
func (v Seat) Render(w io.Writer) error { return Render(w, "seat", v) }
