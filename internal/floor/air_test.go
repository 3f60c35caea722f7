package floor

import (
	"reflect"
	"testing"
	"time"

	"aula/internal/seminar"
)

func put(slot, publisher string) PutOnAir { return PutOnAir{Slot: slot, Publisher: publisher} }

// A source that is lost keeps its slot, with since when and why, until it is back.
func TestALostSourceKeepsItsSlot(t *testing.T) {
	p := &play{t: t}
	p.must(put("programme", "cam.programme"), operator) // 1
	p.must(LoseSource{"programme", "cam.programme", Silent}, itself)
	p.must(LoseSource{"programme", "cam.programme", Disconnected}, itself)
	got := p.state.Air["programme"]
	if want := (Lost{time.Unix(2, 0).UTC(), Disconnected}); got.Publisher != "cam.programme" || got.Lost == nil || *got.Lost != want {
		t.Fatalf("lost: %+v %+v, want %+v", got, got.Lost, want)
	}
	p.must(FindSource{"programme", "cam.programme"}, itself)
	if got := p.state.Air["programme"]; got.Lost != nil || got.Publisher != "cam.programme" {
		t.Fatalf("found: %+v", got)
	}
}

func TestWhatTheAirRefuses(t *testing.T) {
	p := &play{t: t}
	p.must(put("programme", "cam.programme"), operator)
	p.must(put("wall-2", "east.wall"), operator)
	p.must(Mute{"programme", true}, operator)
	p.must(Bar{"bad", "Bad"}, operator)
	for _, x := range []struct {
		what string
		do   Command
		by   By
		code seminar.Code
	}{
		{"no such slot", put("ceiling", "cam.programme"), operator, seminar.CodeInvalid},
		{"nothing", put("programme", ""), operator, seminar.CodeInvalid},
		{"what is there", put("programme", "cam.programme"), operator, seminar.CodeConflict},
		{"what is barred", put("wall-1", "bad.wall"), operator, seminar.CodeConflict},
		{"a chair", put("wall-1", "east.wall"), chair, seminar.CodeForbidden},
		{"taking off another", TakeOffAir{"wall-2", "west.wall"}, operator, seminar.CodeConflict},
		{"an operator says what is lost", LoseSource{"programme", "cam.programme", Silent}, operator, seminar.CodeForbidden},
		{"losing what is not there", LoseSource{"programme", "other.programme", Silent}, itself, seminar.CodeConflict},
		{"finding what is not lost", FindSource{"programme", "cam.programme"}, itself, seminar.CodeConflict},
		{"muting a chair's", Mute{"floor", true}, chair, seminar.CodeForbidden},
		{"muting a slot without sound", Mute{"wall-1", true}, operator, seminar.CodeInvalid},
		{"muting twice", Mute{"programme", true}, operator, seminar.CodeConflict},
		{"unmuting what sounds", Mute{"floor", false}, operator, seminar.CodeConflict},
		{"no such picture", ChooseLayout{Layout{"mosaic", false}}, operator, seminar.CodeInvalid},
		{"nothing, fixed", ChooseLayout{Layout{"", true}}, operator, seminar.CodeInvalid},
		{"the same again", ChooseLayout{Layout{}}, operator, seminar.CodeConflict},
		{"a chair's layout", ChooseLayout{Layout{WallLarge, false}}, chair, seminar.CodeForbidden},
		{"barring twice", Bar{"bad", "Bad"}, operator, seminar.CodeConflict},
		{"a chair bars", Bar{"cam", "Camera"}, chair, seminar.CodeForbidden},
		{"letting in who was not barred", Allow{"cam"}, operator, seminar.CodeConflict},
		{"a delegate lets in", Allow{"bad"}, lin, seminar.CodeForbidden},
	} {
		if _, err := p.do(x.do, x.by); seminar.CodeOf(err) != x.code {
			t.Errorf("%s: %v, want %s", x.what, err, x.code)
		}
	}
}

