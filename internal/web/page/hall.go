package page

import (
	"io"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/roll"
)

// Hall is the hall in the browser of somebody at home, or on a phone in the hall itself.
// What is live comes through the socket; the view brings the shell and its texts. It is
// always inside a seminar.
type Hall struct {
	Frame
	Policy roll.Policy
	Mode   string // "home" or "hall": how the reader attends until they say otherwise on this device
}

// Today returns the sessions of the day.
func (v Hall) Today() []programme.Session { return today(v.Frame, v.moment()) }

// WallSlots lists the slots of the wall.
func (Hall) WallSlots() []string { return floor.WallSlots() }

// PromptSeconds returns how long a prompt can be answered.
func (v Hall) PromptSeconds() int { return int(v.Policy.PromptWindow().Seconds()) }

// Texts returns what the page's script says.
func (v Hall) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, slateTexts, deviceTexts, hallTexts, pollTexts, questionTexts, ideaTexts, ideaOwnTexts)
}

// Render writes the page.
func (v Hall) Render(w io.Writer) error {
	v.Script, v.Theme = "hall.js", "dark"
	return Render(w, "hall", v)
}

var hallTexts = []string{
	"question.want.label", "question.withdraw.label", "question.asked", "question.asked.nobody",
	"poll.shown", "poll.asked", "poll.choose", "poll.counted", "poll.counted.as", "poll.comma", "poll.up", "poll.down", "poll.ranked",
	"hall.hand.same", "hall.hand.same.n", "hall.turn.same",
	"queue.rule.arrival", "queue.rule.places", "queue.rule.newcomers", "queue.rule.organisation", "queue.rule.free",
	"hall.way.udp", "hall.way.tcp", "hall.way.relay", "hall.way.stream",
	"hall.way.why.udp", "hall.way.why.tcp", "hall.way.why.relay", "hall.way.why.blocked", "hall.way.why.unstable", "hall.way.why.unsupported", "hall.way.why.unable",
	"hall.idle", "hall.line.detail", "hall.sound.mute", "hall.sound.unmute",
	"hall.hand.closed", "hall.hand.waiting", "hall.hand.next", "hall.hand.place", "hall.hand.lowered",
	"hall.prompt", "hall.prompt.left", "hall.prompt.thanks", "hall.prompt.missed", "hall.prompt.voided", "hall.code.noted",
	"hall.floor.yours", "hall.floor.over", "hall.floor.no_camera",
	"hall.floor.denied", "hall.floor.missing", "hall.floor.busy", "hall.floor.insecure",
	"hall.onair.live", "hall.onair.connecting", "hall.onair.refused", "hall.onair.blocked", "hall.onair.hush", "hall.onair.speak",
}
