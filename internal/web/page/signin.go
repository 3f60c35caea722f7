package page

import "io"

// SignIn asks for a name and a passphrase: POST /sign-in with name, passphrase, next.
type SignIn struct {
	Frame
	Name string // as it was typed
	Next string // where to go afterwards, a path of this server
	Err  string // why it did not work, in words
}

// Render writes the page.
func (v SignIn) Render(w io.Writer) error { return Render(w, "signin", v) }
