package browser_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// One browser publishes a camera with known content, two others see it move and hear
// its tone. One of them is cut off and comes back, then the whole server goes and comes
// back, and nobody touches anything. The roll shows both viewers to the second.
//
// The clock runs 30 times as fast as the real one and stands still while something is
// switched; a page that is there beats at that very moment, so the roll can be compared
// exactly with what the test itself has measured.
func TestHall(t *testing.T) {
	t.Parallel()
	c := stopped(morning())
	data := t.TempDir()
	h := apptest.Start(t, options(data, "", c))
	people := atHome(t, h, 3)
	anna, bo, nobody := people[0], people[1], people[2]

	camera := browsertest.Open(t, browsertest.Options{CameraFile: hallFilm().write(t), AudioFile: tone(t, 1000, 1, 0)})
	publisher := publish(h, camera.Tab(), h.With(seminar.Operator, ""), "programme")
	viewers := browsertest.Open(t, browsertest.Options{Flags: map[string]any{"mute-audio": false}})
	chair := arrive(h, viewers.Guest(), h.With(seminar.Chair, ""), "/console")
	a := arrive(h, viewers.Guest(), anna, "/hall")
	b := arrive(h, viewers.Guest(), bo, "/hall")
	begin(t, h, chair)

	v := &viewing{t: t, a: a, b: b}
	v.seeAndHear()
	auditor := h.Enter(h.With(seminar.Auditor, ""))
	session, _ := h.Plan.Seminar.Session(lecture)
	counted := func(p seminar.Person, want time.Duration) func() string {
		return func() string {
			if got := cell(t, theRoll(t, auditor, h), p, session.ID).Present.Duration(); got != want.Truncate(time.Second) {
				return fmt.Sprintf("%s, want %s", got, want)
			}
			return ""
		}
	}

	t.Log("both are in the hall")
	c.Run(fast)
	passes(c, session.Starts.Add(2*time.Minute))
	cut := c.Run(0)
	eventually(t, "the roll of the one who stays", counted(anna, cut.Sub(session.Starts)))
	eventually(t, "the roll of the one who will be cut off", counted(bo, cut.Sub(session.Starts)))

	t.Log("one is cut off")
	b.Offline(true)
	b.WaitFor(`#line[data-code="offline"]`, patience)
	c.Run(fast)
	passes(c, cut.Add(5*time.Minute))
	watches(t, "who was not cut off", a, "programme", hallFilm())
	back := c.Run(0)
	b.Offline(false)
	b.WaitFor(`#line[data-code="good"]`, patience)
	v.seeAndHear()
	c.Run(fast)
	passes(c, back.Add(2*time.Minute))
	end := c.Run(0)
	there := cut.Sub(session.Starts) + end.Sub(back)
	eventually(t, "the roll of the one who stayed", counted(anna, end.Sub(session.Starts)))
	eventually(t, "the roll of the one who was cut off", counted(bo, there))
	r := theRoll(t, auditor, h)
	online, _ := h.Plan.Seminar.Place("online")
	for _, x := range []struct {
		person seminar.Person
		mark   roll.Mark
		stays  int
	}{{anna, roll.Present, 1}, {bo, roll.Present, 2}, {nobody, roll.Absent, 0}} {
		got := cell(t, r, x.person, session.ID)
		if got.Mark != x.mark || got.Place != online.ID || len(got.Stays) != x.stays || !got.Pending {
			t.Errorf("%s: %+v, want %s with %d stays", x.person.Key, got, x.mark, x.stays)
		}
	}
	if gap := cell(t, r, bo, session.ID).Stays; !gap[0].To.Equal(seminar.Millis(cut)) || !gap[1].From.Equal(seminar.Millis(back)) {
		t.Errorf("the gap is from %s to %s, want %s to %s", gap[0].To, gap[1].From, cut, back)
	}
	page := arrive(h, viewers.Guest(), h.With(seminar.Auditor, ""), "/roll")
	for person, want := range map[seminar.ID]time.Duration{anna.ID: end.Sub(session.Starts), bo.ID: there} {
		got := page.Text(fmt.Sprintf("#c-%s-%s .sub", person, session.ID))
		if got != strconv.Itoa(int(want/time.Minute)) {
			t.Errorf("the page says %s minutes, want those of %s", got, want)
		}
	}
	t.Logf("of %s the roll credits %s to the one who was cut off for %s", end.Sub(session.Starts), there, back.Sub(cut))
	page.Close()

	t.Log("the server goes and comes back")
	where := port(t, h)
	h.Close()
	for _, tab := range []*browsertest.Tab{a, b} {
		tab.WaitFor(`#line:not([data-level="good"])`, patience)
	}
	h = apptest.Start(t, options(data, where, c))
	for _, tab := range []*browsertest.Tab{a, b} {
		tab.WaitFor(`#line[data-code="good"]`, patience)
	}
	publisher.WaitFor(`#state[data-level="good"]`, patience)
	v.seeAndHear()
	c.Run(fast)
	passes(c, end.Add(2*time.Minute))
	last := c.Run(0)
	eventually(t, "the roll of the one who stayed, over the restart", counted(anna, last.Sub(session.Starts)))
	eventually(t, "the roll of the one who was cut off, over the restart", counted(bo, there+last.Sub(end)))
	for _, tab := range []*browsertest.Tab{a, b, chair, publisher} {
		unexcepted(t, tab)
	}
}

