package page

import (
	"io"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/seminar"
)

// Console is the chair's: agenda and clock, the queue of hands, the floor. What is
// live comes through the socket. It is always inside a seminar.
type Console struct {
	Frame
	Owners []seminar.Text // names of those who may be asked to answer a question later
}

// Today returns the sessions of the day, with their items.
func (v Console) Today() []programme.Session { return today(v.Frame, v.moment()) }

// Rules returns the orders in which hands may come to the floor.
func (v Console) Rules() []floor.Rule { return floor.Rules() }

// SpeakingTime is how long turns may last.
type SpeakingTime struct{ Minutes, Seconds int }

// Times returns the speaking times that the chair may choose.
func (v Console) Times() (all []SpeakingTime) {
	for _, m := range []int{1, 2, 3, 5, 10, 15} {
		all = append(all, SpeakingTime{m, 60 * m})
	}
	return all
}

// PollKinds returns what a vote in a poll may be.
func (v Console) PollKinds() []floor.PollKind { return floor.PollKinds() }

// Texts returns what the page's script says.
func (v Console) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, slateTexts, consoleTexts, pollTexts, pollStaffTexts, questionTexts, questionStaffTexts)
}

// Render writes the page.
func (v Console) Render(w io.Writer) error {
	v.Script, v.Theme = "console.js", "dark"
	return Render(w, "console", v)
}

var consoleTexts = []string{
	"hall.idle", "hall.line.detail", "console.hand.new", "queue.share", "hall.hand.same.n", "hall.turn.same", "queue.why.turn", "queue.why.free", "console.given", "console.taken",
	"console.from.hall", "console.from.branch", "console.from.home", "console.give.label", "console.lower.label", "console.close.words",
}
