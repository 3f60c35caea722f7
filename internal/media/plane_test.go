package media_test

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"aula/internal/media"
	"aula/internal/media/client"
)

const (
	programmeVideo = iota
	slidesVideo
	floorVideo
	programmeAudio
	floorAudio
)

// unbroken checks what a decoder relies on: numbers that go on by one, times that
// never go back nor leap, picture ids that go on.
func unbroken(t *testing.T, packets []packet, rate uint32) {
	t.Helper()
	for i := 1; i < len(packets); i++ {
		p, q := packets[i-1], packets[i]
		if q.seq != p.seq+1 {
			t.Errorf("packet %d: number %d after %d", i, q.seq, p.seq)
		}
		if step := q.time - p.time; step > 2*rate {
			t.Errorf("packet %d: time %d after %d", i, q.time, p.time)
		}
		if step := (q.picture - p.picture) & 0x7fff; q.picture >= 0 && p.picture >= 0 && step > 1 {
			t.Errorf("packet %d: picture %d after %d", i, q.picture, p.picture)
		}
	}
}

func TestTwoViewersSeeOnePublisher(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.publish(t, media.Programme, "hall", hallClip(t))
	first := s.view(t, "ann", client.ViewOptions{})
	second := s.view(t, "bo", client.ViewOptions{Video: 1, Audio: 1})
	eventually(t, "a second of picture and sound for both", func() bool {
		return len(first.line(programmeVideo)) > 30 && len(second.line(0)) > 30 &&
			len(first.line(programmeAudio)) > 40 && len(second.line(1)) > 40
	})
	for _, w := range []struct {
		of           *watcher
		video, audio int
	}{{first, programmeVideo, programmeAudio}, {second, 0, 1}} {
		video := w.of.line(w.video)
		if !video[0].key || video[0].width != 640 {
			t.Errorf("begins with %+v, want a key frame of 640", video[0])
		}
		unbroken(t, video, 90000)
		unbroken(t, w.of.line(w.audio), 48000)
	}
	if n := len(first.line(slidesVideo)) + len(first.line(floorVideo)) + len(first.line(floorAudio)); n > 0 {
		t.Errorf("%d packets of slots nobody feeds", n)
	}
	counts := second.Counts()
	if counts[0].Slot != "programme" || counts[0].Codec != "VP8" || counts[1].Codec != "opus" {
		t.Errorf("one video and one audio line carry %+v", counts)
	}
}

func TestSlotChangesItsPublisherAtAKeyFrame(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.publish(t, media.Programme, "hall", hallClip(t))
	s.publish(t, media.Floor, "delegate", floorClip(t))
	w := s.view(t, "ann", client.ViewOptions{})
	widths := func() []int {
		var seen []int
		for _, p := range w.line(programmeVideo) {
			if p.key && (len(seen) == 0 || seen[len(seen)-1] != p.width) {
				seen = append(seen, p.width)
			}
		}
		return seen
	}
	want := []int{640}
	for _, turn := range []struct {
		publisher string
		width     int
	}{{"delegate", 320}, {"hall", 640}, {"delegate", 320}} {
		eventually(t, "the picture before the switch", func() bool { return slices.Equal(widths(), want) })
		if err := s.plane.PutOnAir("room", media.Programme, turn.publisher); err != nil {
			t.Fatal(err)
		}
		want = append(want, turn.width)
	}
	eventually(t, "the last picture", func() bool { return slices.Equal(widths(), want) })
	unbroken(t, w.line(programmeVideo), 90000)
	unbroken(t, w.line(programmeAudio), 48000)
	unbroken(t, w.line(floorVideo), 90000)
	if len(w.line(floorAudio)) == 0 {
		t.Error("one publisher feeds two slots, but the floor fell silent")
	}
}

// The clip's publisher answers no request for a key frame, and slides have one every
// 2.5 s only: whoever comes in between must still see the slide at once.
func TestLateViewerHasAPictureAtOnce(t *testing.T) {
	s := newStand(t)
	s.publish(t, media.Slides, "deck", slidesClip(t))
	eventually(t, "the first slide", func() bool { return len(s.plane.Health("room").Publishers[0].OnAir) == 1 })
	for i := range 4 {
		time.Sleep(300 * time.Millisecond)
		w := s.view(t, "late", client.ViewOptions{})
		eventually(t, "a picture", func() bool { return len(w.line(slidesVideo)) > 0 })
		p := w.line(slidesVideo)[0]
		if after := w.Counts()[slidesVideo].FirstKey - w.joining; !p.key || p.width != 1280 || after > time.Second {
			t.Errorf("viewer %d: first packet %+v, key frame %v after it connected", i, p, after)
		}
		eventually(t, "the next frame", func() bool {
			got := w.line(slidesVideo)
			return got[len(got)-1].time-got[0].time > 20000
		})
		unbroken(t, w.line(slidesVideo), 90000)
	}
}

