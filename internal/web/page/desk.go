package page

import (
	"io"
	"time"

	"aula/internal/seminar"
)

// Desk is the operator's: how every source is, what is on air, and the publishing keys
// of encoders. Sources come from /s/{seminar}/desk/sources. It is always inside a seminar.
//
// Its forms: POST /s/{seminar}/desk/keys with label and slot; POST
// /s/{seminar}/desk/keys/revoke with key.
type Desk struct {
	Frame
	Address string // absolute, of the WHIP endpoint without the slot: https://host/s/KEY/hall/publish
	Keys    []PublishingKey
	Key     string // the secret of the key just made, shown once; "" otherwise
	KeySlot string // its slot
}

// PublishingKey lets an encoder publish to one slot.
type PublishingKey struct {
	ID      seminar.ID
	Label   string // what the operator calls it: "Camera at the lectern"
	Slot    string
	Made    time.Time
	Expires time.Time
}

// Slots lists the slots by their key.
func (Desk) Slots() []string { return slots }

// Texts returns what the page's script says.
func (v Desk) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, deskTexts)
}

// Render writes the page.
func (v Desk) Render(w io.Writer) error {
	v.Script, v.Theme = "desk.js", "dark"
	return Render(w, "desk", v)
}

var deskTexts = []string{
	"hall.idle", "hall.slot.programme", "hall.slot.slides", "hall.slot.floor", "desk.health.good", "desk.health.silent", "desk.health.no_picture",
	"desk.health.old_picture", "desk.health.lossy", "desk.seconds", "desk.put.label", "desk.take.label", "desk.nothing", "desk.gone", "desk.viewers", "desk.unknown",
}
