package media

import (
	"log/slog"
	"testing"
	"time"

	"aula/internal/media/codec"
	"aula/internal/media/keyframe"
	"aula/internal/media/rtpcache"
)

// fakePublisher has tracks without a connection; asked counts requests for key frames.
type fakePublisher struct {
	*publisher
	asked int
}

func newFakePublisher(name string) *fakePublisher {
	f := &fakePublisher{publisher: &publisher{peer: &peer{name: name}}}
	for _, k := range []kind{video, audio} {
		f.sources[k] = &source{
			publisher: f.publisher, kind: k,
			asker: keyframe.NewAsker(func() { f.asked++ }),
			group: rtpcache.NewGroup(groupPackets, groupAge),
		}
	}
	return f
}

// stop ends the asking, which would go on after the test.
func (f *fakePublisher) stop() {
	for _, s := range f.sources {
		s.asker.Stop()
	}
}

// packet makes a packet of a fake track. Key frames come as one packet.
func fakePacket(k kind, seq uint16, at uint32, key bool, arrived time.Time) *rtpcache.Packet {
	c := codec.Codec{Name: codec.Opus, Rate: 48000}
	payload := []byte{0xfc}
	if k == video {
		c = codec.Codec{Name: codec.VP8, Rate: 90000}
		payload = []byte{0x10, 0x11}
		if key {
			payload[1] = 0x10
		}
	}
	return &rtpcache.Packet{Seq: seq, Time: at, Key: key, Codec: c, At: arrived, Payload: payload}
}

// fakeViewer queues what it is offered; nobody sends it.
func fakeViewer(f *feed) (*viewer, *outlet) {
	v := &viewer{peer: &peer{log: slog.New(slog.DiscardHandler)}, queue: make(chan parcel, queueParcels), gone: make(chan struct{})}
	o := newOutlet(v, f)
	v.outlets = []*outlet{o}
	return v, o
}

// shownAt returns the moment on our clock at which a viewer takes the packet with the
// timestamp out to have been recorded, going by the feed's sender report of now.
func shownAt(t *testing.T, f *feed, out uint32, now time.Time) time.Time {
	t.Helper()
	reported, ok := f.timeAt(now)
	if !ok {
		t.Fatal("nothing to report")
	}
	return now.Add(-time.Duration(int32(reported-out)) * time.Second / time.Duration(f.kind.rate()))
}

// Picture and sound that were recorded together are shown together, although the
// picture takes 120 ms longer to arrive, before and after a switch, whatever the
// publishers' clocks say.
func TestPictureAndSoundStayInStep(t *testing.T) {
	feeds := [2]*feed{newFeed(Programme, video), newFeed(Programme, audio)}
	start := time.Unix(1_800_000_000, 0)
	late := [2]time.Duration{video: 120 * time.Millisecond}
	for round, clock := range []time.Time{time.Unix(5_000, 0), time.Unix(2_000_000_000, 77_000)} {
		pub := newFakePublisher("any")
		defer pub.stop()
		recorded := start.Add(time.Duration(round) * time.Minute)
		now := recorded.Add(2 * time.Second)
		var shown [2]time.Time
		for k, f := range feeds {
			src := pub.sources[k]
			first := uint32(k*1_000_000 + round*7)
			// The report came half a second after the packet and says so.
			src.reported = moment{
				at:   pub.clock.local(clock.Add(500*time.Millisecond), recorded.Add(540*time.Millisecond)),
				time: first + f.kind.rate()/2,
			}
			f.put(src)
			f.forward(src, fakePacket(f.kind, 9, first, true, recorded.Add(late[k])))
		}
		for k, f := range feeds {
			shown[k] = shownAt(t, f, f.numbers.Time(uint32(k*1_000_000+round*7)), now)
		}
		if apart := shown[video].Sub(shown[audio]).Abs(); apart > 100*time.Microsecond {
			t.Errorf("publisher %d: picture and sound are %v apart", round, apart)
		}
	}
}

