package browser_test

import (
	"fmt"
	"testing"

	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// reach moves the focus with the Tab key alone until it is on an element of the CSS selector.
func reach(t testing.TB, tab *browsertest.Tab, selector string) {
	t.Helper()
	var way []string
	for range 60 {
		if browsertest.Eval[bool](tab, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			return
		}
		tab.Key("Tab")
		way = append(way, browsertest.Eval[string](tab, `document.activeElement.id || document.activeElement.tagName`))
	}
	t.Fatalf("the Tab key does not reach %s; it went over %q", selector, way)
}

// pressed waits until the button of the CSS selector is, or is not, pressed.
func pressed(tab *browsertest.Tab, selector string, want bool) {
	tab.WaitUntil(fmt.Sprintf(`document.querySelector(%q).getAttribute("aria-pressed") === %q`, selector, fmt.Sprint(want)), patience)
}

// The hall's keys: H is told in TestFloor; M, 1, 2 and Escape here, and that they can be
// switched off.
func TestKeysOfTheHall(t *testing.T) {
	t.Parallel()
	h := house(t, stopped(morning()))
	b := browsertest.Open(t, browsertest.Options{})
	tab := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	tab.WaitFor(`#line[data-level="good"]`, patience)
	pressed(tab, "#mute", false)
	tab.Key("m")
	pressed(tab, "#mute", true)
	tab.Key("m")
	pressed(tab, "#mute", false)
	for key, slot := range map[string]string{"1": "programme", "2": "slides", "3": "floor"} {
		tab.Key(key)
		tab.WaitFor(fmt.Sprintf(`#stage[data-enlarged=%q]`, slot), patience)
		pressed(tab, fmt.Sprintf(`[data-enlarge=%q]`, slot), true)
		tab.Key("Escape")
		tab.WaitUntil(`!document.getElementById("stage").dataset.enlarged`, patience)
	}
	tab.Key("1")
	tab.Key("1") // the same key makes it small again
	tab.WaitUntil(`!document.getElementById("stage").dataset.enlarged`, patience)

	reach(t, tab, ".keys summary")
	tab.Key("Enter")
	reach(t, tab, "#keys")
	tab.Key(" ")
	tab.Key("m")
	tab.Key("2")
	pressed(tab, "#mute", false)
	if got := browsertest.Eval[*string](tab, `document.getElementById("stage").dataset.enlarged ?? null`); got != nil {
		t.Errorf("keys that are switched off enlarged %s", *got)
	}
	reach(t, tab, "#mute") // what a key does, a button does too
	tab.Key(" ")
	pressed(tab, "#mute", true)
	tab.Quiet()
}

// A chair runs the floor without a mouse: along the queue, give, take, next item, close.
func TestKeysOfTheConsole(t *testing.T) {
	t.Parallel()
	h := house(t, stopped(morning()))
	b := browsertest.Open(t, browsertest.Options{})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	session, _ := h.Plan.Seminar.Session(lecture)
	reach(t, chair, fmt.Sprintf(`[data-start="%s"]`, session.ID))
	chair.Key("Enter")
	chair.WaitFor("#next-item", patience)
	chair.Key("n")
	chair.WaitFor(fmt.Sprintf(`[data-item="%s"][aria-current="step"]`, session.Items[0].ID), patience)
	chair.Key("n")
	chair.WaitFor(fmt.Sprintf(`[data-item="%s"][aria-current="step"]`, session.Items[1].ID), patience)

	people := atHome(t, h, 3)
	for _, p := range people {
		if status := h.Enter(p).PostJSON(h.URL("/floor"), map[string]any{"do": "hand.raise", "op": p.Key, "mode": "home"}, nil); status != 200 {
			t.Fatalf("the hand of %s: %d", p.Key, status)
		}
	}
	chair.WaitUntil(`document.querySelectorAll("#hands > li").length === 3`, patience)
	onRow := func(p seminar.Person) {
		t.Helper()
		chair.WaitUntil(fmt.Sprintf(`document.activeElement.closest("#hands > li")?.innerText.includes(%q)`, p.Name["en"]), patience)
	}
	chair.Key("ArrowDown")
	onRow(people[0])
	chair.Key("ArrowDown")
	onRow(people[1])
	chair.Key("ArrowDown")
	onRow(people[2])
	chair.Key("ArrowUp")
	onRow(people[1])
	chair.Key("g")
	chair.WaitFor("#why-dialog[open]", patience) // another one is next
	chair.Key("Backspace")                       // chromedp sends a letter's character by itself, whatever became of its key
	for _, key := range "tang" {                 // no letter of it does what it does outside
		chair.Key(string(key))
	}
	chair.Key("Enter")
	chair.WaitUntil(fmt.Sprintf(`document.getElementById("turn-name").innerText === %q`, people[1].Name["en"]), patience)
	if got := chair.Text("#turn-why"); got != "tang" {
		t.Errorf("why it is not another's turn: %q", got)
	}
	onRow(people[2]) // whoever sat on the row that has gone goes on with the next
	chair.Key("t")
	chair.WaitFor("#turn-empty", patience)
	chair.Key("Tab") // to lowering that hand
	chair.Key("Enter")
	chair.WaitUntil(`document.querySelectorAll("#hands > li").length === 1`, patience)
	onRow(people[0])
	chair.Key("Enter")
	chair.WaitUntil(fmt.Sprintf(`document.getElementById("turn-name").innerText === %q`, people[0].Name["en"]), patience)
	reach(t, chair, "#close-session")
	chair.Key("Enter")
	chair.WaitFor("#close-dialog[open]", patience) // somebody is speaking
	reach(t, chair, "#close-yes")
	chair.Key("Enter")
	chair.WaitGone("#close-session", patience)
	chair.Quiet()
}

// Every session of the programme can be reached and opened without a mouse, and one
// sees where one is.
func TestKeysOfTheProgramme(t *testing.T) {
	t.Parallel()
	h := house(t, stopped(morning()))
	tab := browsertest.Open(t, browsertest.Options{Media: map[string]string{"prefers-reduced-motion": "reduce"}}).Tab()
	tab.Go(h.URL("/grid"))
	tab.Key("Tab")
	if got := tab.Text(":focus"); got != browsertest.Eval[string](tab, `document.querySelector("a.skip").innerText`) {
		t.Errorf("the first stop is %q, not the way to the content", got)
	}
	tab.Key("Enter")
	links := browsertest.Eval[[]string](tab, `[...document.querySelectorAll('main a[href*="/sessions/"]')].map(x => x.getAttribute("href"))`)
	if len(links) < 20 {
		t.Fatalf("%d sessions have a link", len(links))
	}
	seen := map[string]bool{}
	for range len(links) + 20 {
		tab.Key("Tab")
		at := browsertest.Eval[struct{ Href, Outline string }](tab, `({Href: document.activeElement.getAttribute("href") ?? "", Outline: getComputedStyle(document.activeElement).outlineStyle})`)
		if at.Href == "" {
			continue
		}
		seen[at.Href] = true
		if at.Outline == "none" {
			t.Errorf("on %s the focus is not seen", at.Href)
		}
		tab.WaitUntil(`(r => r.bottom > 0 && r.top < innerHeight)(document.activeElement.getBoundingClientRect())`, patience)
	}
	for _, link := range links {
		if !seen[link] {
			t.Errorf("the Tab key does not reach %s", link)
		}
	}
	tab.Go(h.URL("/grid"))
	reach(t, tab, `main a[href*="/sessions/"]`)
	want := browsertest.Eval[string](tab, `document.activeElement.href`)
	tab.Key("Enter")
	tab.WaitUntil(fmt.Sprintf(`location.href === %q`, want), patience)
	tab.Quiet()
}
