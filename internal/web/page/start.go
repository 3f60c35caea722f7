package page

import "io"

// Start lets the first organiser choose a name and a passphrase: POST to the same
// address with name, passphrase, again.
type Start struct {
	Frame
	Name    string // as it was typed
	Minimum int    // characters that a passphrase needs
	Err     string // why it did not work, in words
}

// Render writes the page.
func (v Start) Render(w io.Writer) error { return Render(w, "start", v) }
