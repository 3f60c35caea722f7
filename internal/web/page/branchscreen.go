package page

import (
	"io"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/seminar"
)

// BranchScreen is what the device of a branch hall shows on its wall and sends from its
// camera. It is always inside a seminar.
type BranchScreen struct {
	Frame
	At  seminar.Place
	Own seminar.ID // the device: the name of its source begins with it
}

// Today returns the sessions of the day.
func (v BranchScreen) Today() []programme.Session { return today(v.Frame, v.moment()) }

// Host is the name that stands over a break: the hall's.
func (v BranchScreen) Host() seminar.Text { return v.At.Name }

// WallSlots lists the slots of the wall.
func (BranchScreen) WallSlots() []string { return floor.WallSlots() }

// Texts returns what the page's script says.
func (v BranchScreen) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, slateTexts, deviceTexts, screenTexts, branchScreenTexts, pollTexts, questionTexts, ideaTexts)
}

// Render writes the page.
func (v BranchScreen) Render(w io.Writer) error {
	v.Script, v.Theme, v.Bare = "branchscreen.js", "dark", true
	return Render(w, "branchscreen", v)
}

var branchScreenTexts = []string{
	"publish.none", "publish.denied", "publish.missing", "publish.busy", "publish.insecure", "publish.ended",
	"branchscreen.state.off", "branchscreen.state.connecting", "branchscreen.state.up", "branchscreen.state.retrying", "branchscreen.state.refused",
	"branchscreen.state.blocked", "branchscreen.state.unsupported", "branchscreen.on_wall", "branchscreen.not_on_wall", "branchscreen.floor", "branchscreen.silent",
}