// viewing are two delegates at home.
type viewing struct {
	t    *testing.T
	a, b *browsertest.Tab
}

func (v *viewing) seeAndHear() {
	v.t.Helper()
	for i, tab := range []*browsertest.Tab{v.a, v.b} {
		who := []string{"the first", "the second"}[i]
		watches(v.t, who, tab, "programme", hallFilm())
		hears(v.t, who, tab, "programme", 1000)
	}
}

// publish lets an operator send their camera, with the sound of a mixing desk, and
// waits until it is on air.
func publish(h *apptest.House, tab *browsertest.Tab, p seminar.Person, slot string) *browsertest.Tab {
	arrive(h, tab, p, "/publish")
	tab.Click("#hall-sound")
	opens(tab)
	tab.Click(`input[name="slot"][value="` + slot + `"]`)
	tab.Click("#start")
	tab.WaitFor(`#state[data-level="good"]`, patience)
	return tab
}

// opens looks at the microphone before it is sent, as whoever sends it does. Chromium's own that plays a
// file is once in a while dumb; the page says so and offers to open it anew.
func opens(tab *browsertest.Tab) {
	const dumb = `!document.querySelector("#level-silent").hidden`
	for range 3 {
		tab.WaitUntil(dumb+` || document.querySelector("#level").value > 0.3`, patience)
		if !browsertest.Eval[bool](tab, dumb) {
			return
		}
		tab.Click("#level-silent button")
	}
}

// begin lets the chair start the lecture.
func begin(t testing.TB, h *apptest.House, console *browsertest.Tab) {
	t.Helper()
	session, ok := h.Plan.Seminar.Session(lecture)
	if !ok {
		t.Fatal("the lecture is not in the programme")
	}
	console.Click(fmt.Sprintf(`[data-start="%s"]`, session.ID))
	console.WaitFor("#close-session", patience)
}

// passes waits until the clock shows a time.
func passes(c *clock, until time.Time) {
	for c.Now().Before(until) {
		time.Sleep(20 * time.Millisecond)
	}
}

// unexcepted fails the test for each exception and each refusal of the security policy
// in a page. What the network said while it was cut is no fault of the page.
func unexcepted(t testing.TB, tab *browsertest.Tab) {
	t.Helper()
	for _, m := range tab.Console() {
		if m.Kind != "network" && m.Kind != "javascript" {
			t.Errorf("%s says %s", tab.Address(), m)
		}
	}
}

// Whoever sends from a microphone that is switched off is told so before anybody misses them.
func TestADumbMicrophoneIsSaid(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	browser := browsertest.Open(t, browsertest.Options{CameraFile: hallFilm().write(t), AudioFile: tone(t, 0, 1, 0)})
	page := arrive(h, browser.Tab(), h.With(seminar.Operator, ""), "/publish")
	const note = "#level-silent"
	page.WaitFor(note, patience)
	page.Accessible()
	page.Click(note + " button")
	page.WaitUntil(`document.querySelector("`+note+`").hidden`, patience)
	page.WaitFor(note, patience)
	page.Quiet()
}
