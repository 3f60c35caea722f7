package hall

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"aula/internal/floor"
	"aula/internal/seminar"
)

var operator = floor.By{Who: floor.Who{ID: "operator"}, Air: true, Serve: func(seminar.ID) bool { return false }}

// steward serves the hall in the east.
var steward = floor.By{Who: floor.Who{ID: "steward"}, Place: "east", Serve: func(p seminar.ID) bool { return p == "east" }}

func camera(name string) Source {
	return Source{Slot: "programme", Publisher: name + ".programme", Label: name}
}

func device(place string) Source {
	return Source{Slot: floor.Wall, Publisher: place + "-device.wall", Label: place, Place: seminar.ID(place)}
}

// onAir returns who is in which slot; lost sources with why.
func onAir(h *Hall) map[string]string {
	air := map[string]string{}
	for slot, on := range h.State().Air {
		air[slot] = on.Publisher
		if on.Lost != nil {
			air[slot] += " " + string(on.Lost.Reason)
		}
	}
	return air
}

func wantAir(t *testing.T, what string, h *Hall, slots ...string) {
	t.Helper()
	want := map[string]string{}
	for i := 0; i < len(slots); i += 2 {
		want[slots[i]] = slots[i+1]
	}
	if got := onAir(h); !reflect.DeepEqual(got, want) {
		t.Errorf("%s: on air %v, want %v", what, got, want)
	}
}

func kindsOf(m *memory) (kinds []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.told {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// live runs a test in a hall in which the opening runs.
func live(t *testing.T, test func(ctx context.Context, h *Hall, m *memory, p *plane)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m, p := &memory{}, &plane{}
		h, stop := start(t, m, p)
		defer stop()
		ctx := context.Background()
		must(t, h.Do(ctx, chair, "1", floor.StartSession{Session: floor.Session{ID: "opening"}}))
		test(ctx, h, m, p)
	})
}

