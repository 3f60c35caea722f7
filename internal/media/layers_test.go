package media

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"aula/internal/media/peer"
)

// simulcast is a publisher of two layers that sends those it is told to send.
type simulcast struct {
	*played
	layers map[string]*source
	seq    uint16
	wants  map[string]bool // layers that begin again

	mu    sync.Mutex
	told  [][]string // without what was told twice in a row
	times int        // that anything was told
}

func (s *stage) simulcast(t *testing.T) *simulcast {
	pub := &simulcast{played: s.publish(t, "hall"), layers: map[string]*source{}, wants: map[string]bool{"l": true, "h": true}}
	pub.lines[video] = &peer.Line{Video: true, Layers: []string{"h", "l"}}
	for _, rid := range []string{"l", "h"} {
		pub.layers[rid] = pub.layer(video, rid)
		pub.demand.begun(rid)
	}
	s.plane.sessions[pub.id] = pub.publisher
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	go func() {
		_ = s.plane.FollowLayers(ctx, pub.id, func(rids []string) error {
			pub.mu.Lock()
			defer pub.mu.Unlock()
			if pub.times++; len(pub.told) == 0 || !slices.Equal(pub.told[len(pub.told)-1], rids) {
				pub.told = append(pub.told, rids)
			}
			return nil
		})
	}()
	synctest.Wait()
	return pub
}

// heard returns what the publisher was told and how often it was told anything.
func (p *simulcast) heard() ([][]string, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.told), p.times
}

// sends lets the publisher send and the house be tended for a while.
func (p *simulcast) sends(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
		asked := p.asked.Swap(0) > 0
		told, _ := p.heard()
		for _, rid := range []string{"l", "h"} {
			useful := slices.Contains(told[len(told)-1], rid)
			if useful {
				p.stage.send(p.layers[rid], frame{seq: p.seq, time: uint32(p.seq) * 9000, key: p.wants[rid] || asked, at: time.Now(), body: rid})
			}
			p.wants[rid] = !useful // an encoder that begins again begins with a key frame
		}
		p.seq++
		p.stage.hand.tend(time.Now())
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
	}
}

// A layer that nobody has watched for a while rests, and is back as soon as somebody has room for it, who sees
// the smaller one until then.
func TestALayerThatNobodyNeedsRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		pub := s.simulcast(t)
		wants := func(what string, want ...[]string) {
			t.Helper()
			if told, _ := pub.heard(); !slices.EqualFunc(told, want, slices.Equal) {
				t.Fatalf("%s: told %q, want %q", what, told, want)
			}
		}
		both, small := []string{"h", "l"}, []string{"l"}
		s.putOnAir(t, Programme, "hall")
		ann := s.view(t, Viewing{Viewer: "ann"}, 1, 0)
		pub.sends(20 * time.Second)
		wants("somebody watches", both)
		s.hand.remove(ann.viewer)
		pub.sends(restAfter - 2*time.Second)
		wants("not for long", both)
		pub.sends(4 * time.Second)
		wants("nobody watches", both, small)
		_, before := pub.heard()
		pub.sends(time.Minute)
		wants("nobody still", both, small)
		if _, n := pub.heard(); n-before != 6 {
			t.Errorf("told %d times in a minute, want 6", n-before)
		}

		bo := s.view(t, Viewing{Viewer: "bo"}, 1, 0)
		synctest.Wait()
		wants("somebody comes", both, small, both)
		pub.sends(200 * time.Millisecond)
		if len(bo.packets) == 0 || string(bo.packets[0].Payload[2:]) != "l" {
			t.Fatalf("%d packets at once, none of them of what is there", len(bo.packets))
		}
		pub.sends(3 * time.Second)
		if last := bo.packets[len(bo.packets)-1]; string(last.Payload[2:]) != "h" {
			t.Errorf("after three seconds still %q", last.Payload[2:])
		}
		pub.sends(20 * time.Second)
		wants("somebody watches again", both, small, both)
	})
}

// What is recorded is always sent at its best.
func TestALayerThatIsRecordedDoesNotRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		pub := s.simulcast(t)
		s.putOnAir(t, Programme, "hall")
		stop := s.plane.Tap("room", &reel{})
		pub.sends(30 * time.Second)
		if told, _ := pub.heard(); len(told) != 1 {
			t.Errorf("recorded: told %q", told)
		}
		stop()
		pub.sends(30 * time.Second)
		if told, _ := pub.heard(); len(told) != 2 || !slices.Equal(told[1], []string{"l"}) {
			t.Errorf("recorded no more: told %q", told)
		}
	})
}

// A publisher that cannot be told any more ends the telling, and its layers do not count as resting.
func TestTellingEndsWithWhoIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		pub := s.simulcast(t)
		pub.sends(restAfter + 2*time.Second)
		if told, _ := pub.heard(); !slices.Equal(told[len(told)-1], []string{"l"}) {
			t.Fatalf("told %q", told)
		}
		gone := errors.New("gone")
		if err := s.plane.FollowLayers(t.Context(), pub.id, func([]string) error { return gone }); !errors.Is(err, gone) {
			t.Errorf("it ends with %v", err)
		}
		if pub.layers["h"].rests(time.Now()) {
			t.Error("the layer rests for a publisher that nobody tells")
		}
	})
}

// What is shown small is sent small to everybody, however much room there is, and the large one rests.
func TestASmallPictureIsSentSmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		pub := s.simulcast(t)
		s.putOnAir(t, Wall1, "hall")
		if err := s.plane.Shrink("room", Wall1, true); err != nil {
			t.Fatal(err)
		}
		ann := s.view(t, Viewing{Viewer: "ann"}, 4, 0)
		is := func(what, want string) {
			t.Helper()
			if last := ann.packets[len(ann.packets)-1]; string(last.Payload[2:]) != want {
				t.Errorf("%s: %q is sent, want %q", what, last.Payload[2:], want)
			}
		}
		pub.sends(15 * time.Second)
		is("small", "l")
		if told, _ := pub.heard(); !slices.Equal(told[len(told)-1], []string{"l"}) {
			t.Errorf("the publisher is told %q", told)
		}
		if err := s.plane.Shrink("room", Wall1, false); err != nil {
			t.Fatal(err)
		}
		pub.sends(5 * time.Second)
		is("large", "h")
		if err := s.plane.Shrink("room", Wall1, true); err != nil {
			t.Fatal(err)
		}
		pub.sends(5 * time.Second)
		is("small again", "l")
		if err := s.plane.Shrink("room", "nowhere", true); err == nil {
			t.Error("a slot that is none can be shrunk")
		}
	})
}
