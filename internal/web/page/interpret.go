package page

import "io"

// Interpreter is where somebody says in one language what is said in another: they see and hear the hall, and speak into
// the sound channel of that language. It is always inside a seminar.
type Interpreter struct {
	Frame
	Language string // that is spoken here
	Slot     string // of its channel
}

// Texts returns what the page's script says.
func (v Interpreter) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, slateTexts, deviceTexts, []string{"hall.idle", "interpret.state.off", "interpret.state.connecting", "interpret.state.up", "interpret.state.retrying", "interpret.state.refused",
		"interpret.state.blocked", "interpret.state.unsupported", "interpret.begin", "interpret.end", "interpret.hush", "interpret.speak",
		"publish.denied", "publish.missing", "publish.busy", "publish.insecure"})
}

// Render writes the page.
func (v Interpreter) Render(w io.Writer) error {
	v.Script, v.Theme = "interpret.js", "dark"
	return Render(w, "interpret", v)
}
