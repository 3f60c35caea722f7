package floor

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/record"
	"aula/internal/seminar"
)

func nobody(seminar.ID) bool { return false }

func at(place seminar.ID) func(seminar.ID) bool {
	return func(p seminar.ID) bool { return p == place }
}

var (
	chair    = By{Who: Who{ID: "chair"}, Chair: true, Serve: nobody}
	lin      = By{Who: Who{ID: "lin"}, Place: "home", From: FromHome, Serve: nobody}
	anna     = By{Who: Who{ID: "anna"}, Place: "main", From: FromHall, Serve: nobody}
	steward  = By{Who: Who{ID: "steward"}, Place: "east", Serve: at("east")}
	operator = By{Who: Who{ID: "operator"}, Serve: nobody, Air: true}
	itself   = By{Serve: nobody, Air: true} // the hall without a person
	opening  = Session{ID: "opening", Items: []Item{{ID: "welcome"}, {ID: "address"}}}
)

// play does commands one after the other and applies what they lead to.
type play struct {
	t     *testing.T
	state State
	seq   int64
}

func (p *play) do(c Command, by By) (record.Entry, error) {
	e, err := p.state.Do(c, by)
	if err != nil {
		return e, err
	}
	p.seq++
	e.Seq, e.At = p.seq, time.Unix(p.seq, 0).UTC()
	if err := p.state.Apply(e); err != nil {
		p.t.Fatal(err)
	}
	return e, nil
}

func (p *play) must(c Command, by By) record.Entry {
	p.t.Helper()
	e, err := p.do(c, by)
	if err != nil {
		p.t.Fatalf("%T: %v", c, err)
	}
	return e
}

func TestOneQueueForEveryPlace(t *testing.T) {
	p := &play{t: t}
	p.must(StartSession{opening}, chair)
	p.must(Raise{}, lin)
	p.must(Raise{For: &Who{ID: "bo"}, Place: "east"}, steward)
	p.must(Raise{}, anna)
	var got []string
	for _, h := range p.state.Hands {
		got = append(got, string(h.Person.ID)+" "+string(h.Place)+" "+string(h.From))
	}
	if want := []string{"lin home home", "bo east branch", "anna main hall"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("queue %q, want %q", got, want)
	}
	bo, _ := p.state.HandOf("bo")
	p.must(Give{bo.Hand, "answers"}, chair)
	if p.state.Turn.Person.ID != "bo" || p.state.Turn.Given.IsZero() || len(p.state.Hands) != 2 {
		t.Fatalf("turn %+v, hands %v", p.state.Turn, p.state.Hands)
	}
	p.must(End{}, steward)
	if p.state.Turn != nil {
		t.Fatal("the floor was not taken back")
	}
}

