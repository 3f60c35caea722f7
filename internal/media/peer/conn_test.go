package peer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"aula/internal/media/udp"
)

// counterpart is a whole WebRTC stack at the other end of a connection: it sends a picture and receives one.
type counterpart struct {
	pc     *webrtc.PeerConnection
	track  *webrtc.TrackLocalStaticRTP
	sender *webrtc.RTPSender
	offer  string

	connected, closed chan struct{}
	mu                sync.Mutex
	got               []rtp.Packet
	reports           []rtcp.Packet
	working           sync.WaitGroup
}

func newCounterpart(t *testing.T, change func(*webrtc.SettingEngine)) *counterpart {
	t.Helper()
	var set webrtc.SettingEngine
	set.SetIncludeLoopbackCandidate(true)
	set.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	if change != nil {
		change(&set)
	}
	var codecs webrtc.MediaEngine
	if err := codecs.RegisterDefaultCodecs(); err != nil {
		t.Fatal(err)
	}
	api := webrtc.NewAPI(webrtc.WithSettingEngine(set), webrtc.WithMediaEngine(&codecs), webrtc.WithInterceptorRegistry(&interceptor.Registry{}))
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	c := &counterpart{pc: pc, connected: make(chan struct{}), closed: make(chan struct{})}
	t.Cleanup(func() {
		pc.GracefulClose()
		c.working.Wait()
	})
	c.watch()
	if c.track, err = webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8}, "picture", "theirs"); err != nil {
		t.Fatal(err)
	}
	if c.sender, err = pc.AddTrack(c.track); err != nil {
		t.Fatal(err)
	}
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := pc.SetLocalDescription(offer); err != nil {
		t.Fatal(err)
	}
	c.offer = offer.SDP
	return c
}

func (c *counterpart) watch() {
	var connected, closed sync.Once
	c.pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		switch s {
		case webrtc.PeerConnectionStateConnected:
			connected.Do(func() { close(c.connected) })
		case webrtc.PeerConnectionStateClosed:
			closed.Do(func() { close(c.closed) })
		}
	})
	c.pc.OnTrack(func(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
		c.working.Go(func() { c.listen(receiver.ReadRTCP) })
		c.working.Go(func() {
			for {
				p, _, err := track.ReadRTP()
				if err != nil {
					return
				}
				c.mu.Lock()
				c.got = append(c.got, *p)
				c.mu.Unlock()
			}
		})
	})
}

func (c *counterpart) listen(read func() ([]rtcp.Packet, interceptor.Attributes, error)) {
	for {
		packets, _, err := read()
		if err != nil {
			return
		}
		c.mu.Lock()
		c.reports = append(c.reports, packets...)
		c.mu.Unlock()
	}
}

func (c *counterpart) packets() []rtp.Packet {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.got)
}

func (c *counterpart) heard() []rtcp.Packet {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.reports)
}

// join answers the offer, after change has been at it.
func (c *counterpart) join(t *testing.T, p *Port, s *side, change func(string) string) *Conn {
	t.Helper()
	offer := c.offer
	if change != nil {
		offer = change(offer)
	}
	o, err := ReadOffer(offer)
	if err != nil {
		t.Fatal(err)
	}
	conn, answer, err := p.Answer(o, takeAll(o), s, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	if err := c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		t.Fatal(err)
	}
	c.working.Go(func() { c.listen(c.sender.ReadRTCP) })
	return conn
}

// write sends picture i.
func (c *counterpart) write(t *testing.T, i int) {
	t.Helper()
	p := rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: uint16(i), Timestamp: uint32(i) * 3000, Marker: i%3 == 0}, Payload: payload(i)}
	if err := c.track.WriteRTP(&p); err != nil {
		t.Fatal(err)
	}
}

func payload(i int) []byte { return bytes.Repeat([]byte(fmt.Sprintf("picture %d ", i)), 1+i%100) }

func overTCP(s *webrtc.SettingEngine) {
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeTCP4})
}

func overUDP(s *webrtc.SettingEngine) {
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
}

func withHMAC(s *webrtc.SettingEngine) {
	overUDP(s)
	s.SetSRTPProtectionProfiles(dtls.SRTP_AES128_CM_HMAC_SHA1_80)
}

