package media

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"aula/internal/media/codec"
	"aula/internal/media/rtpcache"
)

// tape is a line's way out that remembers what was written.
type tape struct{ packets []rtp.Packet }

func (w *tape) WriteRTP(h *rtp.Header, payload []byte) (int, error) {
	w.packets = append(w.packets, rtp.Packet{Header: *h, Payload: payload})
	return len(payload) + 12, nil
}

func (w *tape) Write(b []byte) (int, error) { return len(b), nil }

func params(pt webrtc.PayloadType, mime, fmtp string) webrtc.RTPCodecParameters {
	return webrtc.RTPCodecParameters{PayloadType: pt, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 90000, SDPFmtpLine: fmtp}}
}

// boundOutlet is a viewer's line that negotiated VP8 as 96 with retransmission as 97.
func boundOutlet(f *feed) (*viewer, *outlet, *tape) {
	v, o := fakeViewer(f)
	w := &tape{}
	o.line = &line{stream: w, ssrc: 11, again: 12, codecs: []webrtc.RTPCodecParameters{
		params(96, webrtc.MimeTypeVP8, ""), params(97, webrtc.MimeTypeRTX, "apt=96"),
	}}
	return v, o, w
}

// flush sends what is queued, as the viewer's goroutine would.
func (v *viewer) flush() {
	for len(v.queue) > 0 {
		v.send(<-v.queue)
	}
}

func TestLostPacketIsSentAgain(t *testing.T) {
	pub := newFakePublisher("hall")
	defer pub.stop()
	f := newFeed(Programme, video)
	v, o, w := boundOutlet(f)
	f.attach(o)
	f.put(pub.sources[video])
	now := time.Unix(1_800_000_000, 0)
	for i := range uint16(4) {
		f.forward(pub.sources[video], fakePacket(video, i, 0, i == 0, now))
	}
	v.flush()
	lost := w.packets[2]
	nack := &rtcp.TransportLayerNack{Nacks: rtcp.NackPairsFromSequenceNumbers([]uint16{lost.SequenceNumber, lost.SequenceNumber + 999})}
	sentAfter := func(at time.Duration) int {
		w.packets = nil
		o.repeat(nack, now.Add(at))
		v.flush()
		return len(w.packets)
	}
	if n := sentAfter(0); n != 1 {
		t.Fatalf("sent %d packets, want the one that is at hand", n)
	}
	again := w.packets[0]
	if again.SSRC != 12 || again.PayloadType != 97 || binary.BigEndian.Uint16(again.Payload) != lost.SequenceNumber ||
		string(again.Payload[2:]) != string(lost.Payload) || again.Timestamp != lost.Timestamp {
		t.Errorf("sent %v for %v", again, lost)
	}
	for _, c := range []struct {
		at   time.Duration
		want int
	}{{50 * time.Millisecond, 0}, {120 * time.Millisecond, 1}, {300 * time.Millisecond, 1}, {500 * time.Millisecond, 0}} {
		if n := sentAfter(c.at); n != c.want {
			t.Errorf("asked again after %v: sent %d, want %d", c.at, n, c.want)
		}
	}
}

func TestNothingIsRepeatedWhileAKeyFrameIsDue(t *testing.T) {
	pub := newFakePublisher("hall")
	defer pub.stop()
	f := newFeed(Programme, video)
	v, o, w := boundOutlet(f)
	f.attach(o)
	f.put(pub.sources[video])
	f.forward(pub.sources[video], fakePacket(video, 1, 0, true, time.Now()))
	v.flush()
	seq := w.packets[0].SequenceNumber
	nack := &rtcp.TransportLayerNack{Nacks: rtcp.NackPairsFromSequenceNumbers([]uint16{seq})}
	o.hear(&rtcp.PictureLossIndication{}, time.Now())
	o.hear(nack, time.Now())
	if len(v.queue) != 0 {
		t.Error("repeats what the viewer has given up")
	}
	if pub.asked != 1 { // to go on air; the viewer's wish waits for the budget
		t.Errorf("asked for %d key frames at once, want 1", pub.asked)
	}
	f.forward(pub.sources[video], fakePacket(video, 2, 3000, true, time.Now()))
	v.flush()
	o.hear(nack, time.Now())
	if len(v.queue) != 1 {
		t.Error("does not repeat after the key frame")
	}
}

