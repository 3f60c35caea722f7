package page

import (
	"html/template"
	"io"

	"aula/internal/seminar"
)

// PersonalLink is an invitation link that has just been made.
type PersonalLink struct {
	Person       seminar.Person
	Organisation seminar.Organisation // zero for somebody without one
	Address      string               // the whole address, with the secret
	QR           template.HTML        // the address as an SVG element; made by the server, never from input
}

// Links shows invitation links, once: the server keeps only their hashes.
type Links struct {
	Frame
	Links []PersonalLink
}

// Render writes the page.
func (v Links) Render(w io.Writer) error { return Render(w, "links", v) }
