package page

import (
	"io"

	"aula/internal/roll/door"
	"aula/internal/seminar"
)

// Door is the scanner at the door of one place. The page itself holds no name: its
// script fetches the list of the door, keeps it, and works without a network from then
// on. It is always inside a seminar.
type Door struct {
	Frame
	At   seminar.Place
	Gate string // what the door is called, of a phone that is its own scanner; "" for a steward's
}

// Texts returns what the page's script says: all that the door can say is among it, for
// it has to be said without a network.
func (v Door) Texts() map[string]string { return texts(v.Printer, doorTexts, verdictTexts) }

// Render writes the page.
func (v Door) Render(w io.Writer) error {
	v.Script, v.Theme, v.Bare = "scanner.js", "dark", true
	return Render(w, "door", v)
}

var verdictTexts = []string{
	door.Unreadable, door.UnknownKey, door.Forged, door.OtherSeminar, door.Goodbye, door.GoodbyeOnly, door.Withdrawn, door.Unknown, door.Replaced,
	door.Expired, door.NotYet, door.Closed, door.Over, door.Again, door.Full, door.Guest, door.Moved, door.Welcome,
}

var doorTexts = []string{
	"scanner.word.yes", "scanner.word.look", "scanner.word.no", "scanner.word.out", "scanner.word.in", "scanner.word.unkept", "scanner.unkept",
	"scanner.safety.none", "scanner.safety.full", "scanner.safety.restored", "scanner.safety.fleeting", "scanner.reader", "scanner.reader.eaten",
	"scanner.unknown", "scanner.find.in", "scanner.find.more", "scanner.differs.yes", "scanner.differs.no",
	"scanner.delivery.delivered", "scanner.delivery.uncounted", "scanner.delivery.waiting", "scanner.delivery.offline", "scanner.delivery.signed_out", "scanner.delivery.revoked", "scanner.delivery.server",
	"scanner.list", "scanner.list.old", "scanner.list.none", "scanner.list.wiped", "scanner.list.loading", "scanner.inside",
	"publish.denied", "publish.missing", "publish.busy", "publish.insecure",
}
