package page

import (
	"io"
	"time"
)

// Rehearsal is where an organiser allows a crowd of machines. It is always inside a
// seminar.
//
// Its forms: POST /s/{seminar}/rehearsal with viewers; POST /s/{seminar}/rehearsal/end.
type Rehearsal struct {
	Frame
	Most    int // viewers that may be allowed
	Viewers int // that are allowed now; 0 when no rehearsal is
	Until   time.Time
	Command string // with the key, shown once; "" otherwise
}

// Render writes the page.
func (v Rehearsal) Render(w io.Writer) error { return Render(w, "rehearsal", v) }
