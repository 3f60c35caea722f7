package browser_test

import (
	"fmt"
	"strings"
	"testing"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// device opens the link of an enrolment in a browser and waits until the hall's picture is sent.
func device(h *apptest.House, tab *browsertest.Tab, place string) *browsertest.Tab {
	link, _ := h.Enrolment(place)
	tab.Go(link)
	tab.Click("main form button")
	tab.WaitUntil(`location.pathname.endsWith("/branch/`+place+`/screen")`, patience)
	tab.WaitFor(`#state[data-condition="up"]`, patience)
	return tab
}

// moves waits until five further pictures of a slot were shown. A wall of pictures on a
// machine that has other things to do moves now and then.
func moves(t testing.TB, who string, tab *browsertest.Tab, slot string) {
	t.Helper()
	shown := fmt.Sprintf(`document.querySelector('video[data-slot=%q]').getVideoPlaybackQuality().totalVideoFrames`, slot)
	from := browsertest.Eval[float64](tab, shown)
	t.Logf("%s sees the %s from picture %.0f", who, slot, from)
	tab.WaitUntil(fmt.Sprintf(`%s >= %f`, shown, from+5), 3*patience)
}

// The operator runs the air by keyboard: looks at a source that waits, puts it on the
// wall, arranges all screens, turns the sound off and shuts a source out. Everybody at
// home sees it at once.
func TestDesk(t *testing.T) {
	t.Parallel()
	h := house(t, stopped(morning()))
	cameras := browsertest.Open(t, browsertest.Options{CameraFile: floorFilm().write(t), AudioFile: tone(t, 1000, 1, 0)})
	publish(h, cameras.Guest(), h.With(seminar.Operator, ""), "programme")
	speaker := h.With(seminar.Speaker, "")
	waiting := publish(h, cameras.Guest(), speaker, "wall")
	east := device(h, cameras.Guest(), "east")
	viewers := browsertest.Open(t, browsertest.Options{})
	home := arrive(h, viewers.Guest(), atHome(t, h, 1)[0], "/hall")
	screen := arrive(h, viewers.Guest(), h.Person("screen-west"), "/screen")
	desk := arrive(h, viewers.Guest(), h.With(seminar.Operator, ""), "/desk")

	t.Log("the hall is on the wall by itself, the speaker waits")
	desk.WaitFor(`[data-air="wall-1"] [data-picture]`, patience)
	moves(t, "who is at home", home, "wall-1")
	if got := desk.Text(`[data-air="wall-1"] [data-part="label"]`); got != "East branch hall" {
		t.Errorf("the wall names %q", got)
	}
	desk.WaitFor(`#sources > [data-key]:nth-child(3)`, patience)
	own := fmt.Sprintf(`#sources > [data-key="%s.wall"]`, speaker.ID)
	desk.WaitFor(own, patience)
	desk.WaitFor(own+` [data-side="good"], `+own+` [data-side="server"], `+own+` [data-side="old_picture"]`, patience)

	t.Log("preview, then the wall")
	desk.Run(fmt.Sprintf(`document.querySelector(%q).focus()`, own+` [data-part="preview"]`))
	desk.Key("p")
	desk.WaitUntil(`document.getElementById("preview").videoWidth > 0`, patience)
	if desk.Text("#preview-name") != speaker.Name["en"] {
		t.Errorf("the preview names %q", desk.Text("#preview-name"))
	}
	desk.Key("5")
	home.WaitFor(`[data-tile="wall-2"][data-picture]`, patience)
	screen.WaitFor(`[data-tile="wall-2"][data-size="strip"][data-picture]`, patience)

	t.Log("layout and sound")
	desk.Click(`#layout [data-layout="wall"]`)
	for _, tab := range []*browsertest.Tab{home, screen} {
		tab.WaitFor(`#stage[data-layout="wall"] [data-tile="wall-1"][data-size="large"]`, patience)
	}
	home.Click(`[data-enlarge="programme"]`)
	home.WaitGone(`[data-tile="wall-1"]`, patience) // what somebody enlarges stays theirs
	home.Key("Escape")
	home.WaitFor(`[data-tile="wall-1"]`, patience)
	desk.Run(`document.activeElement.blur()`)
	desk.Key("m")
	home.WaitFor(`[data-tile="programme"][data-muted] .tile-muted`, patience)
	home.WaitFor(`#line[data-code="muted"]`, patience)
	pressed(desk, `[data-mute="programme"]`, true)
	desk.Key("m")
	home.WaitUntil(`!document.querySelector('[data-tile="programme"]').hasAttribute("data-muted")`, patience)

	t.Log("a source falls silent, and its place says so")
	east.Run(`document.getElementById("self-picture").srcObject.getTracks().forEach(track => track.stop())`)
	home.WaitFor(`[data-tile="wall-1"][data-lost] .tile-slate`, patience)
	if got := home.Text(`[data-tile="wall-1"] .tile-slate`); !strings.HasPrefix(got, "East branch hall: no picture since") {
		t.Errorf("the slate says %q", got)
	}
	desk.WaitFor(`[data-air="wall-1"][data-gone]`, patience)
	east.Go(h.URL("/branch/east/screen"))
	moves(t, "who is at home, again", home, "wall-1")

	t.Log("the kill switch")
	desk.Run(fmt.Sprintf(`document.querySelector(%q).focus()`, own+` [data-part="preview"]`))
	desk.Key("k")
	desk.Click("#kill-yes")
	desk.WaitFor(fmt.Sprintf(`#barred [data-key="%s"]`, speaker.ID), patience)
	desk.WaitGone(own, patience)
	home.WaitGone(`[data-tile="wall-2"]`, patience)
	waiting.WaitFor(`#state[data-level="bad"]`, patience)
	desk.Click(`#barred [data-part="allow"]`)
	desk.WaitGone(`#barred-part`, patience)
	for _, tab := range []*browsertest.Tab{desk, home, screen} {
		unexcepted(t, tab)
	}
}

// A branch hall sees and hears the hall. When somebody in it is given the floor, everybody
// sees and hears it over the connection it has, and its own voice does not come back.
func TestBranchScreen(t *testing.T) {
	t.Parallel()
	h := house(t, stopped(morning()))
	hall := browsertest.Open(t, browsertest.Options{CameraFile: hallFilm().write(t), AudioFile: tone(t, 1000, 1, 0)})
	publish(h, hall.Tab(), h.With(seminar.Operator, ""), "programme")
	room := browsertest.Open(t, browsertest.Options{CameraFile: floorFilm().write(t), AudioFile: tone(t, 2500, 1, 0), Flags: map[string]any{"mute-audio": false}})
	east := device(h, room.Tab(), "east")
	viewers := browsertest.Open(t, browsertest.Options{Flags: map[string]any{"mute-audio": false}})
	home := arrive(h, viewers.Guest(), atHome(t, h, 1)[0], "/hall")
	chair := arrive(h, viewers.Guest(), h.With(seminar.Chair, ""), "/console")
	begin(t, h, chair)

	moves(t, "the branch hall", east, "programme")
	hears(t, "the branch hall", east, "programme", 1000)
	moves(t, "who is at home", home, "wall-1")
	silenced := func(slot string) string {
		return fmt.Sprintf(`document.querySelector('audio[data-sound=%q]').muted`, slot)
	}
	if browsertest.Eval[bool](east, silenced("programme")) {
		t.Error("the branch hall does not hear the hall")
	}
	settings := browsertest.Eval[string](east, `JSON.stringify((({echoCancellation, noiseSuppression, autoGainControl}) => [echoCancellation, noiseSuppression, autoGainControl])(document.getElementById("self-picture").srcObject.getAudioTracks()[0].getSettings()))`)
	if settings != "[false,false,false]" {
		t.Errorf("the sound equipment of the hall is meddled with: %s", settings)
	}
	open := `document.getElementById("self-picture").srcObject.getAudioTracks()[0].enabled`
	if browsertest.Eval[bool](east, open) {
		t.Error("the hall's microphone is open without the floor")
	}

	steward := h.Enter(h.With(seminar.Steward, "east"))
	speaker := h.With(seminar.Delegate, "east")
	if status := steward.PostJSON(h.URL("/floor"), map[string]any{"do": "hand.raise", "op": "1", "mode": "branch", "person": speaker.ID, "place": "east"}, nil); status != 200 {
		t.Fatalf("raising a hand: status %d", status)
	}
	chair.Click(`#hands [data-part="give"]`)
	home.WaitFor(`#stage[data-layout="floor"] [data-tile="floor"][data-size="large"]`, patience)
	moves(t, "who is at home", home, "floor")
	if size := browsertest.Eval[string](home, `(v => v.videoWidth + "x" + v.videoHeight)(document.querySelector('video[data-slot="floor"]'))`); size != "320x240" { // of floorFilm
		t.Errorf("on the floor is a picture of %s, which is not the hall's", size)
	}
	hears(t, "who is at home", home, "floor", 2500)
	east.WaitFor(`#branchscreen[data-floor]`, patience)
	if !browsertest.Eval[bool](east, open) || !browsertest.Eval[bool](east, silenced("floor")) || browsertest.Eval[bool](east, silenced("programme")) {
		t.Error("in the turn the hall is not heard, or hears itself, or not the others")
	}
	chair.Click("#take")
	east.WaitUntil(`!document.getElementById("branchscreen").hasAttribute("data-floor")`, patience)
	if browsertest.Eval[bool](east, open) {
		t.Error("the hall's microphone stays open after the turn")
	}
	moves(t, "who is at home, after the turn", home, "wall-1")
	for _, tab := range []*browsertest.Tab{east, home} {
		unexcepted(t, tab)
	}
}
