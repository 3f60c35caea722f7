package page

import (
	"io"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/seminar"
)

// Screen is the big screen of a hall: no controls, everything by itself. It is always
// inside a seminar.
type Screen struct {
	Frame
	At    seminar.Place // the hall it hangs in; the zero Place when that is not known
	Code  bool          // shows the code of the hall
	Sound bool          // plays the programme's sound: true in a branch hall, false where the hall hears itself
}

// Today returns the sessions of the day.
func (v Screen) Today() []programme.Session { return today(v.Frame, v.moment()) }

// Host is the name that stands over a break: the seminar's.
func (v Screen) Host() seminar.Text {
	if v.Seminar == nil {
		return nil
	}
	return v.Seminar.Title
}

// Slots lists every slot in the order of the lines.
func (Screen) Slots() []string { return floor.Slots() }

// Texts returns what the page's script says.
func (v Screen) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, slateTexts, screenTexts, pollTexts, questionTexts, ideaTexts)
}

// Render writes the page.
func (v Screen) Render(w io.Writer) error {
	v.Script, v.Theme, v.Bare = "screen.js", "dark", true
	return Render(w, "screen", v)
}

var screenTexts = []string{"hall.turn.same", "screen.next", "screen.soon", "screen.over", "ideas.wall"}
