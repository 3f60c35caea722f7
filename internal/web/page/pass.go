package page

import (
	"html/template"
	"io"

	"aula/internal/seminar"
)

// Badge is one pass as it is shown and printed.
type Badge struct {
	Person       seminar.Person
	Organisation seminar.Organisation // zero for somebody without one
	Place        seminar.Place        // where they are to attend
	QR           template.HTML        // the code as an SVG element; made by the server, never from input
	Code         string               // what the QR says, for typing; "" to leave it out
}

// Pass is a delegate's own pass.
type Pass struct {
	Frame
	Badge Badge
}

// Passes is a sheet of passes to print, eight on a page of A4.
type Passes struct {
	Frame
	Badges []Badge
}

// One returns the page of a single badge of the sheet, for the template that both share.
func (v Passes) One(b Badge) Pass { return Pass{v.Frame, b} }

// Render writes the page.
func (v Pass) Render(w io.Writer) error { return Render(w, "pass", v) }

// Render writes the page.
func (v Passes) Render(w io.Writer) error { return Render(w, "passes", v) }
