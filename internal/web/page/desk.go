package page

import (
	"io"
	"slices"
	"time"

	"aula/internal/floor"
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
func (Desk) Slots() []string { return floor.Slots() }

// Offers lists what a key may be for: where an encoder sends, and captions.
func (Desk) Offers() []string { return append(slots[:len(slots):len(slots)], floor.Captions) }

// Pictures lists the layouts.
func (Desk) Pictures() []floor.Picture { return floor.Pictures() }

// Texts returns what the page's script says.
func (v Desk) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, slateTexts, deskTexts)
}

// Render writes the page.
func (v Desk) Render(w io.Writer) error {
	v.Script, v.Theme = "desk.js", "dark"
	return Render(w, "desk", v)
}

// Sounds reports whether a slot has a sound.
func (Desk) Sounds(slot string) bool { return floor.Sounds(slot) }

// Halls lists the places that have a screen.
func (v Desk) Halls() []seminar.Place {
	if v.Seminar == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Seminar.Places), func(p seminar.Place) bool { return p.Kind == seminar.Online })
}

var deskTexts = []string{
	"hall.idle", "desk.nothing", "desk.viewers", "desk.unknown", "desk.seconds", "desk.take.label", "desk.put.label",
	"desk.mute", "desk.unmute", "desk.mute.label", "desk.unmute.label", "desk.lost.silent", "desk.lost.disconnected",
	"desk.on_air", "desk.standby", "desk.figures", "desk.figures.sound", "desk.layers",
	"desk.layout.slides", "desk.layout.speaker", "desk.layout.side", "desk.layout.wall", "desk.layout.floor", "desk.layout.now",
	"desk.preview.label", "desk.preview.nothing", "desk.preview.connecting", "desk.preview.failed",
	"desk.kill.label", "desk.kill.words", "desk.barred.since", "desk.allow.label",
	"desk.unstreamed", "desk.side.good", "desk.side.silent", "desk.side.no_picture", "desk.side.old_picture", "desk.side.lossy", "desk.side.server", "desk.side.unable", "desk.side.behind",
	"desk.hall.away", "desk.hall.figures", "desk.hall.good", "desk.hall.quiet", "desk.hall.muted", "desk.hall.lossy", "desk.hall.device", "desk.hall.source",
	"desk.hall.blocked", "desk.hall.connecting", "desk.hall.refused",
}
