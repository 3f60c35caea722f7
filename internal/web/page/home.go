package page

import (
	"io"

	"aula/internal/programme"
)

// Home is the list of the server's seminars.
type Home struct {
	Frame
	Seminars  []programme.Seminar // those that may be seen, the next one first
	MayImport bool                // the reader holds the server: show the way to the import
}

// Within returns the frame with the seminar, so that its days can be asked for.
func (v Home) Within(s programme.Seminar) Frame {
	f := v.Frame
	f.Seminar, f.Zone = &s, s.Location()
	return f
}

// Render writes the page.
func (v Home) Render(w io.Writer) error { return Render(w, "home", v) }
