package browser_test

import (
	"fmt"
	"testing"
	"time"

	"aula/internal/browsertest"
	"aula/internal/programme"
	"aula/internal/seminar"
)

// An afternoon in groups: the organiser forms them by keyboard, two members at home meet in their small hall and see and hear each other, both
// write, one hands in, and in the plenary the chair gives the floor to the group: the wall shows what it has found.
func TestAGroupDiscussion(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning().Add(7 * time.Hour), real: time.Now(), speed: 1})
	afternoon := ""
	for _, s := range h.Plan.Seminar.Sessions {
		place, _ := h.Plan.Seminar.Place("online")
		if s.Kind == programme.Group && s.At(place.ID) && s.Starts.Before(morning().Add(7*time.Hour)) && s.Ends.After(morning().Add(7*time.Hour)) {
			afternoon = string(s.ID)
		}
	}
	if afternoon == "" {
		t.Fatal("nobody at home discusses in groups that afternoon")
	}
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	organiser := arrive(h, b.Guest(), h.With(seminar.Organiser, ""), "/groups")
	inspect(t, "groups-empty", organiser)
	form := fmt.Sprintf(`form:has(> [value=%q])`, afternoon)
	organiser.Run(fmt.Sprintf(`document.querySelector('details:has([value="%s"])').open = true, document.querySelector('%s [name="number"]').value = "8", document.querySelector('%s [name="topic-en"]').value = "What do we do at home?\nBy when?", 0`, afternoon, form, form))
	organiser.Run(fmt.Sprintf(`document.querySelector('%s [name="number"]').focus(), 0`, form))
	organiser.Key("Enter")
	organiser.WaitUntil(fmt.Sprintf(`document.querySelectorAll('[id="list-%s"] tbody tr').length === 8`, afternoon), patience)
	inspect(t, "groups", organiser)

	live, err := h.App.Web.Halls.Hall(h.Plan.Seminar.ID)
	if err != nil {
		t.Fatal(err)
	}
	g := live.State().GroupsOf(seminar.ID(afternoon))[0]
	person := func(id seminar.ID) seminar.Person {
		for _, p := range h.Plan.People {
			if p.ID == id {
				return p
			}
		}
		return seminar.Person{}
	}
	member := func(i int, hz float64) *browsertest.Tab {
		own := browsertest.Open(t, browsertest.Options{CameraFile: floorFilm().write(t), AudioFile: tone(t, hz, 1, 0), Flags: map[string]any{"mute-audio": false}})
		return arrive(h, own.Tab(), person(g.Members[i]), "/hall")
	}
	ann, bo := member(0, 700), member(1, 1200)
	for _, tab := range []*browsertest.Tab{ann, bo} {
		tab.WaitFor("#to-group:not([hidden]) a", patience)
		tab.Click("#to-group a")
		tab.WaitFor(fmt.Sprintf(`a[href$="/groups/%s"]`, g.ID), patience)
		tab.Click(fmt.Sprintf(`a[href$="/groups/%s"]`, g.ID))
		tab.WaitFor("#circle-join", patience)
	}
	press(t, ann, "#circle-join")
	ann.WaitFor(`#circle-state[data-level="good"]`, patience)
	press(t, bo, "#circle-join")
	bo.WaitFor(`#circle-state[data-level="good"]`, patience)
	for tab, hz := range map[*browsertest.Tab]float64{ann: 1200, bo: 700} {
		tab.WaitUntil(`[...document.querySelectorAll("[data-seat]:not([hidden]) video")].filter(v => v.videoWidth === 320 && v.getVideoPlaybackQuality().totalVideoFrames > 10).length === 2`, patience)
		other := browsertest.Eval[string](tab, `[...document.querySelectorAll("[data-seat]:not([hidden])")].find(x => !x.querySelector("audio").muted).dataset.seat`)
		tab.Run(fmt.Sprintf(`document.querySelector('[data-seat=%q] audio').dataset.sound = "other", 0`, other))
		hears(t, "a member", tab, "other", hz)
	}

	ann.Type("#new", "We measure the Lin every month.")
	press(t, ann, "#point-new button")
	bo.WaitUntil(`document.querySelector("#points .point-text")?.innerText === "We measure the Lin every month."`, patience)
	if n := browsertest.Eval[int](bo, `document.querySelectorAll("[data-seat]:not([hidden])").length`); n != 2 {
		t.Errorf("%d are on their seats while they write", n)
	}
	press(t, bo, `#members form[action$="/recorder"] button`)
	bo.Type("#new", "By the end of spring.")
	press(t, bo, "#point-new button")
	ann.WaitUntil(`document.querySelectorAll("#points .point-text").length === 2`, patience)
	inspect(t, "group-home", ann)
	press(t, bo, "#point-hand button")
	ann.WaitFor("#points .callout.good", patience)

	wall := arrive(h, b.Guest(), h.Person("screen-east"), "/screen?place=east")
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	chair.Click(fmt.Sprintf(`[data-start="%s"]`, afternoon)) // one whose hours these are: another the hall closes by itself
	chair.WaitFor("#close-session", patience)
	desk := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/groups")
	press(t, desk, fmt.Sprintf(`[id="hear-%s"]`, g.ID))
	wall.WaitUntil(`document.querySelectorAll("#report:not([hidden]) li").length === 2`, patience)
	wall.WaitUntil(`document.getElementById("turn-name").innerText !== ""`, patience)
	inspect(t, "group-wall", wall)
	chair.WaitUntil(`document.getElementById("turn-why").innerText === "Group 1 reports"`, patience)
	inspect(t, "group-chair", chair)
	for _, tab := range []*browsertest.Tab{organiser, ann, bo, wall, chair, desk} {
		tab.Quiet()
	}
}
