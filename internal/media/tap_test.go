package media

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"aula/internal/media/codec"
)

// reel is a tap that keeps what it is given.
type reel struct {
	mu    sync.Mutex
	taken []Tapped
}

func (r *reel) Take(p Tapped) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken = append(r.taken, p)
}

func (r *reel) of(k kind) (taken []Tapped) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.taken {
		if p.Audio == (k == audio) {
			taken = append(taken, p)
		}
	}
	return taken
}

// from writes down who was taken and how the numbers go: "hall+1" follows directly.
func from(taken []Tapped) (all []string) {
	for i, p := range taken {
		step := uint16(0)
		if i > 0 {
			step = p.Seq - taken[i-1].Seq
		}
		all = append(all, fmt.Sprintf("%s+%d", p.From, step))
	}
	return all
}

func TestTapIsUnbroken(t *testing.T) {
	s := newStage()
	hall, guest := s.publish(t, "hall", video, audio), s.publish(t, "guest", video, audio)
	s.putOnAir(t, Programme, "hall")
	seq := map[*played]uint16{hall: 65534, guest: 400}
	ms := 0
	both := func(key bool) {
		for _, p := range []*played{hall, guest} {
			seq[p]++
			s.send(p.source(video), frame{seq: seq[p], time: uint32(ms) * 90, key: key, at: after(ms)})
			s.send(p.source(audio), frame{seq: seq[p], time: uint32(ms) * 48, at: after(ms)})
			ms += 10
		}
	}
	both(true)
	var r reel
	stop := s.plane.Tap("room", &r) // begins with the key frame
	both(false)
	s.putOnAir(t, Programme, "guest")
	both(false) // the picture waits
	both(true)
	if err := s.plane.Mute("room", Programme, true); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		both(false)
	}
	if err := s.plane.Mute("room", Programme, false); err != nil {
		t.Fatal(err)
	}
	both(false)
	stop()
	both(true)
	if got, want := from(r.of(video)), []string{"hall+0", "hall+1", "hall+1", "hall+1", "guest+1", "guest+1", "guest+1", "guest+1", "guest+1", "guest+1", "guest+1"}; !slices.Equal(got, want) {
		t.Errorf("picture %v, want %v", got, want)
	}
	if got, want := from(r.of(audio)), []string{"hall+0", "guest+1", "guest+1", "guest+1"}; !slices.Equal(got, want) {
		t.Errorf("sound %v, want %v", got, want)
	}
	for _, k := range []kind{video, audio} {
		for i, p := range r.of(k)[1:] {
			before := r.of(k)[i]
			ticks, shown := p.Time-before.Time, p.Shown.Sub(before.Shown)
			if want := uint32(shown.Milliseconds()) * k.rate() / 1000; ticks != want || shown <= 0 {
				t.Errorf("%v %d: %d ticks and %v after the one before", k, i+1, ticks, shown)
			}
		}
	}
}

// What was taken at one moment bears one time, in picture and sound and of any publisher.
func TestShownIsComparable(t *testing.T) {
	s := newStage()
	var r reel
	defer s.plane.Tap("room", &r)()
	for i, clock := range []time.Time{time.Unix(5_000, 0), time.Unix(2_000_000_000, 77_000)} {
		pub := s.publish(t, fmt.Sprint("publisher ", i), video, audio)
		s.putOnAir(t, Programme, pub.name)
		for _, k := range []kind{video, audio} {
			pub.reported(pub.source(k), clock.Add(500*time.Millisecond), 700+k.rate()/2, after(540))
		}
		s.send(pub.source(video), frame{seq: 1, time: 700, key: true, at: after(200)})
		s.send(pub.source(audio), frame{seq: 1, time: 700, at: after(60)})
	}
	if len(r.taken) != 4 {
		t.Fatalf("%d packets", len(r.taken))
	}
	for i, p := range r.taken {
		if apart := p.Shown.Sub(after(40)).Abs(); apart > 100*time.Microsecond {
			t.Errorf("packet %d of %s is shown at %v, %v off", i, p.From, p.Shown, apart)
		}
	}
}

// What is tapped belongs to the tap: viewers' numbers are not written into it.
func TestTapDoesNotShareWhatIsChanged(t *testing.T) {
	s := newStage()
	pub := s.publish(t, "hall", video)
	s.putOnAir(t, Programme, "hall")
	var one, two reel
	defer s.plane.Tap("room", &one)()
	defer s.plane.Tap("room", &two)()
	s.send(pub.source(video), frame{seq: 1, key: true, at: noon, body: "body"})
	a, b := one.taken[0], two.taken[0]
	if &a.Payload[0] == &b.Payload[0] || a.Packet == b.Packet || a.Codec.Name != codec.VP8 {
		t.Error("two taps share a packet")
	}
}

