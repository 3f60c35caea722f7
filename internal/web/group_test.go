package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/floor"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// grouped is a house in the middle of a group session whose delegates are in groups.
type grouped struct {
	*apptest.House
	t       *testing.T
	session seminar.ID
}

func newGroups(t *testing.T, key, number string) grouped {
	t.Helper()
	var clock wound
	h := apptest.Start(t, apptest.Options{App: quick(&clock)})
	session, there := h.Plan.Seminar.Session(key)
	if !there {
		t.Fatal("no session " + key)
	}
	clock.forward(session.Starts.Add(10 * time.Minute).Sub(clock.now()))
	g := grouped{h, t, session.ID}
	g.post(g.Enter(g.With(seminar.Organiser, "")), "/groups", http.StatusSeeOther, url.Values{"session": {string(session.ID)}, "number": {number}, "by": {"mixed"}, "topic-en": {"Which river?\nWhy?"}})
	return g
}

func (g grouped) post(c *apptest.Client, path string, want int, form url.Values) string {
	g.t.Helper()
	if form.Get("op") == "" {
		form.Set("op", op())
	}
	status, body := c.Post(g.URL(path), form)
	if status != want {
		g.t.Fatalf("%s %v: status %d, want %d: %.300s", path, form, status, want, body)
	}
	return body
}

func (g grouped) state() *floor.State {
	g.t.Helper()
	h, err := g.App.Web.Halls.Hall(g.Plan.Seminar.ID)
	if err != nil {
		g.t.Fatal(err)
	}
	return h.State()
}

func (g grouped) group(i int) floor.Group { return g.state().GroupsOf(g.session)[i] }

func (g grouped) person(id seminar.ID) seminar.Person {
	for _, p := range g.Plan.People {
		if p.ID == id {
			return p
		}
	}
	g.t.Fatalf("nobody is %s", id)
	return seminar.Person{}
}

// A group writes together: nobody writes over what they have not seen, nothing is lost, and nobody else reads it.
func TestAGroupWritesTogether(t *testing.T) {
	t.Parallel()
	g := newGroups(t, "group-1-online", "3")
	if n := len(g.state().GroupsOf(g.session)); n != 3 {
		t.Fatalf("there are %d groups", n)
	}
	one := g.group(0)
	here := "/groups/" + string(one.ID)
	ann, bo, stranger := g.Enter(g.person(one.Members[0])), g.Enter(g.person(one.Members[1])), g.Enter(g.person(g.group(1).Members[0]))
	hears, deaf := join(t, g.House, bo, "home", 0), join(t, g.House, stranger, "home", 0)
	if status, body := ann.Get(g.URL(here)); status != http.StatusOK || !strings.Contains(body, "Which river?") {
		t.Fatalf("the own group: %d %.200s", status, body)
	}
	for path, want := range map[string]int{here: http.StatusNotFound, here + "/seats": http.StatusNotFound} {
		if status, _ := stranger.Get(g.URL(path)); status != want {
			t.Errorf("%s by somebody else: %d, want %d", path, status, want)
		}
	}
	g.post(stranger, here+"/points", http.StatusNotFound, url.Values{"text": {"Not mine"}})
	twice := op()
	for range 2 { // sent again, it is written once
		g.post(ann, here+"/points", http.StatusSeeOther, url.Values{"text": {"The Lin is dirty."}, "op": {twice}})
	}
	if body := string(hears.next(t, kind("group.news")).Body); !strings.Contains(body, string(one.ID)) || strings.Contains(body, "dirty") {
		t.Errorf("told %s", body)
	}
	if n := len(g.group(0).Points); n != 1 {
		t.Fatalf("%d points", n)
	}
	p := g.group(0).Points[0]
	change := func(c *apptest.Client, want int, text string) string {
		return g.post(c, here+"/points", want, url.Values{"point": {string(p.ID)}, "revision": {"1"}, "text": {text}})
	}
	change(bo, http.StatusSeeOther, "The Lin is very dirty.")
	if body := change(ann, http.StatusConflict, "The Lin was dirty."); !strings.Contains(body, "The Lin was dirty.") || !strings.Contains(body, "The Lin is very dirty.") {
		t.Error("who came second does not see both what stands and what they wrote")
	}
	g.post(ann, here+"/recorder", http.StatusSeeOther, url.Values{})
	g.post(bo, here+"/hand-in", http.StatusForbidden, url.Values{})
	g.post(ann, here+"/hand-in", http.StatusSeeOther, url.Values{})
	g.post(bo, here+"/points", http.StatusConflict, url.Values{"text": {"Too late"}})
	deaf.say(t, map[string]any{"do": "hand.raise", "op": "x"})
	for _, m := range deaf.until(t, func(m message) bool { return m.Reply == "x" }) {
		if strings.HasPrefix(m.Kind, "group.") {
			t.Errorf("somebody else is told %s", m.Kind)
		}
	}
	_, minutes := g.Enter(g.With(seminar.Editor, "")).Get(g.URL("/minutes"))
	if !strings.Contains(minutes, "The Lin is very dirty.") {
		t.Error("the minutes do not say what the group found")
	}
	if _, csv := g.Enter(g.With(seminar.Editor, "")).Get(g.URL("/minutes/groups.csv")); !strings.Contains(csv, "The Lin is very dirty.") {
		t.Errorf("the table says %s", csv)
	}
}

