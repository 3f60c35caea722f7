package page

import (
	"io"

	"aula/internal/floor"
	"aula/internal/seminar"
)

// Moderator is the moderator's board: questions, polls and ideas. What is live comes through the
// socket. It is always inside a seminar.
type Moderator struct {
	Frame
	Owners []seminar.Text // names of those who may be asked to answer later
}

// Places returns the places of the seminar, for questions of people without a device.
func (v Moderator) Places() []seminar.Place {
	if v.Seminar == nil {
		return nil
	}
	return v.Seminar.Places
}

// PollKinds returns what a vote in a poll may be.
func (v Moderator) PollKinds() []floor.PollKind { return floor.PollKinds() }

// Texts returns what the page's script says.
func (v Moderator) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, []string{"hall.idle"}, pollTexts, pollStaffTexts, questionTexts, questionStaffTexts, ideaTexts, ideaStaffTexts)
}

// Render writes the page.
func (v Moderator) Render(w io.Writer) error {
	v.Script, v.Theme = "moderator.js", "dark"
	return Render(w, "moderator", v)
}