func TestMuteIsNoLeapForViewers(t *testing.T) {
	s := newStage()
	w, pub := s.view(t, Viewing{Viewer: "ann"}, 1, 1), s.publish(t, "hall", video, audio)
	s.putOnAir(t, Programme, "hall")
	seq := uint16(0)
	send := func(n int) {
		for range n {
			seq++
			s.send(pub.source(audio), frame{seq: seq, time: uint32(seq) * 960, at: after(20 * int(seq))})
			s.send(pub.source(video), frame{seq: seq, time: uint32(seq) * 1800, key: seq == 1, at: after(20 * int(seq))})
		}
	}
	send(3)
	if err := s.plane.Mute("room", Programme, true); err != nil {
		t.Fatal(err)
	}
	send(50)
	if n := len(w.on(w.outlet(Programme, audio))); n != 3 {
		t.Errorf("%d packets of sound, want silence after 3", n)
	}
	if err := s.plane.Mute("room", Programme, false); err != nil {
		t.Fatal(err)
	}
	send(2)
	sound := w.on(w.outlet(Programme, audio))
	if len(sound) != 5 || len(w.on(w.outlet(Programme, video))) != 55 {
		t.Fatalf("%d packets of sound, %d of picture", len(sound), len(w.on(w.outlet(Programme, video))))
	}
	for i, p := range sound[1:] {
		if p.SequenceNumber != sound[i].SequenceNumber+1 {
			t.Errorf("number %d after %d", p.SequenceNumber, sound[i].SequenceNumber)
		}
	}
	if gap := sound[3].Timestamp - sound[2].Timestamp; gap != 51*960 {
		t.Errorf("sound comes back %d ticks later, want %d: picture and sound part", gap, 51*960)
	}
	if err := s.plane.Mute("room", Slides, true); err == nil {
		t.Error("slides have no sound to mute")
	}
}

func TestPreviewShowsWhoIsNotOnAir(t *testing.T) {
	s := newStage()
	hall, guest := s.publish(t, "hall", video, audio), s.publish(t, "guest", video, audio)
	s.putOnAir(t, Programme, "hall")
	send := func(seq uint16) {
		for _, p := range []*played{hall, guest} {
			s.send(p.source(video), frame{seq: seq, time: uint32(seq) * 3000, key: true, at: noon, body: p.name})
			s.send(p.source(audio), frame{seq: seq, time: uint32(seq) * 960, at: noon, body: p.name})
		}
	}
	audience, desk := s.view(t, Viewing{Viewer: "ann"}, 2, 1), s.view(t, Viewing{Viewer: "desk", Publisher: "guest"}, 2, 1)
	send(1)
	for name, w := range map[string]*watched{"hall": audience, "guest": desk} {
		if len(w.packets) != 2 {
			t.Errorf("%s: %d packets", w.name, len(w.packets))
		}
		for _, p := range w.packets {
			if got := string(p.Payload[len(p.Payload)-len(name):]); got != name {
				t.Errorf("%s is shown %q, want %s", w.name, got, name)
			}
		}
	}
	s.putOnAir(t, Programme, "guest") // what is on air may be previewed as well
	send(2)
	if n := len(desk.packets); n != 4 {
		t.Errorf("the desk has %d packets, want 4", n)
	}
	s.room.removeViewer(desk.viewer)
	s.hand.remove(desk.viewer)
	send(3)
	if n := len(desk.packets); n != 4 || len(s.room.lines) != len(Stage.feeds(video))+len(Stage.feeds(audio)) {
		t.Errorf("who has left has %d packets; the room has %d lines", n, len(s.room.lines))
	}
}

// notes is an observer that writes down silences.
type notes struct{ said chan string }

func (n notes) PublisherStarted(Member)  {}
func (n notes) PublisherStopped(Member)  {}
func (n notes) ViewerConnected(Member)   {}
func (n notes) ViewerGone(Member)        {}
func (n notes) PublisherSilent(m Member) { n.said <- m.Name + " silent" }
func (n notes) PublisherHeard(m Member)  { n.said <- m.Name + " heard" }

func TestSilentPublisherIsTold(t *testing.T) {
	for _, tt := range []struct {
		slot  Slot
		limit time.Duration
	}{{Programme, silentAfter}, {Slides, slidesStillAfter}} {
		s := newStage()
		n := notes{make(chan string, 16)}
		s.plane.observer = newTeller(n)
		pub := s.publish(t, "hall", video)
		pub.slot, pub.heard = tt.slot, noon
		look := func(now time.Time) { pub.listen(now) }
		look(noon.Add(time.Hour)) // its connection is not up yet
		pub.up = true
		look(noon.Add(tt.limit))
		look(noon.Add(tt.limit + time.Millisecond))
		look(noon.Add(2 * tt.limit))
		pub.mu.Lock()
		pub.heard = noon.Add(3 * tt.limit)
		pub.mu.Unlock()
		look(noon.Add(3*tt.limit + time.Second))
		look(noon.Add(3*tt.limit + time.Second))
		pub.leaves()
		look(noon.Add(time.Hour))
		s.plane.observer.close()
		close(n.said)
		var said []string
		for what := range n.said {
			said = append(said, what)
		}
		if want := []string{"hall silent", "hall heard"}; !slices.Equal(said, want) {
			t.Errorf("%s: told %q, want %q", tt.slot, said, want)
		}
	}
}
