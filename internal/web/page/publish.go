package page

import "io"

// Publish sends a camera, a microphone or a screen into a slot of the hall, from this
// browser or from an encoder. It is always inside a seminar.
type Publish struct {
	Frame
	Address string // absolute, of the WHIP endpoint without the slot: https://host/s/KEY/hall/publish
}

// Slots lists the slots by their key, the likeliest first.
func (Publish) Slots() []string { return slots }

// Texts returns what the page's script says.
func (v Publish) Texts() map[string]string {
	return texts(v.Printer, deviceTexts, publishTexts)
}

// Render writes the page.
func (v Publish) Render(w io.Writer) error {
	v.Script, v.Theme = "publish.js", "dark"
	return Render(w, "publish", v)
}

var slots = []string{"programme", "slides", "floor", "wall"}

var publishTexts = []string{
	"publish.none", "publish.state.off", "publish.state.connecting", "publish.state.up", "publish.state.retrying",
	"publish.state.refused", "publish.state.blocked", "publish.state.unsupported", "publish.sent", "publish.sent.sound", "publish.limited.cpu",
	"publish.limited.bandwidth", "publish.resting", "publish.ended", "publish.denied", "publish.missing", "publish.busy", "publish.insecure",
}