func TestMediaBothWays(t *testing.T) {
	for _, tt := range []struct {
		name, over string
		change     func(*webrtc.SettingEngine)
		setup      string // that the offer asks for
	}{
		{"over UDP", "udp", overUDP, "actpass"},
		{"over TCP", "tcp", overTCP, "actpass"},
		{"with HMAC alone", "udp", withHMAC, "actpass"},
		{"while we begin the handshake", "udp", overUDP, "passive"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, s, them := openPort(t, nil), newSide(), newCounterpart(t, tt.change)
			conn := them.join(t, p, s, func(offer string) string {
				return strings.ReplaceAll(offer, "a=setup:actpass", "a=setup:"+tt.setup)
			})
			within(t, "our connection", s.up)
			within(t, "their connection", them.connected)
			if conn.Over() != tt.over {
				t.Errorf("over %q, want %q", conn.Over(), tt.over)
			}
			theyAreHeard(t, s, them)
			weAreHeard(t, p, conn, them)
			reportsAreHeard(t, s, conn, them)
			if s.ups.Load() != 1 || s.downs.Load() != 0 {
				t.Errorf("up %d times, down %d", s.ups.Load(), s.downs.Load())
			}
			conn.Close()
			within(t, "our farewell", them.closed)
			if s.downs.Load() != 0 {
				t.Error("Down was told to who closed")
			}
		})
	}
}

const pictures = 60

func theyAreHeard(t *testing.T, s *side, them *counterpart) {
	t.Helper()
	for i := range pictures {
		them.write(t, i)
	}
	eventually(t, "their pictures", func() bool { return len(s.packets()) >= pictures })
	for i, p := range s.packets() {
		if p.SequenceNumber != uint16(i) || p.Timestamp != uint32(i)*3000 || p.Marker != (i%3 == 0) || !bytes.Equal(p.Payload, payload(i)) {
			t.Fatalf("picture %d came as %v", i, p)
		}
	}
}

func weAreHeard(t *testing.T, p *Port, conn *Conn, them *counterpart) {
	t.Helper()
	pt := conn.offer.Lines[0].Take(func(f Format) bool { return f.Codec.Name == "VP8" })[0].PT
	batch := p.NewBatch()
	for i := range pictures {
		packet := rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: pt, SSRC: 1, SequenceNumber: uint16(65500 + i), Timestamp: uint32(i)}, Payload: payload(i)}
		raw, err := packet.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if !conn.Send(batch, raw) {
			t.Fatalf("picture %d was not sent", i)
		}
	}
	batch.Flush()
	eventually(t, "our pictures", func() bool { return len(them.packets()) >= pictures })
	for i, got := range them.packets() {
		if got.SSRC != 1 || got.SequenceNumber != uint16(65500+i) || got.Timestamp != uint32(i) || !bytes.Equal(got.Payload, payload(i)) {
			t.Fatalf("picture %d came as %v", i, got)
		}
	}
}

func reportsAreHeard(t *testing.T, s *side, conn *Conn, them *counterpart) {
	t.Helper()
	theirs := &rtcp.PictureLossIndication{SenderSSRC: 77, MediaSSRC: 1}
	if err := them.pc.WriteRTCP([]rtcp.Packet{theirs}); err != nil {
		t.Fatal(err)
	}
	want, err := rtcp.Marshal([]rtcp.Packet{theirs})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "their report", func() bool {
		return slices.ContainsFunc(s.reports(), func(raw []byte) bool { return bytes.Equal(raw, want) })
	})
	ours := rtcp.SenderReport{SSRC: 1, NTPTime: 1 << 40, RTPTime: 99, PacketCount: pictures, OctetCount: 12}
	raw, err := rtcp.Marshal([]rtcp.Packet{&ours})
	if err != nil {
		t.Fatal(err)
	}
	if !conn.Tell(raw) {
		t.Fatal("our report was not sent")
	}
	eventually(t, "our report", func() bool {
		return slices.ContainsFunc(them.heard(), func(p rtcp.Packet) bool {
			got, ok := p.(*rtcp.SenderReport)
			return ok && got.SSRC == 1 && got.NTPTime == 1<<40 && got.RTPTime == 99 && got.PacketCount == pictures && got.OctetCount == 12
		})
	})
}

func TestAnotherCertificateThanOffered(t *testing.T) {
	for _, setup := range []string{"actpass", "passive"} {
		t.Run(setup, func(t *testing.T) {
			t.Parallel()
			p, s, them := openPort(t, nil), newSide(), newCounterpart(t, overUDP)
			conn := them.join(t, p, s, func(offer string) string {
				at := strings.Index(offer, "a=fingerprint:sha-256 ") + len("a=fingerprint:sha-256 ")
				offer = strings.ReplaceAll(offer, offer[at:at+95], strings.ToUpper(anyDigest))
				return strings.ReplaceAll(offer, "a=setup:actpass", "a=setup:"+setup)
			})
			within(t, "the end", s.down)
			if s.ups.Load() != 0 || conn.Send(p.NewBatch(), make([]byte, 40)) {
				t.Error("media may flow")
			}
		})
	}
}