// Whoever moves to another group reads the former one no longer, and its small hall lets them in no longer.
func TestAMemberMoves(t *testing.T) {
	t.Parallel()
	g := newGroups(t, "group-1-online", "2")
	one, two := g.group(0), g.group(1)
	moved := g.Enter(g.person(one.Members[0]))
	organiser := g.Enter(g.With(seminar.Organiser, ""))
	watch := func(c *apptest.Client, group floor.Group) int {
		t.Helper()
		status, _ := c.Post(g.URL("/groups/"+string(group.ID)+"/watch"), url.Values{})
		return status
	}
	if got := watch(moved, one); got != http.StatusUnsupportedMediaType { // let in, and no offer
		t.Errorf("the own small hall: %d", got)
	}
	if got := watch(moved, two); got != http.StatusNotFound {
		t.Errorf("another's small hall: %d", got)
	}
	if got := watch(organiser, one); got != http.StatusForbidden {
		t.Errorf("an organiser listens in: %d", got)
	}
	g.post(organiser, "/groups/"+string(one.ID)+"/members", http.StatusSeeOther, url.Values{"person": {string(one.Members[0])}, "into": {string(two.ID)}})
	if got := watch(moved, one); got != http.StatusNotFound {
		t.Errorf("the former small hall: %d", got)
	}
	if status, _ := moved.Get(g.URL("/groups/" + string(two.ID))); status != http.StatusOK {
		t.Errorf("the new group: %d", status)
	}
}

// Whoever leads a group says who is here, of those who are in the house, and the roll knows.
func TestAGroupFeedsTheRoll(t *testing.T) {
	t.Parallel()
	g := newGroups(t, "group-1-main", "4")
	one := g.group(0)
	here := "/groups/" + string(one.ID)
	organiser := g.Enter(g.With(seminar.Organiser, ""))
	g.post(organiser, here, http.StatusSeeOther, url.Values{"convener": {string(one.Members[0])}, "room-en": {"Room 3"}})
	convener, other := g.Enter(g.person(one.Members[0])), g.Enter(g.person(one.Members[1]))
	mark := func(c *apptest.Client, person seminar.ID, want int) {
		t.Helper()
		g.post(c, here+"/marks", want, url.Values{"person": {string(person)}, "mark": {"present"}})
	}
	mark(other, one.Members[2], http.StatusForbidden)
	mark(convener, one.Members[0], http.StatusForbidden) // of oneself
	mark(convener, g.group(1).Members[0], http.StatusNotFound)
	mark(convener, one.Members[2], http.StatusSeeOther)
	evidence, err := g.App.Store.Evidence(t.Context(), g.Plan.Seminar.ID)
	if err != nil {
		t.Fatal(err)
	}
	said := 0
	for _, e := range evidence {
		if e.Person == one.Members[2] && e.Kind == roll.Attested && e.Session == g.session && e.Mark == roll.Present && e.Actor == one.Members[0] {
			said++
		}
	}
	if said != 1 {
		t.Errorf("it was said %d times that they are here", said)
	}
	if _, body := other.Get(g.URL(here)); strings.Count(body, `data-mark="present"`) == 0 {
		t.Error("the page does not say who is here")
	}
}

// In the plenary the chair gives the floor to a group: everybody reads its points while its recorder speaks.
func TestAGroupReportsToAll(t *testing.T) {
	t.Parallel()
	g := newGroups(t, "group-1-online", "2")
	one := g.group(0)
	here := "/groups/" + string(one.ID)
	ann := g.Enter(g.person(one.Members[0]))
	listener := join(t, g.House, g.Enter(g.With(seminar.Delegate, "main")), "hall", 0)
	chair := g.Enter(g.With(seminar.Chair, ""))
	g.post(ann, here+"/points", http.StatusSeeOther, url.Values{"text": {"We will clean it."}})
	g.post(ann, here+"/hear", http.StatusForbidden, url.Values{})
	g.post(chair, here+"/hear", http.StatusConflict, url.Values{}) // no session
	if _, r := command(t, g.House, chair, map[string]any{"do": "session.start", "op": op(), "session": g.Plan.Seminar.Sessions[0].Key}); !r.OK {
		t.Fatalf("%+v", r)
	}
	g.post(chair, here+"/hear", http.StatusConflict, url.Values{}) // nobody to report
	g.post(ann, here+"/recorder", http.StatusSeeOther, url.Values{})
	g.post(chair, here+"/hear", http.StatusSeeOther, url.Values{})
	var turn floor.Turn
	decode(t, listener.next(t, kind("turn.given")).Body, &turn)
	if turn.Person.ID != one.Members[0] || turn.From != floor.FromHome || turn.Report == nil || len(turn.Report.Points) != 1 {
		t.Errorf("told %+v", turn)
	}
}
