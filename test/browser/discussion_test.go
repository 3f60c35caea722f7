package browser_test

import (
	"fmt"
	"testing"
	"time"

	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// A discussion in several places: a branch hall has a question of its own, somebody at home would say the same as who has raised a hand, the
// chair limits the time and extends it, and a steward signs what was counted in the hall.
func TestADiscussionInSeveralPlaces(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning(), real: time.Now(), speed: 1})
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	home := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	phone := arrive(h, b.Guest(), h.With(seminar.Delegate, "main"), "/hall")
	steward := arrive(h, b.Guest(), h.With(seminar.Steward, "east"), "/branch/east")
	begin(t, h, chair)
	text := func(tab *browsertest.Tab, selector, want string) {
		t.Helper()
		tab.WaitUntil(fmt.Sprintf(`document.querySelector(%q)?.innerText.trim() === %q`, selector, want), patience)
	}

	chair.Run(`time.value = "60", time.dispatchEvent(new Event("change")), 0`)
	steward.WaitFor("#hall-hand:not([hidden])", patience)
	steward.Click("#hall-hand")
	text(steward, "#hall-hand", "Take the question back")
	text(chair, `#hands [data-part="name"]`, "East branch hall")
	phone.WaitFor("#raise:not(:disabled)", patience)
	phone.Key("h")
	home.WaitFor(`#hands li:nth-child(2) [data-part="same"]:not([hidden])`, patience)
	reach(t, home, `#hands li:nth-child(2) [data-part="same"]`)
	home.Key("Enter")
	text(home, `#hands li:nth-child(2) [data-part="same"]`, "Same point: 1")
	text(chair, `#hands li:nth-child(2) [data-part="same"]`, "Same point: 1")
	inspect(t, "talk-hands-chair", chair)
	inspect(t, "talk-hands-home", home)

	reach(t, chair, `#hands [data-part="give"]`)
	chair.Key("g")
	text(home, "#turn-name", "East branch hall")
	text(steward, "#turn-here", "East branch hall has the floor. Please bring the microphone.")
	chair.WaitUntil(`document.getElementById("turn-clock").innerText.endsWith("/ 1:00")`, patience)
	chair.Click("#extend")
	chair.WaitUntil(`document.getElementById("turn-clock").innerText.endsWith("/ 2:00")`, patience)
	chair.WaitFor("#places .fair:not([hidden])", patience)
	inspect(t, "talk-turn-chair", chair)
	chair.Key("g")
	text(home, "#turn-why", "Would say the same: 1")

	chair.Key("p")
	chair.WaitFor("#poll-dialog[open]", patience)
	chair.Type(`[data-title="en"]`, "Shall we go on?")
	chair.Run(`document.querySelector('[data-options="en"]').value = "Yes\nNo", 0`)
	chair.Click("#poll-form button.primary")
	chair.WaitFor(`#polls [data-part="open"]:not([hidden])`, patience)
	chair.Click(`#polls [data-part="open"]`)
	steward.WaitFor("#polls:not([hidden])", patience)
	steward.Run(`const f = document.querySelectorAll("#poll-list input"); f[0].value = "41"; f[1].value = "3"; 0`)
	steward.Click("#poll-list button")
	text(steward, `#poll-list [data-part="said"]`, "Sent: 41 : 3")
	chair.WaitUntil(`document.querySelector('#polls [data-part="heads"]').innerText.endsWith(": 41 : 3")`, patience)
	inspect(t, "talk-heads-steward", steward)
	for _, tab := range []*browsertest.Tab{chair, home, phone, steward} {
		tab.Quiet()
	}
}