// Whom an operator took off, or pushed off the wall, does not come back by itself; whom
// the hall itself took off does.
func TestAside(t *testing.T) {
	p := &play{t: t}
	p.must(put("wall-1", "east.wall"), itself)
	p.must(put("wall-2", "west.wall"), itself)
	p.must(put("wall-3", "north.wall"), itself)
	p.must(TakeOffAir{Slot: "wall-1"}, operator)
	p.must(put("wall-2", "speaker.wall"), operator)
	p.must(TakeOffAir{Slot: "wall-3"}, itself)
	if want := []string{"east.wall", "west.wall"}; !reflect.DeepEqual(p.state.Aside, want) {
		t.Fatalf("aside %v, want %v", p.state.Aside, want)
	}
	p.must(put("wall-4", "east.wall"), operator)
	p.must(put("wall-1", "speaker.wall"), operator) // stands in two slots
	p.must(TakeOffAir{Slot: "wall-1"}, operator)
	if want := []string{"west.wall"}; !reflect.DeepEqual(p.state.Aside, want) {
		t.Fatalf("aside %v, want %v", p.state.Aside, want)
	}
}

// Who was taken off the floor may come on air again with the next turn.
func TestANewTurnForgetsThatSomebodyWasTakenOff(t *testing.T) {
	p := &play{t: t}
	p.must(StartSession{opening}, chair)
	give := func() {
		p.must(Raise{}, lin)
		h, _ := p.state.HandOf("lin")
		p.must(Give{Hand: h.Hand}, chair)
	}
	give()
	p.must(put("floor", Publisher("lin", Floor)), itself)
	p.must(TakeOffAir{Slot: "floor"}, operator)
	if !p.state.IsAside("lin.floor") {
		t.Fatal("not aside")
	}
	p.must(End{}, chair)
	give()
	if p.state.IsAside("lin.floor") {
		t.Fatal("still aside in the next turn")
	}
}

// What screens show: the operator's choice, but whoever has the floor comes first
// unless the choice is fixed.
func TestWhatScreensShow(t *testing.T) {
	turn := &Turn{Hand: "h"}
	all := map[string]OnAir{"programme": {}, "slides": {}, "floor": {}}
	without := func(slot string) map[string]OnAir {
		air := map[string]OnAir{"programme": {}, "slides": {}, "floor": {}}
		delete(air, slot)
		return air
	}
	for _, x := range []struct {
		what  string
		state State
		want  Picture
	}{
		{"nothing", State{}, SpeakerLarge},
		{"slides", State{Air: all}, SlidesLarge},
		{"no slides", State{Air: without("slides")}, SpeakerLarge},
		{"a choice", State{Air: all, Layout: Layout{SideBySide, false}}, SideBySide},
		{"a turn", State{Air: all, Turn: turn, Layout: Layout{SideBySide, false}}, FloorLarge},
		{"a turn, fixed", State{Air: all, Turn: turn, Layout: Layout{WallLarge, true}}, WallLarge},
		{"a turn in the hall itself", State{Air: without("floor"), Turn: turn}, SlidesLarge},
		{"the floor without a turn", State{Air: all}, SlidesLarge},
	} {
		if got := x.state.Shows(); got != x.want {
			t.Errorf("%s: %s, want %s", x.what, got, x.want)
		}
	}
}

// Barring is told with who it was, and ends with letting in.
func TestBarring(t *testing.T) {
	p := &play{t: t}
	p.must(Bar{"key1", "Lectern"}, operator)
	p.must(Bar{"lin", "Lin"}, operator)
	if !p.state.IsBarred("key1") || !p.state.IsBarred(Owner("lin.floor")) || p.state.IsBarred("anna") {
		t.Fatalf("barred %+v", p.state.Barred)
	}
	p.must(Allow{"key1"}, operator)
	if want := []Barred{{"lin", "Lin", time.Unix(2, 0).UTC()}}; !reflect.DeepEqual(p.state.Barred, want) {
		t.Fatalf("barred %+v, want %+v", p.state.Barred, want)
	}
}