func TestPublisherGoesAndViewersStay(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.publish(t, media.Programme, "hall", hallClip(t))
	w := s.view(t, "ann", client.ViewOptions{})
	eventually(t, "sound", func() bool { return len(w.line(programmeAudio)) > 5 })
	s.plane.Remove(s.plane.Health("room").Publishers[0].Session)
	eventually(t, "the publisher's return by itself", func() bool {
		return slices.Equal(s.told.all(), []string{
			"publisher started hall programme", "viewer connected ann",
			"publisher stopped hall programme", "publisher started hall programme",
		})
	})
	n := len(w.line(programmeVideo))
	eventually(t, "its picture again for the same viewer", func() bool { return len(w.line(programmeVideo)) > n+20 })
	unbroken(t, w.line(programmeAudio), 48000)
	if v := s.plane.Health("room").Viewers; v.Count != 1 || v.Connected != 1 {
		t.Errorf("viewers %+v, want the one", v)
	}
	w.Close()
	eventually(t, "the viewer's leave", func() bool {
		all := s.told.all()
		return all[len(all)-1] == "viewer gone ann"
	})
}

func TestWhoGoesOnAir(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	onAir := func(slot media.Slot) string {
		for _, h := range s.plane.Health("room").Slots {
			if h.Slot == slot {
				return h.OnAir
			}
		}
		return ""
	}
	becomes := func(slot media.Slot, want string) {
		t.Helper()
		eventually(t, "on air in "+string(slot)+": "+want, func() bool { return onAir(slot) == want })
	}
	decide := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	s.publishAs(t, media.Programme, "branch", "standby", floorClip(t))
	stopHall := s.publish(t, media.Programme, "hall", hallClip(t))
	becomes(media.Programme, "hall") // the first that does not stand by

	decide(s.plane.PutOnAir("room", media.Programme, "branch"))
	becomes(media.Programme, "branch")
	decide(s.plane.TakeOff("room", media.Programme, "hall")) // is not on air
	becomes(media.Programme, "branch")
	decide(s.plane.TakeOff("room", media.Programme, "branch"))
	becomes(media.Programme, "")
	stopHall()
	s.publish(t, media.Programme, "hall", hallClip(t))
	becomes(media.Programme, "") // taken off by decision: coming again does not undo it

	decide(s.plane.PutOnAir("room", media.Floor, "guest")) // before it is there
	s.publishAs(t, media.Floor, "guest", "standby", floorClip(t))
	becomes(media.Floor, "guest")

	if err := s.plane.PutOnAir("room", "roof", "hall"); !errors.Is(err, media.ErrSlot) {
		t.Errorf("PutOnAir into no slot: %v", err)
	}
}

// An encoder that lost its way joins again while its old session still seems alive.
func TestPublisherTakesItsOwnPlace(t *testing.T) {
	s := newStand(t)
	s.publish(t, media.Programme, "hall", hallClip(t))
	w := s.view(t, "ann", client.ViewOptions{})
	eventually(t, "a picture", func() bool { return len(w.line(programmeVideo)) > 5 })
	old := s.plane.Health("room").Publishers[0].Session

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ended := make(chan struct{})
	var once bool
	go func() {
		defer close(ended)
		target := client.Target{URL: s.http.URL + "/whip/room/programme/hall"}
		client.Publish(ctx, target, floorClip(t), client.PublishOptions{Connected: func() { once = true }})
	}()
	eventually(t, "the new session in the old one's place", func() bool {
		for _, p := range s.plane.Health("room").Publishers {
			if p.Session != old && slices.Contains(p.OnAir, media.Programme) {
				return true
			}
		}
		return false
	})
	cancel()
	<-ended
	unbroken(t, w.line(programmeVideo), 90000)
	if !once {
		t.Error("never connected")
	}
}

