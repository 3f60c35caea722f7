package browser_test

import (
	"testing"
	"time"

	"aula/internal/apptest"
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

	other := arrive(h, b.Guest(), h.With(seminar.Delegate, "main"), "/hall") // a second device knows of the vote that was given meanwhile
	other.WaitFor(`#poll-list [data-part="voted"]:not([hidden])`, patience)
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

// Who has voted on another device meanwhile is told so when they vote again, and the page then shows it.
func TestAVoteOfAnotherDevice(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning(), real: time.Now(), speed: 1})
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	chair, voter := h.Enter(h.With(seminar.Chair, "")), h.With(seminar.Delegate, "main")
	say := func(c *apptest.Client, m map[string]any) {
		t.Helper()
		m["op"] = string(seminar.NewID())
		if status := c.PostJSON(h.URL("/floor"), m, nil); status != 200 {
			t.Fatalf("%v: status %d", m["do"], status)
		}
	}
	say(chair, map[string]any{"do": "poll.make", "draft": map[string]any{"kind": "single", "title": seminar.Text{"en": "Where?"}, "options": []seminar.Text{{"en": "Here"}, {"en": "There"}}}})
	poll := browsertest.Eval[string](arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console"), `new Promise(done => { const look = () => { const x = document.querySelector("#polls [data-key]"); x ? done(x.dataset.key) : setTimeout(look, 50) }; look() })`)
	say(chair, map[string]any{"do": "poll.open", "poll": poll})
	page := arrive(h, b.Guest(), voter, "/hall")
	page.WaitFor("#poll-list form", patience)
	say(h.Enter(voter), map[string]any{"do": "poll.vote", "mode": "hall", "poll": poll, "ballot": map[string]any{"options": []int{2}}})
	page.Click("#poll-list input")
	page.Click("#poll-list form button")
	page.WaitUntil(`document.querySelector('#poll-list [data-part="vote"]')?.innerText === "Your vote is counted: There"`, patience)
	page.Quiet()
}

// Three questions of one set are opened, closed and shown together; each is answered by itself.
func TestASetOfPolls(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning(), real: time.Now(), speed: 1})
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	phone := arrive(h, b.Guest(), h.With(seminar.Delegate, "main"), "/hall")
	begin(t, h, chair)
	chair.Key("p")
	for i, title := range []string{"Was it clear?", "Was it useful?", "Was it short?"} {
		chair.WaitFor("#poll-dialog[open]", patience)
		chair.Run(`document.querySelector('[data-title="en"]').value = "", 0`)
		chair.Type(`[data-title="en"]`, title)
		chair.Run(`document.querySelector('[data-options="en"]').value = "Yes\nNo", 0`)
		if i == 1 {
			chair.WaitUntil(`document.getElementById("poll-set").innerText === "Question 2 of the set"`, patience)
			inspect(t, "poll-set-new", chair)
		}
		if i < 2 {
			press(t, chair, "#poll-more")
			chair.WaitUntil(`document.querySelector('[data-title="en"]').value === ""`, patience)
		} else {
			press(t, chair, "#poll-form button.primary")
		}
	}
	chair.WaitUntil(`document.querySelector('#polls [data-part="all"]:not([hidden])')?.innerText === "Open all 3"`, patience)
	press(t, chair, `#polls [data-part="all"]`)
	phone.WaitUntil(`document.querySelectorAll("#poll-list form:not([hidden])").length === 3`, patience)
	phone.Click("#poll-list input")
	phone.Click("#poll-list form button")
	phone.WaitFor(`#poll-list [data-part="voted"]:not([hidden])`, patience)
	inspect(t, "poll-set-phone", phone)
	for _, label := range []string{"Close all 3", "Show all 3"} {
		chair.WaitUntil(`document.querySelector('#polls [data-part="all"]:not([hidden])')?.innerText === "`+label+`"`, patience)
		press(t, chair, `#polls [data-part="all"]:not([hidden])`)
	}
	phone.WaitUntil(`[...document.querySelectorAll("#poll-list .poll-bars")].filter(x => x.checkVisibility()).length === 3`, patience)
	inspect(t, "poll-set-chair", chair)
	for _, tab := range []*browsertest.Tab{chair, phone} {
		tab.Quiet()
	}
}
