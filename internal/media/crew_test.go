package media

import (
	"fmt"
	"testing"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"

	"aula/internal/media/udp"
)

// sink is a connection that seals what it is sent, if it has keys, and lets it go.
type sink struct {
	seal   *srtp.Context
	header rtp.Header
	sent   int
}

func (s *sink) Send(b *udp.Batch, packet []byte) bool {
	s.sent++
	if s.seal == nil {
		return true
	}
	_, err := s.seal.EncryptRTP(b.Space(), packet, &s.header)
	return err == nil
}

func (s *sink) SendRTCP(*udp.Batch, []byte) bool { return true }

// audience seats many viewers and returns a frame for them: numbered anew it can be sent again and again.
func audience(t testing.TB, viewers, packets int, sealed bool) (*stage, []*sink, []item) {
	t.Helper()
	s := newStage()
	pub := s.publish(t, "hall", video)
	s.putOnAir(t, Programme, "hall")
	var sinks []*sink
	for i := range viewers {
		v := s.seatViewer(t, Viewing{Viewer: fmt.Sprint(i)}, pictureFormats(), 1, 1)
		out := &sink{}
		if sealed {
			seal, err := srtp.CreateContext(make([]byte, 16), make([]byte, 12), srtp.ProtectionProfileAeadAes128Gcm)
			if err != nil {
				t.Fatal(err)
			}
			out.seal = seal
		}
		v.out = out
		sinks = append(sinks, out)
		s.enter(v)
	}
	src := pub.source(video)
	s.send(src, frame{seq: 1, key: true, at: noon})
	var round []item
	for i := range packets {
		payload := append([]byte{0x10, 0x11}, make([]byte, 1150)...)
		p, _ := src.keep(&rtp.Header{Version: 2, PayloadType: 96, SequenceNumber: uint16(i + 2), Timestamp: 3000}, payload, noon)
		round = append(round, item{source: src, packet: p, feeds: []*feed{s.room.feeds[video][Programme]}})
	}
	return s, sinks, round
}

// again numbers a round anew.
func again(round []item) {
	for i := range round {
		round[i].packet.Seq += uint16(len(round))
		round[i].packet.Time += 3000
	}
}

// However many viewers there are, a packet leaves no garbage behind.
func TestForwardingAllocatesNothing(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		s, sinks, round := audience(t, 50, 4, sealed)
		s.hand.send(s.room, round)
		before := sinks[0].sent
		n := testing.AllocsPerRun(100, func() {
			again(round)
			s.hand.send(s.room, round)
		})
		if n > 0 {
			t.Errorf("sealed %v: %v allocations for a round of 4 packets to 50 viewers", sealed, n)
		}
		if got := sinks[49].sent - before; got != 101*4 {
			t.Errorf("the last viewer was sent %d packets, want %d", got, 101*4)
		}
	}
}

// Who joins is given to the first hand that has room, and who leaves makes room.
func TestPlacing(t *testing.T) {
	s := newStage()
	other := &hand{batch: new(udp.Socket).NewBatch(), rooms: map[*room][]*viewer{}}
	c := &crew{hands: []*hand{s.hand, other}}
	s.hand.count.Store(handViewers - 1)
	if c.place() != s.hand {
		t.Error("a hand with room is passed over")
	}
	s.hand.count.Store(handViewers)
	if c.place() != other {
		t.Error("a full hand is given more")
	}
	other.count.Store(handViewers + 10)
	if c.place() != s.hand {
		t.Error("not the one with the fewest")
	}
}

// A hand that cannot keep up loses packets and says so; the others are not held up.
func TestOverloadedHand(t *testing.T) {
	s := newStage()
	slow := &hand{batch: new(udp.Socket).NewBatch(), rooms: map[*room][]*viewer{}, work: make(chan func(), 2)}
	s.plane.crew.hands = append(s.plane.crew.hands, slow)
	pub, quick := s.publish(t, "hall", audio), s.view(t, Viewing{Viewer: "quick"}, 0, 1)
	s.putOnAir(t, Programme, "hall")
	behind := &watched{tape: &tape{}, viewer: s.seatViewer(t, Viewing{Viewer: "behind"}, nil, 0, 1)}
	behind.out, behind.hand = behind.tape, slow
	s.room.addViewer(behind.viewer)
	slow.add(behind.viewer)
	for i := range uint16(5) {
		s.send(pub.source(audio), frame{seq: i, time: uint32(i) * 960, at: noon})
	}
	if n := s.plane.Health("room").Viewers.Dropped; n != 3 || len(quick.packets) != 5 {
		t.Errorf("dropped %d, want 3; the quick one has %d", n, len(quick.packets))
	}
	for range 2 {
		(<-slow.work)()
	}
	if len(behind.packets) != 2 {
		t.Errorf("who is behind has %d packets, want 2", len(behind.packets))
	}
}

// BenchmarkForward sends one frame of 6 packets to 200 viewers, up to the system call.
func BenchmarkForward(b *testing.B) {
	for _, sealed := range []bool{false, true} {
		b.Run(fmt.Sprintf("sealed=%v", sealed), func(b *testing.B) {
			const viewers, packets = 200, 6
			s, _, round := audience(b, viewers, packets, sealed)
			b.ReportAllocs()
			for b.Loop() {
				again(round)
				s.hand.send(s.room, round)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*viewers*packets), "ns/packet")
		})
	}
}
