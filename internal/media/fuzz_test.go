package media

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pion/rtcp"
)

// Whatever a client trickles: it is refused with ErrOffer, or read so that writing and reading it again
// gives the same.
func FuzzParseFragment(f *testing.F) {
	f.Add("a=ice-ufrag:abcd\r\na=ice-pwd:secret\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host\r\na=end-of-candidates\r\n")
	f.Add("a=end-of-candidates")
	f.Add("a=mid:\n a=candidate:x\n")
	f.Add("v=0\r\n")
	f.Add("a=ice-ufrag:a\rb")
	f.Fuzz(func(t *testing.T, body string) {
		read, err := ParseFragment(body)
		if err != nil {
			if !errors.Is(err, ErrOffer) {
				t.Fatal(err)
			}
			return
		}
		again, err := ParseFragment(read.String())
		if err != nil {
			t.Fatalf("%v of what was written: %q", err, read.String())
		}
		if again.Ufrag != read.Ufrag || again.Pwd != read.Pwd || again.Mid != read.Mid || !slices.Equal(again.Candidates, read.Candidates) {
			t.Fatalf("read %q, and then %q", read, again)
		}
		if strings.Contains(read.Ufrag+read.Pwd+read.Mid+strings.Join(read.Candidates, ""), "\n") {
			t.Fatalf("a line break in %q", read)
		}
	})
}

// Whatever publishers and viewers report, nothing panics, and a viewer's reports cost no more packets than it may
// ask for.
func FuzzRTCP(f *testing.F) {
	for _, p := range [][]rtcp.Packet{
		{&rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 11, FractionLost: 200}}}},
		{&rtcp.SenderReport{SSRC: 1, NTPTime: 1 << 60, RTPTime: 5}},
		{&rtcp.TransportLayerNack{MediaSSRC: 11, Nacks: []rtcp.NackPair{{PacketID: 1000, LostPackets: 0xffff}}}},
		{&rtcp.PictureLossIndication{MediaSSRC: 11}, &rtcp.FullIntraRequest{MediaSSRC: 11, FIR: []rtcp.FIREntry{{SSRC: 11}}}},
		{&rtcp.ReceiverEstimatedMaximumBitrate{Bitrate: 1e6, SSRCs: []uint32{11}}},
		{&rtcp.Goodbye{Sources: []uint32{1}}},
	} {
		raw, err := rtcp.Marshal(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := newStage()
		pub, w := s.publish(t, "hall", video, audio), s.view(t, Viewing{Viewer: "ann"}, 1, 1)
		w.outlets[0].ssrc, w.outlets[1].ssrc = 11, 12
		s.putOnAir(t, Programme, "hall")
		for i := range uint16(20) {
			s.send(pub.source(video), frame{seq: i, time: uint32(i) * 3000, key: i == 0, at: noon})
			s.send(pub.source(audio), frame{seq: i, time: uint32(i) * 960, at: noon})
		}
		sent := len(w.packets)
		pub.RTCP(raw, noon)
		w.RTCP(raw, noon)
		if n := len(w.packets) - sent; n > 40 {
			t.Fatalf("%d packets for %d bytes", n, len(raw))
		}
		pub.RTCP(raw, after(20))
		for ms := range 5 {
			s.hand.tend(after(1000 * ms))
		}
		s.send(pub.source(video), frame{seq: 21, time: 63000, key: true, at: noon.Add(10 * time.Second)})
		s.send(pub.source(audio), frame{seq: 21, time: 20160, at: noon.Add(10 * time.Second)})
	})
}