func TestWhatTheFloorRefuses(t *testing.T) {
	p := &play{t: t}
	for _, x := range []struct {
		what string
		do   Command
		by   By
		code seminar.Code
	}{
		{"a hand before a session", Raise{}, lin, seminar.CodeConflict},
		{"closing nothing", CloseSession{}, chair, seminar.CodeConflict},
		{"a delegate starting a session", StartSession{opening}, lin, seminar.CodeForbidden},
		{"an item before a session", StartItem{"welcome"}, chair, seminar.CodeConflict},
	} {
		if _, err := p.do(x.do, x.by); seminar.CodeOf(err) != x.code {
			t.Errorf("%s: %v, want %s", x.what, err, x.code)
		}
	}
	p.must(StartSession{opening}, chair)
	hand := p.must(Raise{}, lin)
	var h Hand
	if err := hand.Decode(&h); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		what string
		do   Command
		by   By
		code seminar.Code
	}{
		{"a second hand", Raise{}, lin, seminar.CodeConflict},
		{"a steward for another hall", Raise{For: &Who{ID: "bo"}, Place: "west"}, steward, seminar.CodeForbidden},
		{"a delegate for another", Raise{For: &Who{ID: "bo"}, Place: "main"}, anna, seminar.CodeForbidden},
		{"lowering another's hand", Lower{h.Hand}, anna, seminar.CodeForbidden},
		{"a steward lowering a hand at home", Lower{h.Hand}, steward, seminar.CodeForbidden},
		{"a delegate giving the floor", Give{Hand: h.Hand}, lin, seminar.CodeForbidden},
		{"giving the floor to no hand", Give{Hand: "nobody"}, chair, seminar.CodeNotFound},
		{"taking a floor nobody has", End{}, chair, seminar.CodeConflict},
		{"an item of another session", StartItem{"closing"}, chair, seminar.CodeNotFound},
		{"the same session again", StartSession{opening}, chair, seminar.CodeConflict},
		{"a chair on air", PutOnAir{Slot: "programme", Publisher: "p1", Label: "Camera"}, chair, seminar.CodeForbidden},
		{"taking off an empty slot", TakeOffAir{Slot: "programme"}, operator, seminar.CodeConflict},
	} {
		if _, err := p.do(x.do, x.by); seminar.CodeOf(err) != x.code {
			t.Errorf("%s: %v, want %s", x.what, err, x.code)
		}
	}
	p.must(Give{Hand: h.Hand}, chair)
	if _, err := p.do(Raise{}, lin); seminar.CodeOf(err) != seminar.CodeConflict {
		t.Errorf("raising a hand while having the floor: %v", err)
	}
	if _, err := p.do(End{}, anna); seminar.CodeOf(err) != seminar.CodeForbidden {
		t.Errorf("a delegate taking another's floor: %v", err)
	}
}

// TestReplayIsTheLiveState plays random commands of random people and replays what
// was recorded from its JSON: both states must be the same.
func TestReplayIsTheLiveState(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := &play{t: t}
		var told []record.Entry
		people := []By{chair, lin, anna, steward, operator, operator, itself}
		for range rapid.IntRange(1, 60).Draw(rt, "commands") {
			by := rapid.SampledFrom(people).Draw(rt, "by")
			hand := seminar.ID("none")
			if n := len(p.state.Hands); n > 0 {
				hand = p.state.Hands[rapid.IntRange(0, n-1).Draw(rt, "hand")].Hand
			}
			c := rapid.SampledFrom([]Command{Raise{}, Raise{}, Raise{For: &Who{ID: "bo"}, Place: "east"}, Lower{hand}, Give{Hand: hand}, Give{hand, "answers"}, ChooseRule{Rule: Places}, ChooseRule{Free, "panel"}, End{},
				StartSession{opening}, StartSession{Session{ID: "lecture"}}, CloseSession{}, StartItem{"welcome"},
				PutOnAir{Slot: "programme", Publisher: "p1", Label: "Camera"}, PutOnAir{Slot: "programme", Publisher: "p2", Label: "Other"}, TakeOffAir{Slot: "programme"},
				PutOnAir{Slot: "wall-1", Publisher: "east.wall", Label: "East", Place: "east"}, PutOnAir{Slot: "wall-1", Publisher: "p2", Label: "Other"},
				TakeOffAir{Slot: "wall-1"}, LoseSource{"programme", "p1", Silent}, LoseSource{"wall-1", "east.wall", Disconnected}, FindSource{"programme", "p1"},
				Mute{"programme", true}, Mute{"programme", false}, Mute{"floor", true}, ChooseLayout{Layout{SideBySide, false}}, ChooseLayout{Layout{}},
				Bar{"east", "East"}, Bar{"p1", "Camera"}, Allow{"east"}}).Draw(rt, "command")
			if e, err := p.do(c, by); err == nil {
				told = append(told, e)
			}
		}
		var replayed State
		for _, e := range told {
			if err := replayed.Apply(e); err != nil {
				rt.Fatal(err)
			}
		}
		live, _ := json.Marshal(p.state)
		again, _ := json.Marshal(replayed)
		if string(live) != string(again) || live == nil {
			rt.Fatalf("live   %s\nreplay %s", live, again)
		}
		if !slices.Equal(p.state.Aside, replayed.Aside) || !slices.Equal(p.state.Begun, replayed.Begun) {
			rt.Fatalf("live %v %v, replay %v %v", p.state.Aside, p.state.Begun, replayed.Aside, replayed.Begun)
		}
		for slot, on := range p.state.Air {
			if p.state.IsAside(on.Publisher) {
				rt.Fatalf("%s is on air in %s and aside", on.Publisher, slot)
			}
		}
	})
}

