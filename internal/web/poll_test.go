package web_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/floor"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// voter is somebody who says by POST what they want, and hears what comes of it: an entry and an answer come in any order.
type voter struct {
	*listener
	client *apptest.Client
	mode   string
}

func (v *voter) does(t *testing.T, h *apptest.House, deed string, fields map[string]any) reply {
	t.Helper()
	m := map[string]any{"do": "poll." + deed, "op": op(), "mode": v.mode}
	maps.Copy(m, fields)
	_, r := command(t, h, v.client, m)
	return r
}

func enter(t *testing.T, h *apptest.House, p seminar.Person, mode string) *voter {
	t.Helper()
	c := h.Enter(p)
	return &voter{join(t, h, c, mode, 0), c, mode}
}

// made has a poll prepared and returns it as its maker hears of it.
func made(t *testing.T, h *apptest.House, chair *voter, draft floor.Poll) (p floor.Poll) {
	t.Helper()
	if r := chair.does(t, h, "make", map[string]any{"draft": draft}); !r.OK {
		t.Fatalf("%+v", r)
	}
	decode(t, chair.next(t, kind("poll.made")).Body, &p)
	return p
}

func where() floor.Poll {
	return floor.Poll{Kind: floor.Single, Title: seminar.Text{"en": " Where next? "}, Options: []seminar.Text{{"en": "Here"}, {"en": "There"}}}
}

// A poll from its preparation to its result: who hears of what, and when.
func TestAPoll(t *testing.T) {
	t.Parallel()
	var clock wound
	h := apptest.Start(t, apptest.Options{App: quick(&clock)})
	p := h.With(seminar.Delegate, "online")
	chair, home := enter(t, h, h.With(seminar.Chair, ""), "console"), enter(t, h, p, "home")
	stop := make(chan struct{})
	defer close(stop)
	for _, l := range []*voter{chair, home} {
		l.next(t, kind("state"))
		l.beats(t, stop)
	}
	poll := made(t, h, chair, where())
	if poll.Title["en"] != "Where next?" || poll.Stage != floor.Draft {
		t.Fatalf("made %+v", poll)
	}
	do := func(v *voter, deed string) reply {
		return v.does(t, h, deed, map[string]any{"poll": poll.ID})
	}
	vote := func(v *voter, option int) reply {
		return v.does(t, h, "vote", map[string]any{"poll": poll.ID, "ballot": floor.Ballot{Options: []int{option}}})
	}
	if r := vote(home, 1); r.OK {
		t.Error("a vote in a draft was taken")
	}
	if r := do(home, "open"); r.Error.Code != seminar.CodeForbidden {
		t.Errorf("a delegate opens a poll: %+v", r)
	}
	if r := do(chair, "open"); !r.OK {
		t.Fatalf("%+v", r)
	}
	before := home.until(t, kind("poll.opened"))
	if slices.ContainsFunc(before, kind("poll.made")) {
		t.Error("a delegate heard of the draft")
	}
	if r := vote(home, 2); !r.OK {
		t.Fatalf("%+v", r)
	}
	var filled struct {
		Voters int
		Places map[seminar.ID]int
	}
	decode(t, home.next(t, kind("poll.turnout")).Body, &filled)
	online, _ := h.Plan.Seminar.Place("online")
	if filled.Voters != 1 || filled.Places[online.ID] != 1 {
		t.Errorf("turnout %+v", filled)
	}
	var tally struct{ Result floor.Result }
	decode(t, chair.next(t, kind("poll.tally")).Body, &tally)
	if !slices.Equal(tally.Result.Counts, []int{0, 1}) {
		t.Errorf("tally %+v", tally)
	}
	other := enter(t, h, p, "hall") // another device of the same person knows of the vote, and adds none
	var state struct {
		Polls []floor.Poll
		Me    struct{ Voted map[seminar.ID]floor.Ballot }
	}
	decode(t, other.next(t, kind("state")).Body, &state)
	if len(state.Polls) != 1 || !slices.Equal(state.Me.Voted[poll.ID].Options, []int{2}) {
		t.Errorf("state %+v", state)
	}
	if r := vote(other, 2); !r.OK {
		t.Errorf("the same vote again: %+v", r)
	}
	if r := vote(other, 1); r.Error.Code != seminar.CodeConflict {
		t.Errorf("a second vote: %+v", r)
	}
	if r := do(chair, "close"); !r.OK {
		t.Fatalf("%+v", r)
	}
	chair.next(t, kind("poll.closing"))
	if r := vote(chair, 1); !r.OK {
		t.Errorf("a vote that was on its way: %+v", r)
	}
	clock.forward(5 * time.Second)
	var counted struct{ Result floor.Result }
	decode(t, chair.next(t, kind("poll.counted")).Body, &counted)
	if counted.Result.Voters != 2 || !slices.Equal(counted.Result.Counts, []int{1, 1}) {
		t.Errorf("counted %+v", counted)
	}
	if r := vote(chair, 1); r.Error.Code != seminar.CodeConflict {
		t.Errorf("after the close: %+v", r)
	}
	if r := do(chair, "show"); !r.OK {
		t.Fatalf("%+v", r)
	}
	heard := home.until(t, kind("poll.shown"))
	decode(t, heard[len(heard)-1].Body, &counted)
	for _, m := range heard[:len(heard)-1] {
		if m.Kind == "poll.counted" || m.Kind == "poll.tally" || strings.Contains(string(m.Body), "counts") {
			t.Errorf("a delegate heard %s %s before it was shown", m.Kind, m.Body)
		}
	}
	if !slices.Equal(counted.Result.Counts, []int{1, 1}) {
		t.Errorf("shown %+v", counted)
	}
	if e := slices.DeleteFunc(evidenceOf(t, h, p), func(e roll.Evidence) bool { return e.Kind != roll.Voted }); len(e) != 1 || e[0].Place != online.ID || e[0].Ref != poll.ID {
		t.Errorf("evidence %+v", e)
	}
}