func TestHealthTellsWhatComesIn(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.publish(t, media.Programme, "hall", hallClip(t))
	var h media.Health
	eventually(t, "a measured rate", func() bool {
		h = s.plane.Health("room")
		return len(h.Publishers) == 1 && len(h.Publishers[0].Tracks) == 2 && h.Publishers[0].Tracks[0].BitRate > 0
	})
	p := h.Publishers[0]
	if p.Name != "hall" || p.Slot != media.Programme || !slices.Equal(p.OnAir, []media.Slot{media.Programme}) {
		t.Errorf("publisher %+v", p)
	}
	video, audio := p.Tracks[0], p.Tracks[1]
	if video.Codec != "VP8" || video.BitRate < 50_000 || video.BitRate > 600_000 || video.Lost != 0 || time.Since(video.LastKeyFrame) > 1500*time.Millisecond {
		t.Errorf("video %+v", video)
	}
	if audio.Codec != "opus" || audio.Packets < 30 || audio.Lost != 0 {
		t.Errorf("audio %+v", audio)
	}
	if empty := s.plane.Health("elsewhere"); len(empty.Publishers) != 0 || empty.Viewers.Count != 0 || len(empty.Slots) != len(media.Slots())+len(media.Sounds()) {
		t.Errorf("a room nobody named: %+v", empty)
	}
}

func TestCloseRoomSendsEverybodyAway(t *testing.T) {
	s := newStand(t)
	stop := s.publish(t, media.Programme, "hall", hallClip(t))
	s.view(t, "ann", client.ViewOptions{})
	stop()
	s.plane.CloseRoom("room")
	eventually(t, "an empty room", func() bool { return s.plane.Health("room").Viewers.Count == 0 })
}

func TestClosedPlaneTakesNobody(t *testing.T) {
	plane, err := media.Open(media.Config{UDP: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(plane.Close(), plane.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = plane.View(context.Background(), media.Viewing{Room: "room", Viewer: "ann", Offer: offer(t, false, "video", "audio")})
	if !errors.Is(err, media.ErrClosed) {
		t.Errorf("View: %v, want ErrClosed", err)
	}
}

func TestAnswerTellsThePublicAddressesBestFirst(t *testing.T) {
	public := []netip.Addr{netip.MustParseAddr("192.0.2.7"), netip.MustParseAddr("2001:db8::7"), netip.MustParseAddr("192.0.2.1")}
	plane, err := media.Open(media.Config{UDP: ":0", PublicIPs: public})
	if err != nil {
		t.Fatal(err)
	}
	defer plane.Close()
	session, err := plane.View(context.Background(), media.Viewing{Room: "room", Viewer: "ann", Offer: offer(t, false, "video", "audio")})
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, ip := range public {
		want = append(want, ip.String()+":"+strconv.Itoa(int(plane.Addr().Port()))+" udp host")
	}
	if got := candidates(session.Answer); !slices.Equal(got, want) {
		t.Errorf("candidates %v, want %v", got, want)
	}
}

// What is told besides the machine's own addresses comes behind those of its kind, and is followed by something else.
func TestAnswerTellsWhatItIsToldToTell(t *testing.T) {
	ip := netip.MustParseAddr
	for _, c := range []struct {
		name   string
		config media.Config
		also   [][]netip.Addr
		want   []string // behind the machine's own; nil: nothing is added
	}{
		{"one after another", media.Config{UDP: "0.0.0.0:0"}, [][]netip.Addr{{ip("192.0.2.7")}, {ip("192.0.2.8"), ip("2001:db8::1"), ip("192.0.2.9")}}, []string{"192.0.2.8", "192.0.2.9"}},
		{"IPv6 too", media.Config{UDP: ":0"}, [][]netip.Addr{{ip("192.0.2.7"), ip("2001:db8::1")}}, []string{"192.0.2.7", "2001:db8::1"}},
		{"no more", media.Config{UDP: ":0"}, [][]netip.Addr{{ip("192.0.2.7")}, nil}, nil},
		{"the configuration knows better", media.Config{UDP: ":0", PublicIPs: []netip.Addr{ip("192.0.2.1")}}, [][]netip.Addr{{ip("192.0.2.7")}}, nil},
		{"bound to one", media.Config{UDP: "127.0.0.1:0"}, [][]netip.Addr{{ip("192.0.2.7")}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			plane, err := media.Open(c.config)
			if err != nil {
				t.Fatal(err)
			}
			defer plane.Close()
			told := func() []string {
				session, err := plane.View(context.Background(), media.Viewing{Room: "room", Viewer: "ann", Offer: offer(t, false, "video", "audio")})
				if err != nil {
					t.Fatal(err)
				}
				return candidates(session.Answer)
			}
			want := told()
			for _, also := range c.also {
				if err := plane.Tell(also); err != nil {
					t.Fatal(err)
				}
			}
			for _, a := range c.want {
				want = append(want, a+":"+strconv.Itoa(int(plane.Addr().Port()))+" udp host")
			}
			slices.SortStableFunc(want, func(a, b string) int { return min(strings.Count(a, ":"), 2) - min(strings.Count(b, ":"), 2) }) // IPv4 first
			if got := told(); !slices.Equal(got, want) {
				t.Errorf("told %v, want %v", got, want)
			}
		})
	}
}