// Turns last as long as the chair says, and longer when the chair says so; a turn knows its own limit.
func TestSpeakingTime(t *testing.T) {
	p := play{t: t}
	p.must(StartSession{opening}, chair)
	p.must(ChooseTime{120}, chair)
	p.must(Raise{}, lin)
	p.must(Raise{}, anna)
	p.must(Give{Hand: p.state.Hands[0].Hand}, chair)
	if _, err := p.do(Extend{60}, lin); seminar.CodeOf(err) != seminar.CodeForbidden {
		t.Errorf("who speaks extends: %v", err)
	}
	before := p.state.Clone()
	p.must(Extend{60}, chair)
	if p.state.Turn.Seconds != 180 || before.Turn.Seconds != 120 {
		t.Errorf("%d seconds, before %d", p.state.Turn.Seconds, before.Turn.Seconds)
	}
	p.must(ChooseTime{0}, chair)
	p.must(Give{Hand: p.state.Hands[0].Hand}, chair)
	if _, err := p.do(Extend{60}, chair); seminar.CodeOf(err) != seminar.CodeConflict {
		t.Errorf("without a limit: %v", err)
	}
	for _, c := range []Command{ChooseTime{-1}, ChooseTime{longestTurn + 1}} {
		if _, err := p.do(c, chair); seminar.CodeOf(err) != seminar.CodeInvalid {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// Who would say the same says so once, and not with an own hand up; the turn tells how many they were. A hall has one hand of its own.
func TestTheSamePoint(t *testing.T) {
	p := play{t: t}
	p.must(StartSession{opening}, chair)
	p.must(Raise{}, lin)
	hand := p.state.Hands[0].Hand
	before := p.state.Clone()
	p.must(Join{hand}, anna)
	if len(before.Hands[0].Same) != 0 {
		t.Error("a clone changed")
	}
	for _, c := range []Command{Join{hand}, Leave{"nothing"}} {
		if _, err := p.do(c, anna); err == nil {
			t.Errorf("%+v was done", c)
		}
	}
	if _, err := p.do(Join{hand}, lin); seminar.CodeOf(err) != seminar.CodeConflict {
		t.Errorf("one's own: %v", err)
	}
	p.must(Leave{hand}, anna)
	p.must(Join{hand}, anna)
	east := Raise{For: &Who{ID: "east"}, Place: "east"}
	p.must(east, steward)
	if _, err := p.do(east, steward); seminar.CodeOf(err) != seminar.CodeConflict {
		t.Errorf("a second hand of the hall: %v", err)
	}
	p.must(Give{Hand: hand}, chair)
	if p.state.Turn.Same != 1 {
		t.Errorf("turn %+v", p.state.Turn)
	}
}

// What retention has emptied changes nothing: the floor can still be replayed, and a turn that nobody knows of any more may end.
func TestReplayAfterRetention(t *testing.T) {
	p := play{t: t}
	staff := By{Who: Who{ID: "chair"}, Chair: true, Serve: nobody}
	told := []record.Entry{p.must(StartSession{opening}, staff), p.must(Raise{}, lin)}
	told = append(told, p.must(Give{Hand: p.state.Hands[0].Hand}, staff), p.must(End{}, staff))
	told[1].Body, told[2].Body = nil, nil
	var s State
	for _, e := range told {
		if err := s.Apply(e); err != nil {
			t.Fatal(err)
		}
	}
	if s.Seq != told[3].Seq || s.Session == nil || len(s.Hands) != 0 || s.Turn != nil {
		t.Errorf("%+v", s)
	}
	if _, err := MinutesOf(told); err != nil {
		t.Error(err)
	}
}