func TestPictureAndSoundFollowTheFloor(t *testing.T) {
	live(t, func(ctx context.Context, h *Hall, m *memory, p *plane) {
		h.PublisherStarted(ctx, camera("camera"))
		h.PublisherStarted(ctx, camera("spare")) // the slot is taken: it stands by
		must(t, h.Do(ctx, lin, "2", floor.Raise{}))
		must(t, h.Do(ctx, lin, "2", floor.Raise{})) // the same op again: done once
		must(t, h.Do(ctx, chair, "3", floor.Give{Hand: h.State().Hands[0].Hand}))
		h.PublisherStarted(ctx, Source{Slot: floor.Floor, Publisher: "lin.floor", Label: "Lin"})
		must(t, h.Do(ctx, chair, "4", floor.End{}))
		h.PublisherStopped(ctx, "lin.floor")
		h.PublisherEnded(ctx, "camera.programme")
		want := []string{"put programme camera.programme", "put floor lin.floor", "dismiss lin.floor", "take floor lin.floor", "take programme camera.programme"}
		if !slices.Equal(p.asked, want) {
			t.Errorf("asked %q, want %q", p.asked, want)
		}
		if got, want := kindsOf(m), []string{"session.started", "air.put", "hand.raised", "turn.given", "air.put", "turn.ended", "air.taken", "air.taken"}; !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

// A source that falls silent or disconnects keeps its slot and is back by itself; after
// ten minutes it is taken off.
func TestALostSourceIsWaitedFor(t *testing.T) {
	live(t, func(ctx context.Context, h *Hall, m *memory, p *plane) {
		h.PublisherStarted(ctx, camera("camera"))
		since := time.Now()
		h.PublisherSilent(ctx, "camera.programme")
		wantAir(t, "silent", h, "programme", "camera.programme silent")
		time.Sleep(3 * time.Second)
		h.PublisherHeard(ctx, "camera.programme")
		wantAir(t, "heard again", h, "programme", "camera.programme")
		h.PublisherSilent(ctx, "camera.programme")
		time.Sleep(time.Second)
		h.PublisherStopped(ctx, "camera.programme")
		wantAir(t, "gone", h, "programme", "camera.programme disconnected")
		if got := h.State().Air["programme"].Lost.Since.Sub(since); got != 3*time.Second {
			t.Errorf("lost after %v, want 3s: since it fell silent", got)
		}
		h.PublisherStarted(ctx, camera("camera"))
		wantAir(t, "back", h, "programme", "camera.programme")
		h.PublisherStopped(ctx, "camera.programme")
		time.Sleep(10*time.Minute - time.Second)
		wantAir(t, "for nearly ten minutes", h, "programme", "camera.programme disconnected")
		time.Sleep(6 * time.Second)
		wantAir(t, "after ten minutes", h)
		h.PublisherStarted(ctx, camera("camera"))
		wantAir(t, "later still", h, "programme", "camera.programme")
	})
}

// A slot whose source has gone is free for whoever comes; one that is only silent is not.
func TestWhoComesInTheMeantime(t *testing.T) {
	live(t, func(ctx context.Context, h *Hall, m *memory, p *plane) {
		h.PublisherStarted(ctx, camera("camera"))
		h.PublisherSilent(ctx, "camera.programme")
		h.PublisherStarted(ctx, camera("spare"))
		wantAir(t, "silent", h, "programme", "camera.programme silent")
		h.PublisherStopped(ctx, "camera.programme")
		h.PublisherStarted(ctx, camera("third"))
		wantAir(t, "gone", h, "programme", "third.programme")
		h.PublisherStarted(ctx, camera("camera"))
		wantAir(t, "back too late", h, "programme", "third.programme")
	})
}

// Branch halls go to the first free slot of the wall by themselves; others wait for the
// operator, and so does a hall that the operator took off.
func TestTheWall(t *testing.T) {
	live(t, func(ctx context.Context, h *Hall, m *memory, p *plane) {
		h.PublisherStarted(ctx, Source{Slot: floor.Wall, Publisher: "speaker.wall", Label: "Speaker"})
		h.PublisherStarted(ctx, device("east"))
		h.PublisherStarted(ctx, device("west"))
		wantAir(t, "two halls", h, "wall-1", "east-device.wall", "wall-2", "west-device.wall")
		if got := h.State().Air["wall-1"].Place; got != "east" {
			t.Errorf("the wall names the place %q", got)
		}
		must(t, h.Do(ctx, operator, "2", floor.TakeOffAir{Slot: "wall-1"}))
		h.PublisherStopped(ctx, "east-device.wall")
		h.PublisherStarted(ctx, device("east"))
		wantAir(t, "taken off by hand", h, "wall-2", "west-device.wall")
		h.PublisherStopped(ctx, "west-device.wall")
		for _, place := range []string{"north", "south", "centre", "hill"} {
			h.PublisherStarted(ctx, device(place))
		}
		wantAir(t, "the fourth takes the place of the one that has gone", h, "wall-1", "north-device.wall", "wall-2", "hill-device.wall", "wall-3", "south-device.wall", "wall-4", "centre-device.wall")
		h.PublisherStarted(ctx, device("west"))
		if n := len(h.State().SlotsOf("west-device.wall")); n != 0 {
			t.Errorf("a fifth hall is in %d slots of a full wall", n)
		}
	})
}

// The floor given to somebody in a branch hall is the hall's picture and sound, while it
// stays on the wall; with the turn it ends.
func TestABranchHallHasTheFloor(t *testing.T) {
	live(t, func(ctx context.Context, h *Hall, m *memory, p *plane) {
		h.PublisherStarted(ctx, device("west"))
		h.PublisherStarted(ctx, device("east"))
		must(t, h.Do(ctx, steward, "2", floor.Raise{For: &floor.Who{ID: "bo"}, Place: "east"}))
		must(t, h.Do(ctx, chair, "3", floor.Give{Hand: h.State().Hands[0].Hand}))
		wantAir(t, "in the turn", h, "wall-1", "west-device.wall", "wall-2", "east-device.wall", "floor", "east-device.wall")
		must(t, h.Do(ctx, chair, "4", floor.End{}))
		wantAir(t, "after the turn", h, "wall-1", "west-device.wall", "wall-2", "east-device.wall")
		must(t, h.Do(ctx, steward, "5", floor.Raise{For: &floor.Who{ID: "bo"}, Place: "east"}))
		h.PublisherStopped(ctx, "east-device.wall")
		must(t, h.Do(ctx, chair, "6", floor.Give{Hand: h.State().Hands[0].Hand}))
		h.PublisherStarted(ctx, device("east"))
		wantAir(t, "the device comes late", h, "wall-1", "west-device.wall", "wall-2", "east-device.wall", "floor", "east-device.wall")
		must(t, h.Do(ctx, steward, "7", floor.End{}))
		if slices.Contains(p.asked, "dismiss east-device.wall") {
			t.Error("the hall was thrown off the wall with its turn")
		}
	})
}

// The kill switch ends everything of a source at once and keeps it out until it is let in again.
func TestTheKillSwitch(t *testing.T) {
	live(t, func(ctx context.Context, h *Hall, m *memory, p *plane) {
		h.PublisherStarted(ctx, camera("camera"))
		h.PublisherStarted(ctx, device("east"))
		must(t, h.Do(ctx, operator, "2", floor.PutOnAir{Slot: "floor", Publisher: "camera.programme"}))
		p.asked = nil
		must(t, h.Do(ctx, operator, "3", floor.Bar{Source: "camera", Label: "Camera"}))
		wantAir(t, "barred", h, "wall-1", "east-device.wall")
		if want := []string{"expel camera", "take programme camera.programme", "take floor camera.programme"}; !slices.Equal(p.asked, want) {
			t.Errorf("asked %q, want %q", p.asked, want)
		}
		h.PublisherStarted(ctx, camera("camera")) // was on its way in
		if got := p.asked[len(p.asked)-1]; got != "dismiss camera.programme" || len(h.Sources(ctx)) != 1 {
			t.Errorf("a barred source came in: %q, %v", got, h.Sources(ctx))
		}
		must(t, h.Do(ctx, operator, "4", floor.Allow{Source: "camera"}))
		h.PublisherStarted(ctx, camera("camera"))
		wantAir(t, "let in again", h, "wall-1", "east-device.wall", "programme", "camera.programme")
	})
}

// The next run has the floor of the last. What was on air keeps its slots and is waited
// for, and what was silenced stays silent.
func TestTheNextRunGoesOnWithTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, p := &memory{}, &plane{}
		h, stop := start(t, m, &plane{})
		ctx := context.Background()
		must(t, h.Do(ctx, chair, "1", floor.StartSession{Session: floor.Session{ID: "opening"}}))
		must(t, h.Do(ctx, lin, "2", floor.Raise{}))
		h.PublisherStarted(ctx, camera("camera"))
		must(t, h.Do(ctx, operator, "3", floor.Mute{Slot: "programme", Muted: true}))
		stop()
		h, stop = start(t, m, p)
		s := h.State()
		if s.Session == nil || s.Session.ID != "opening" || len(s.Hands) != 1 {
			t.Fatalf("state after the restart: %+v", s)
		}
		wantAir(t, "after the restart", h, "programme", "camera.programme disconnected")
		if want := []string{"put programme camera.programme", "mute programme true"}; !slices.Equal(p.asked, want) {
			t.Errorf("asked %q, want %q", p.asked, want)
		}
		h.PublisherStarted(ctx, camera("camera"))
		wantAir(t, "back", h, "programme", "camera.programme")
		stop()
		if err := h.Do(ctx, lin, "3", floor.Raise{}); seminar.CodeOf(err) != seminar.CodeUnavailable {
			t.Fatalf("a closed hall answers %v", err)
		}
	})
}