// The other side has finished the handshake before us. What it sends at once is not lost.
func TestEarlyPackets(t *testing.T) {
	p, s, them := openPort(t, nil), newSide(), newCounterpart(t, overUDP)
	s.upHeld = make(chan struct{})
	release := sync.OnceFunc(func() { close(s.upHeld) })
	t.Cleanup(release)
	conn := them.join(t, p, s, nil)
	within(t, "their connection", them.connected)
	const early = 20
	for i := range early {
		them.write(t, i)
	}
	eventually(t, "the early packets", func() bool {
		conn.opening.Lock()
		defer conn.opening.Unlock()
		return len(conn.early) == early
	})
	if n := len(s.packets()); n != 0 {
		t.Fatalf("%d packets before there were keys", n)
	}
	release()
	eventually(t, "the early packets to be taken", func() bool { return len(s.packets()) == early })
	for i, p := range s.packets() {
		if !bytes.Equal(p.Payload, payload(i)) {
			t.Fatalf("packet %d is %q", i, p.Payload)
		}
	}
}

// What comes early is bounded.
func TestEarlyPacketsAreBounded(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	in := newInbox(p)
	for range 10 * maxEarly {
		c.media(in, make([]byte, 100), time.Now())
	}
	if len(c.early) != maxEarly {
		t.Errorf("%d are kept", len(c.early))
	}
}

func TestTheOtherSideLeaves(t *testing.T) {
	p, s, them := openPort(t, nil), newSide(), newCounterpart(t, overUDP)
	them.join(t, p, s, nil)
	within(t, "our connection", s.up)
	within(t, "their connection", them.connected)
	if err := them.pc.Close(); err != nil {
		t.Fatal(err)
	}
	within(t, "their farewell", s.down)
}

// Nobody came: the connection can be closed, and sends nothing before.
func TestCloseWithoutConnection(t *testing.T) {
	p := openPort(t, nil)
	c, s := answered(t, p)
	if c.Send(p.NewBatch(), make([]byte, 40)) || c.SendRTCP(p.NewBatch(), make([]byte, 40)) || c.Tell(make([]byte, 40)) {
		t.Error("sent to nobody")
	}
	c.Close()
	c.Close()
	if s.ups.Load() != 0 || s.downs.Load() != 0 {
		t.Error("the handler was told something")
	}
}

// A payload begins where the packet says, however its header extensions are padded.
func TestPayloadOf(t *testing.T) {
	head := []byte{0x80, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3}
	with := func(first byte, rest ...byte) []byte {
		b := append(bytes.Clone(head), rest...)
		b[0] |= first
		return b
	}
	for name, tt := range map[string]struct {
		packet []byte
		want   string
		ok     bool
	}{
		"plain":                  {with(0, []byte("body")...), "body", true},
		"empty":                  {with(0), "", true},
		"a source":               {with(1, append([]byte{0, 0, 0, 9}, "body"...)...), "body", true},
		"an extension":           {with(0x10, append([]byte{0xbe, 0xde, 0, 1, 0x10, 7, 0, 0}, "body"...)...), "body", true},
		"a padded extension":     {with(0x10, append([]byte{0xbe, 0xde, 0, 2, 0x10, 7, 0, 0, 0, 0, 0, 0}, "body"...)...), "body", true},
		"padding between":        {with(0x10, append([]byte{0xbe, 0xde, 0, 3, 0x10, 7, 0, 0, 0, 0, 0x20, 8, 0, 0, 0, 0}, "body"...)...), "body", true},
		"no extension after all": {with(0x10, append([]byte{0xbe, 0xde, 0, 0}, "body"...)...), "body", true},
		"padding":                {with(0x20, append([]byte("body"), 0, 0, 3)...), "body", true},
		"padding alone":          {with(0x20, 0, 0, 3), "", true},
		"padding of a lie":       {with(0x20, 0, 0, 4), "", false},
		"padding of nothing":     {with(0x20), "", false},
	} {
		var h rtp.Header
		if _, err := h.Unmarshal(tt.packet); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, ok := payloadOf(&h, tt.packet); string(got) != tt.want || ok != tt.ok {
			t.Errorf("%s: %q %v, want %q", name, got, ok, tt.want)
		}
	}
}

// Forwarding a packet costs no garbage.
func TestSendAllocatesNothing(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	c.path.Store(p.path(way{udp: udp.Way{Remote: call(t, p).addr()}}))
	sealWith(t, c)
	batch, packet := p.NewBatch(), make([]byte, 1200)
	packet[0], packet[1] = 0x80, 96
	seq := uint16(0)
	send := func() {
		seq++
		packet[2], packet[3] = byte(seq>>8), byte(seq)
		if !c.Send(batch, packet) {
			t.Fatal("not sent")
		}
		batch.Flush()
	}
	send()
	if n := testing.AllocsPerRun(500, send); n > 0 {
		t.Errorf("%v allocations for each packet", n)
	}
}
