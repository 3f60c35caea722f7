package browser_test

import (
	"testing"
	"time"

	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// What an organiser announces stands at once on the wall, at home and on the programme, each in its own language, and goes when it is withdrawn.
func TestAnAnnouncement(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning(), real: time.Now(), speed: 1})
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	home := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	programme := arrive(h, b.Guest(), h.With(seminar.Delegate, "main"), "?lang=zh-Hans")
	wall := arrive(h, b.Guest(), h.Person("screen-east"), "/screen?place=east")
	wall.WaitFor("#break-time", patience)
	desk := arrive(h, b.Guest(), h.With(seminar.Organiser, ""), "/announcements")
	inspect(t, "announcements-empty", desk)
	desk.Type("#text-en", "The panel is in hall 3, not in hall 2")
	desk.Type("#text-zh-Hans", "专题讨论改在三号厅")
	press(t, desk, ".form button.primary")
	for tab, want := range map[*browsertest.Tab]string{home: "The panel is in hall 3, not in hall 2", wall: "The panel is in hall 3, not in hall 2", programme: "专题讨论改在三号厅"} {
		tab.WaitUntil(`document.querySelector(".announcements > li")?.innerText === "`+want+`"`, patience)
	}
	inspect(t, "announcement-home", home)
	inspect(t, "announcement-wall", wall)
	inspect(t, "announcement-programme", programme)
	desk.WaitFor(".announced-list li", patience)
	inspect(t, "announcements", desk)
	press(t, desk, ".announced-list button")
	for _, tab := range []*browsertest.Tab{home, wall, programme} {
		tab.WaitUntil(`![...document.querySelectorAll(".announcements > li")].some(x => x.checkVisibility())`, patience)
		tab.Quiet()
	}
	desk.Quiet()
}
