package browser_test

import (
	"fmt"
	"testing"

	"aula/internal/browsertest"
	"aula/internal/i18n"
	"aula/internal/seminar"
)

// A delegate at home raises the hand, is given the floor by the chair and speaks: the
// other delegate and the big screen see the right film and the right name, and it ends
// when the chair takes the floor back. Delegate and chair use the keyboard alone.
func TestFloor(t *testing.T) {
	t.Parallel()
	h := house(t, stopped(morning()))
	people := atHome(t, h, 2)
	speaker, listener := people[0], people[1]
	b := browsertest.Open(t, browsertest.Options{CameraFile: floorFilm().write(t), AudioFile: tone(t, 600, 350, 250), Flags: map[string]any{"mute-audio": false}})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	home := arrive(h, b.Guest(), speaker, "/hall")
	other := arrive(h, b.Guest(), listener, "/hall")
	screen := arrive(h, b.Guest(), h.With(seminar.Screen, "east"), "/screen")
	begin(t, h, chair)

	home.WaitUntil(`!document.getElementById("raise").disabled`, patience)
	home.Key("h")
	home.WaitFor("#hand", patience)
	if got := chair.Text(`#hands > li [data-part="name"]`); got != speaker.Name["en"] {
		t.Errorf("the chair sees the hand of %q, want %q", got, speaker.Name["en"])
	}
	other.WaitUntil(`document.querySelectorAll("#hands > li").length === 1`, patience)

	chair.Key("g")
	home.WaitFor("#floor-dialog[open]", patience)
	home.WaitUntil(`!document.getElementById("floor-live").disabled`, patience)
	reach(t, home, "#floor-live")
	home.Key("Enter")
	home.WaitFor(`#onair[data-condition="live"]`, patience)
	for _, x := range []struct {
		who string
		tab *browsertest.Tab
	}{{"the other delegate", other}, {"the big screen", screen}} {
		x.tab.WaitFor(`[data-tile="floor"][data-on][data-picture]`, patience)
		if got := x.tab.Text("#turn-name"); got != speaker.Name["en"] {
			t.Errorf("%s reads the name %q, want %q", x.who, got, speaker.Name["en"])
		}
		watches(t, x.who, x.tab, "floor", floorFilm())
		hears(t, x.who, x.tab, "floor", 600)
	}
	if own := browsertest.Eval[bool](home, `document.querySelector('audio[data-sound="floor"]').muted`); !own {
		t.Error("who speaks hears the own voice")
	}

	chair.Key("t")
	home.WaitGone("#onair", patience)
	for _, tab := range []*browsertest.Tab{other, screen} {
		tab.WaitUntil(`!document.querySelector('[data-tile="floor"]').hasAttribute("data-on")`, patience)
		tab.WaitGone("#turn", patience)
	}
	still(t, "the other delegate", other, "floor", floorFilm())
	if open := browsertest.Eval[bool](home, `["floor-preview", "onair-picture"].some(x => document.getElementById(x).srcObject?.getTracks().some(x => x.readyState === "live"))`); open {
		t.Error("the camera stays open after the turn")
	}
	for _, tab := range []*browsertest.Tab{chair, home, other, screen} {
		tab.Quiet()
	}
}

// Whoever has no camera to show, or shows none, speaks all the same; whoever declines
// gives the floor back.
func TestFloorDeclined(t *testing.T) {
	t.Parallel()
	h := house(t, stopped(morning()))
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	home := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	begin(t, h, chair)
	const ready = `!document.getElementById("raise").disabled`
	home.WaitUntil(ready, patience)
	home.Key("h")
	home.WaitFor("#hand", patience)
	home.Key("h")
	home.WaitGone("#hand", patience)
	home.WaitUntil(ready, patience)
	home.Key("h")
	home.WaitFor("#hand", patience)
	chair.WaitFor("#hands > li", patience)
	chair.Key("g")
	home.WaitFor("#floor-dialog[open]", patience)
	texts, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := home.Text("#floor-fault"), texts.Printer(seminar.English, nil).T("hall.floor.denied"); got != want {
		t.Errorf("the dialog says %q, want %q", got, want)
	}
	home.Key("Escape") // the question stays until it is answered
	home.WaitFor("#floor-dialog[open]", patience)
	home.Click("#floor-decline")
	home.WaitGone("#floor-dialog", patience)
	chair.WaitFor("#turn-empty", patience)
	if said := fmt.Sprint(home.Console(), chair.Console()); said != "[] []" {
		t.Error(said)
	}
}
