package browser_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"aula/internal/app"
	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/i18n"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Two stewards keep the roll of a branch hall on two tablets: one tap marks, the other
// tablet follows. One tablet loses its network, is opened again without it, and brings
// its marks when the network is back; the later word counts.
func TestBranch(t *testing.T) {
	t.Parallel()
	files := demonstration()
	files[1].Data = bytes.Replace(files[1].Data, []byte(",steward@west,"), []byte(",steward@west; steward@east,"), 1)
	c := stopped(morning().Add(21 * time.Minute))
	c.Run(1)
	h := apptest.Start(t, apptest.Options{Files: files, App: app.Options{Clock: c.Now}})
	east, _ := h.Plan.Seminar.Place("east")
	var people []seminar.Person
	for _, p := range h.Plan.People {
		if p.Delegate && p.Place == east.ID {
			people = append(people, p)
		}
	}
	session, _ := h.Plan.Seminar.Session(lecture)
	tablet := browsertest.Options{Width: 1024, Height: 768, Touch: true}
	path := "/branch/east?session=" + string(session.ID)
	open := func(who string) *sheet {
		tab := browsertest.Open(t, tablet).Tab()
		return &sheet{t, arrive(h, tab, h.Person(who), path)}
	}
	first, second := open("steward-east"), open("steward-west")
	for _, s := range []*sheet{first, second} {
		s.tab.WaitFor(`#line[data-level="good"]`, patience)
	}

	first.tap(people[0], roll.Present)
	first.delivered()
	first.shows(people[0], roll.Present)
	second.shows(people[0], roll.Present)
	second.tab.WaitUntil(`document.getElementById("count-present").innerText === "1"`, patience)

	t.Log("one tablet loses its network")
	first.tab.WaitUntil(fmt.Sprintf(`navigator.serviceWorker.controller !== null && caches.open("aula-door").then(async c => /<li id="person-%s"[^>]* data-mark="present"/.test(await (await c.match(location.href))?.text()) && (await c.keys()).length > 2)`, people[0].ID), patience)
	first.tab.Offline(true)
	first.tap(people[1], roll.Present)
	first.tap(people[2], roll.Late)
	first.tap(people[3], roll.Absent)
	first.tab.Tap(`[data-word="opened"]`)
	first.tab.Type("#heads", "17")
	first.tab.Tap("#heads-form button")
	first.waiting(5)
	first.tab.Go(h.URL(path))
	first.waiting(5)
	for i, mark := range []roll.Mark{roll.Present, roll.Present, roll.Late, roll.Absent} {
		first.shows(people[i], mark)
	}
	second.tap(people[1], roll.Late) // said later than the mark that waits
	second.delivered()
	first.tab.Offline(false)
	first.delivered()
	want := []roll.Mark{roll.Present, roll.Late, roll.Late, roll.Absent}
	for i, mark := range want {
		first.shows(people[i], mark)
		second.shows(people[i], mark)
	}
	r := theRoll(t, h.Enter(h.With(seminar.Auditor, "")), h)
	for i, mark := range want {
		if c := cell(t, r, people[i], session.ID); c.Mark != mark || c.Place != east.ID {
			t.Errorf("the roll says of %s %s at %s, want %s", people[i].Key, c.Mark, c.Place, mark)
		}
	}
	evidence, err := h.App.Store.Evidence(t.Context(), h.Plan.Seminar.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(evidence) != 7 {
		t.Errorf("%d words are kept, want the seven that were said", len(evidence))
	}
	if w := roll.HallWordOf(evidence, east.ID, session.ID); w.Opened.IsZero() || w.Heads != 17 || !w.Closed.IsZero() {
		t.Errorf("of the hall itself was said %+v", w)
	}
	second.tab.WaitUntil(`document.querySelector('[data-part="headcount"]').textContent.startsWith("17 ")`, patience)
	desk := arrive(h, browsertest.Open(t, browsertest.Options{}).Tab(), h.With(seminar.Auditor, ""), "/cases")
	if got := desk.Text(`[data-doubt="heads"]`); !strings.Contains(got, "Counted 17, on the roll 3.") {
		t.Errorf("the desk says %q", got)
	}
	second.tab.Quiet()
	unexcepted(t, first.tab)
}

// sheet is a steward's tablet.
type sheet struct {
	t   *testing.T
	tab *browsertest.Tab
}

func (s *sheet) tap(p seminar.Person, mark roll.Mark) {
	s.t.Helper()
	s.tab.Tap(fmt.Sprintf(`#person-%s [data-set="%s"]`, p.ID, mark))
}

// shows waits until a person's row has that mark and no other.
func (s *sheet) shows(p seminar.Person, mark roll.Mark) {
	s.t.Helper()
	s.tab.WaitUntil(fmt.Sprintf(`[...document.querySelectorAll('#person-%s [aria-pressed="true"][data-set]')].map(x => x.dataset.set).join() === %q`, p.ID, mark), patience)
}

func (s *sheet) waiting(n int) { s.t.Helper(); s.says("branch.waiting", n) }
func (s *sheet) delivered()    { s.t.Helper(); s.says("branch.delivered", 0) }

func (s *sheet) says(key string, n int) {
	s.t.Helper()
	texts, err := i18n.Open()
	if err != nil {
		s.t.Fatal(err)
	}
	want := texts.Printer(seminar.English, nil).T(key, "n", n)
	eventually(s.t, "the page says "+want, func() string {
		if got := s.tab.Text("#queue"); got != want {
			return "it says " + got
		}
		return ""
	})
}