func TestBeforeReportsPictureAndSoundGoByArrival(t *testing.T) {
	pub := newFakePublisher("hall")
	defer pub.stop()
	f := newFeed(Programme, video)
	arrived := time.Unix(1_800_000_000, 0)
	pub.sources[video].reported = moment{at: arrived.Add(-time.Hour), time: 1} // the sound has none yet
	f.put(pub.sources[video])
	f.forward(pub.sources[video], fakePacket(video, 1, 5000, true, arrived))
	if got := shownAt(t, f, f.numbers.Time(5000), arrived.Add(time.Second)); !got.Equal(arrived) {
		t.Errorf("shown at %v, arrived at %v", got, arrived)
	}
}

func TestPictureWaitsForAKeyFrameAndSoundDoesNot(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for _, k := range []kind{video, audio} {
		old, next := newFakePublisher("old"), newFakePublisher("next")
		defer old.stop()
		defer next.stop()
		f := newFeed(Programme, k)
		f.put(old.sources[k])
		f.forward(old.sources[k], fakePacket(k, 1, 0, true, now))
		f.put(next.sources[k])
		f.forward(next.sources[k], fakePacket(k, 1, 0, false, now))
		if want := map[kind]string{video: "old", audio: "next"}[k]; f.onAir() != want {
			t.Errorf("%v: on air is %s, want %s", k, f.onAir(), want)
		}
		f.forward(next.sources[k], fakePacket(k, 2, 0, true, now))
		if f.onAir() != "next" {
			t.Errorf("%v: still %s after a key frame", k, f.onAir())
		}
		if want := map[kind]int{video: 1, audio: 0}[k]; next.asked != want {
			t.Errorf("%v: asked for %d key frames, want %d", k, next.asked, want)
		}
	}
}

// The picture of an encoder that ignores requests is there at once when its slot was empty.
func TestEmptyFeedBeginsWithTheLastKeyFrame(t *testing.T) {
	pub := newFakePublisher("hall")
	defer pub.stop()
	f := newFeed(Slides, video)
	v, o := fakeViewer(f)
	f.attach(o)
	now := time.Unix(1_800_000_000, 0)
	for i := range uint16(5) {
		pub.sources[video].group.Add(fakePacket(video, i, uint32(i)*45000, i == 1, now))
	}
	f.put(pub.sources[video])
	sent := <-v.queue
	if len(sent.burst) != 4 || !sent.burst[0].Key {
		t.Errorf("sent %d packets, the first a key frame: %v", len(sent.burst), len(sent.burst) > 0 && sent.burst[0].Key)
	}
	if f.forward(pub.sources[video], fakePacket(video, 5, 5*45000, false, now)); (<-v.queue).packet.Seq != sent.burst[3].Seq+1 {
		t.Error("the live picture does not go on from there")
	}
	if pub.asked != 0 {
		t.Errorf("asked for %d key frames, needs none", pub.asked)
	}
}

// A viewer whose way is blocked loses packets; the others get theirs.
func TestSlowViewerHoldsUpNobody(t *testing.T) {
	pub := newFakePublisher("hall")
	defer pub.stop()
	f := newFeed(Programme, audio)
	slow, stuck := fakeViewer(f)
	quick, o := fakeViewer(f)
	f.attach(stuck)
	f.attach(o)
	f.put(pub.sources[audio])
	const packets = queueParcels + 100
	for i := range uint16(packets) {
		f.forward(pub.sources[audio], fakePacket(audio, i, uint32(i)*960, false, time.Now()))
		<-quick.queue
	}
	if got := slow.dropped.Load(); got != 100 {
		t.Errorf("the slow viewer lost %d packets, want 100", got)
	}
	if got := quick.dropped.Load(); got != 0 {
		t.Errorf("the quick viewer lost %d packets", got)
	}
}