// In a poll for those who are present, nobody else votes; whoever has just come does. A steward counts heads in their own hall only.
func TestAPollForThePresent(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	p := h.With(seminar.Delegate, "online")
	chair := enter(t, h, h.With(seminar.Chair, ""), "console")
	draft := where()
	draft.Present = true
	poll := made(t, h, chair, draft)
	if r := chair.does(t, h, "open", map[string]any{"poll": poll.ID}); !r.OK {
		t.Fatalf("%+v", r)
	}
	vote := func() map[string]any {
		return map[string]any{"do": "poll.vote", "op": op(), "poll": poll.ID, "ballot": floor.Ballot{Options: []int{1}}}
	}
	if status, r := command(t, h, h.Enter(p), vote()); status != http.StatusForbidden {
		t.Errorf("who is nowhere: %d %+v", status, r)
	}
	home := join(t, h, h.Enter(p), "home", 0)
	eventually(t, "the vote of who has come", func() bool { return home.ask(t, vote()).OK })
	steward := h.Enter(h.With(seminar.Steward, "east"))
	heads := func(place string, counts ...int) int {
		status, _ := command(t, h, steward, map[string]any{"do": "poll.heads", "op": op(), "poll": poll.ID, "place": place, "counts": counts})
		return status
	}
	for i, got := range []int{heads("main", 3, 4), heads("east", 3), heads("east", 41, 3)} {
		if want := []int{http.StatusForbidden, http.StatusBadRequest, http.StatusOK}[i]; got != want {
			t.Errorf("heads %d: status %d, want %d", i, got, want)
		}
	}
	var told floor.Headcount
	decode(t, chair.next(t, kind("poll.heads")).Body, &told)
	if !slices.Equal(told.Counts, []int{41, 3}) || told.By.ID != h.With(seminar.Steward, "east").ID {
		t.Errorf("told %+v", told)
	}
}

// Of a secret poll the chair hears how many have voted, and not what it would come to.
func TestASecretPollFillsUpUnseen(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	chair := enter(t, h, h.With(seminar.Chair, ""), "console")
	draft := where()
	draft.Secret = true
	poll := made(t, h, chair, draft)
	for _, deed := range []string{"open", "vote", "close"} {
		if r := chair.does(t, h, deed, map[string]any{"poll": poll.ID, "ballot": floor.Ballot{Options: []int{1}}}); !r.OK {
			t.Fatalf("%s: %+v", deed, r)
		}
		if deed == "vote" {
			var filled struct{ Voters int }
			for filled.Voters == 0 {
				decode(t, chair.next(t, kind("poll.turnout")).Body, &filled)
			}
		}
	}
	if heard := chair.until(t, kind("poll.counted")); slices.ContainsFunc(heard, kind("poll.tally")) {
		t.Errorf("heard %v", kinds(heard))
	}
}

// Feedback on the session that runs: asked for once, open at once, answered without a name, and each who answers is known to have done so once.
func TestFeedback(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	p := h.With(seminar.Delegate, "online")
	chair, home := enter(t, h, h.With(seminar.Chair, ""), "console"), enter(t, h, p, "home")
	chair.must(t, h, "session.close", nil)
	if r := chair.does(t, h, "feedback", nil); r.OK || r.Error.Code != seminar.CodeConflict {
		t.Errorf("without a session: %+v", r)
	}
	session := h.Plan.Seminar.Sessions[0]
	chair.must(t, h, "session.start", map[string]any{"session": session.Key})
	if r := home.does(t, h, "feedback", nil); r.OK || r.Error.Code != seminar.CodeForbidden {
		t.Errorf("a delegate asks for feedback: %+v", r)
	}
	again := map[string]any{"op": op()}
	for range 2 {
		if r := chair.does(t, h, "feedback", again); !r.OK {
			t.Fatalf("%+v", r.Error)
		}
	}
	if r := chair.does(t, h, "feedback", nil); r.OK || r.Error.Code != seminar.CodeConflict {
		t.Errorf("asked for a second time: %+v", r)
	}
	five := 5.0
	for _, ballot := range []floor.Ballot{{Number: &five}, {Text: "Clean water"}} {
		var poll floor.Poll
		decode(t, home.next(t, kind("poll.opened")).Body, &poll)
		if !poll.Secret || poll.Session != session.ID || len(poll.Title) != 2 {
			t.Errorf("asked %+v", poll)
		}
		if r := home.does(t, h, "vote", map[string]any{"poll": poll.ID, "ballot": ballot}); !r.OK {
			t.Fatalf("%+v", r.Error)
		}
	}
	all, err := h.App.Store.Evidence(t.Context(), h.Plan.Seminar.ID)
	given := slices.DeleteFunc(all, func(e roll.Evidence) bool { return e.Kind != roll.Fed })
	if err != nil || len(given) != 1 || given[0].Person != p.ID || given[0].Session != session.ID {
		t.Errorf("%+v, %v", given, err)
	}
}
