package browser_test

import (
	"testing"
	"time"

	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// A poll from the chair's keyboard to the wall: who sits at home and who holds a phone in the hall vote, the wall shows how it fills up, the
// chair sees what it would come to, and everybody sees the result when it is shown, not before.
func TestAPollFromTheConsoleToTheWall(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning(), real: time.Now(), speed: 1})
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	home := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	phone := arrive(h, b.Guest(), h.With(seminar.Delegate, "main"), "/hall")
	wall := arrive(h, b.Guest(), h.Person("screen-east"), "/screen?place=east")
	begin(t, h, chair)

	chair.Key("p")
	chair.WaitFor("#poll-dialog[open]", patience)
	chair.Run(`for (const f of document.querySelectorAll("#poll-form [data-title]")) f.value = "", 0`)
	chair.Type(`[data-title="en"]`, "Which river first?")
	chair.Type(`[data-title="zh-Hans"]`, "先治理哪条河？")
	chair.Run(`document.querySelector('[data-options="en"]').value = "The upper river\nThe lower river\nThe canal", document.querySelector('[data-options="zh-Hans"]').value = "上游\n下游\n运河", 0`)
	inspect(t, "poll-new-chair", chair)
	reach(t, chair, "#poll-form button.primary")
	chair.Key("Enter")
	chair.WaitGone("#poll-dialog[open]", patience)
	chair.WaitFor(`#polls [data-part="open"]:not([hidden])`, patience)
	if !browsertest.Eval[bool](home, `document.getElementById("polls").hidden`) {
		t.Error("who sits at home sees a draft")
	}
	reach(t, chair, `#polls [data-part="open"]`)
	chair.Key("Enter")

	for i, tab := range []*browsertest.Tab{home, phone} {
		tab.WaitFor("#polls:not([hidden])", patience)
		reach(t, tab, `#poll-list input`) // by keyboard: the first, or with the arrow the one below it
		tab.Key(" ")
		if i == 1 {
			tab.Key("ArrowDown")
		}
		if i == 0 {
			inspect(t, "poll-open-home", home)
		}
		reach(t, tab, "#poll-list form button")
		tab.Key("Enter")
		tab.WaitFor(`#poll-list [data-part="voted"]:not([hidden])`, patience)
	}
	if got := phone.Text(`#poll-list [data-part="vote"]`); got != "Your vote is counted: The lower river" {
		t.Errorf("the phone says %q", got)
	}
	chair.WaitUntil(`document.querySelector('#polls [data-part="turnout"]').innerText.startsWith("2 of")`, patience)
	chair.WaitUntil(`[...document.querySelectorAll("#polls .poll-count")].map(x => x.innerText).join() === "1 · 50 %,1 · 50 %,0 · 0 %"`, patience)
	wall.WaitUntil(`document.getElementById("poll-turnout").innerText.startsWith("2 of")`, patience)
	inspect(t, "poll-voting-chair", chair)
	inspect(t, "poll-voting-phone", phone)
	inspect(t, "poll-voting-wall", wall)

	reach(t, chair, `#polls [data-part="close"]`)
	chair.Key("Enter")
	chair.WaitFor(`#polls [data-part="show"]:not([hidden])`, patience)
	home.WaitGone("#polls:not([hidden])", patience)
	wall.WaitUntil(`document.getElementById("poll").hidden`, patience)
	reach(t, chair, `#polls [data-part="show"]`)
	chair.Key("Enter")
	for _, tab := range []*browsertest.Tab{home, phone, wall} {
		tab.WaitUntil(`[...document.querySelectorAll(".poll-bars .poll-count")].filter(x => x.checkVisibility()).map(x => x.innerText).join() === "1 · 50 %,1 · 50 %,0 · 0 %"`, patience)
	}
	inspect(t, "poll-shown-home", home)
	inspect(t, "poll-shown-wall", wall)
	home.Run(`location.reload(), 0`) // whoever comes back sees it too
	home.WaitFor(`#poll-list [data-part="voted"]:not([hidden])`, patience)
	for _, tab := range []*browsertest.Tab{chair, home, phone, wall} {
		tab.Quiet()
	}
}
