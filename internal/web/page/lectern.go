package page

import "io"

// Lectern is what a speaker sees while they speak: the time that is left, their slides, the
// question on the floor. What is live comes through the socket. It is always inside a seminar.
type Lectern struct{ Frame }

// Texts returns what the page's script says.
func (v Lectern) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, slateTexts, questionTexts, []string{"hall.idle", "hall.turn.same", "lectern.left", "lectern.over", "lectern.next"})
}

// Render writes the page.
func (v Lectern) Render(w io.Writer) error {
	v.Script, v.Theme = "lectern.js", "dark"
	return Render(w, "lectern", v)
}
