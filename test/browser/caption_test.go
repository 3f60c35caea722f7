package browser_test

import (
	"testing"
	"time"

	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// Somebody writes what is said: it grows on the wall and at home of whoever reads captions, is corrected by keyboard, and goes by itself.
func TestCaptionsFromTheKeyboardToTheWall(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning(), real: time.Now(), speed: 1})
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	writer := arrive(h, b.Guest(), h.With(seminar.Moderator, ""), "/captions?language=en")
	home := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	silent := arrive(h, b.Guest(), atHome(t, h, 2)[1], "/hall")
	wall := arrive(h, b.Guest(), h.Person("screen-east"), "/screen?place=east")
	begin(t, h, chair)
	chair.Click("#next-item")
	home.Run(`(() => { const s = document.getElementById("captions-language"); s.value = "en"; s.dispatchEvent(new Event("change")); })(), 0`)
	wall.WaitFor(`#screen[data-view="live"]`, patience)
	shows := func(tab *browsertest.Tab, words string) {
		t.Helper()
		tab.WaitUntil(`[...document.querySelectorAll("#captions > span")].map(x => x.innerText).join("|") === "`+words+`"`, patience)
	}
	writer.WaitFor("#line-text:focus", patience)
	writer.Type("#line-text", "The rivar is")
	shows(home, "The rivar is") // before the line is done
	writer.Type("#line-text", " long.")
	writer.Key("Enter")
	shows(home, "The rivar is long.")
	shows(wall, "The rivar is long.")
	writer.Key("ArrowUp")
	writer.WaitUntil(`document.getElementById("line-text").value === "The rivar is long."`, patience)
	writer.Run(`document.getElementById("line-text").value = "The river is long.", document.getElementById("line-text").dispatchEvent(new Event("input")), 0`)
	writer.Key("Enter")
	shows(wall, "The river is long.")
	writer.Type("#line-text", "It begins in the hills.")
	writer.Key("Enter")
	shows(home, "The river is long.|It begins in the hills.")
	shows(wall, "The river is long.|It begins in the hills.")
	inspect(t, "captions-wall", wall)
	inspect(t, "captions-home", home)
	inspect(t, "captions-writer", writer)
	if !browsertest.Eval[bool](silent, `document.getElementById("captions").hidden`) {
		t.Error("who reads no captions sees some")
	}
	home.WaitUntil(`document.getElementById("captions").hidden`, patience)
	for _, tab := range []*browsertest.Tab{writer, home, wall} {
		tab.Quiet()
	}
}