// A branch hall stands in the strip of every screen and is sent small, until the operator makes the wall large; so it is for the
// one that comes later and in the next run.
func TestTheStripIsSentSmall(t *testing.T) {
	live(t, func(ctx context.Context, h *Hall, m *memory, p *plane) {
		h.PublisherStarted(ctx, camera("camera"))
		asked := func(what string, want ...string) {
			t.Helper()
			if !slices.Equal(p.asked, want) {
				t.Errorf("%s: asked %q, want %q", what, p.asked, want)
			}
			p.asked = nil
		}
		asked("the hall", "put programme camera.programme")
		h.PublisherStarted(ctx, device("east"))
		asked("a branch hall", "shrink wall-1 true", "put wall-1 east-device.wall")
		must(t, h.Do(ctx, operator, "2", floor.ChooseLayout{Layout: floor.Layout{Picture: floor.WallLarge}}))
		asked("the wall large", "shrink wall-1 false")
		h.PublisherStarted(ctx, device("west"))
		asked("another", "shrink wall-2 false", "put wall-2 west-device.wall")
		must(t, h.Do(ctx, operator, "3", floor.ChooseLayout{Layout: floor.Layout{Picture: floor.SideBySide}}))
		asked("the wall small", "shrink wall-1 true", "shrink wall-2 true")
		must(t, h.Do(ctx, operator, "4", floor.TakeOffAir{Slot: "wall-2", Publisher: "west-device.wall"}))
		asked("one is taken off", "take wall-2 west-device.wall")
	})
}