// The past is drawn together so that a player neither plays it nor takes it for delay.
func TestBurstLooksAsIfItWereNow(t *testing.T) {
	f := newFeed(Programme, video)
	v, o, w := boundOutlet(f)
	var past []*rtpcache.Packet
	const last = 4_294_960_000 // the timestamps wrap right after
	for i := range uint32(30) {
		past = append(past, fakePacket(video, uint16(65530+i), last-(29-i)*6000, i == 0, time.Now()))
	}
	live := fakePacket(video, past[29].Seq+1, past[29].Time+6000, false, time.Now())
	v.send(parcel{outlet: o, burst: past})
	v.send(parcel{outlet: o, packet: live})
	for i, p := range w.packets {
		if i == 0 {
			continue
		}
		step, want := p.Timestamp-w.packets[i-1].Timestamp, uint32(93)
		if i == 30 {
			want = 6000
		}
		if step != want && step != want+1 {
			t.Errorf("packet %d comes %d ticks after the one before, want %d", i, step, want)
		}
	}
	w.packets = nil
	v.send(parcel{outlet: o, packet: past[3], again: true})
	first := w.packets[0].Timestamp
	if want := uint32(last) - (26*6000)/squeezeBy; first != want {
		t.Errorf("sent again with time %d, was %d", first, want)
	}
}

func TestFormat(t *testing.T) {
	l := &line{codecs: []webrtc.RTPCodecParameters{
		params(96, webrtc.MimeTypeVP8, ""), params(97, webrtc.MimeTypeRTX, "apt=96"),
		params(98, webrtc.MimeTypeVP9, "profile-id=2"), params(100, webrtc.MimeTypeVP9, ""),
		params(102, webrtc.MimeTypeH264, "packetization-mode=0;profile-level-id=42e01f"),
		params(104, webrtc.MimeTypeH264, "packetization-mode=1;profile-level-id=42e01f"),
		params(105, webrtc.MimeTypeRTX, "apt=104"),
		params(106, webrtc.MimeTypeH264, "packetization-mode=1;profile-level-id=64001f"),
	}}
	for _, c := range []struct {
		name      string
		codec     codec.Codec
		known     bool
		pt, again uint8
	}{
		{"vp8", codec.Codec{Name: codec.VP8}, true, 96, 97},
		{"vp9 of profile 0", codec.Codec{Name: codec.VP9, Fmtp: "profile-id=0"}, true, 100, 0},
		{"vp9 of a profile not negotiated", codec.Codec{Name: codec.VP9, Fmtp: "profile-id=1"}, false, 0, 0},
		{"h264 of the same profile", codec.Codec{Name: codec.H264, Fmtp: "packetization-mode=1;profile-level-id=64001F"}, true, 106, 0},
		{"h264 of another profile", codec.Codec{Name: codec.H264, Fmtp: "packetization-mode=1;profile-level-id=4d001f"}, true, 104, 105},
		{"av1, which was not negotiated", codec.Codec{Name: codec.AV1}, false, 0, 0},
	} {
		if got, want := l.format(c.codec), (format{c.codec, c.known, c.pt, c.again}); got != want {
			t.Errorf("%s: %+v, want %+v", c.name, got, want)
		}
	}
}

func TestViewerThatCannotDecodeGetsNothing(t *testing.T) {
	f := newFeed(Programme, video)
	v, o, w := boundOutlet(f)
	v.up.Store(true)
	p := fakePacket(video, 1, 0, true, time.Now())
	p.Codec = codec.Codec{Name: codec.AV1, Rate: 90000}
	v.send(parcel{outlet: o, packet: p})
	if len(w.packets) != 0 || !v.unable(Programme) || v.unable(Slides) {
		t.Errorf("%d packets, unable: %v", len(w.packets), v.unable(Programme))
	}
	v.send(parcel{outlet: o, packet: fakePacket(video, 2, 0, true, time.Now())})
	if len(w.packets) != 1 || v.unable(Programme) {
		t.Errorf("%d packets of a codec it knows, unable: %v", len(w.packets), v.unable(Programme))
	}
}
