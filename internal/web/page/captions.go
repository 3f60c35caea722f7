package page

import "io"

// Captioner is where somebody writes what is said. What is live comes through the socket. It
// is always inside a seminar.
type Captioner struct {
	Frame
	Language string // in which is written
}

// Texts returns what the page's script says.
func (v Captioner) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, slateTexts, []string{"hall.idle", "captions.correct.label", "captions.correcting", "captions.applause"})
}

// Render writes the page.
func (v Captioner) Render(w io.Writer) error {
	v.Script, v.Theme = "captions.js", "dark"
	return Render(w, "captions", v)
}
