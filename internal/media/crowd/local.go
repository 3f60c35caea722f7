package crowd

import (
	"crypto/rand"
	"fmt"
	"net/netip"
	"strings"

	"github.com/pion/sdp/v3"

	"aula/internal/media/codec"
)

// local is our side of an agreement.
type local struct {
	credentials
	fingerprint string
	setup       string
	address     netip.AddrPort
	lines       []localLine
}

// localLine is one media line of ours.
type localLine struct {
	kind      string
	mid       string
	direction string // "sendonly" or "recvonly"
	formats   []format
	midID     uint8
	ssrc      uint32 // what is sent, 0 when nothing is
	again     uint32 // its retransmissions
}

// format is one payload type we offer.
type format struct {
	pt    uint8
	name  codec.Name
	fmtp  string
	again uint8 // payload type of retransmissions, 0 without
}

// What a browser of today offers, as far as it matters to a server.
var (
	videoFormats = []format{
		{96, codec.VP8, "", 97},
		{102, codec.H264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 103},
		{98, codec.VP9, "profile-id=0", 99},
		{45, codec.AV1, "level-idx=5;profile=0;tier=0", 46},
	}
	audioFormats = []format{{111, codec.Opus, "minptime=10;useinbandfec=1", 0}}
	feedback     = []string{"goog-remb", "ccm fir", "nack", "nack pli"}
)

// Header extensions of our offers.
const (
	midExtension  = 1
	timeExtension = 2
)

func newCredentials() credentials { return credentials{ufrag: rand.Text()[:8], pwd: rand.Text()} }

// receiving returns lines that receive so many of each kind.
func receiving(video, audio int) []localLine {
	var lines []localLine
	for i := range video + audio {
		l := localLine{kind: "video", mid: fmt.Sprint(i), direction: "recvonly", formats: videoFormats, midID: midExtension}
		if i >= video {
			l.kind, l.formats = "audio", audioFormats
		}
		lines = append(lines, l)
	}
	return lines
}

// accepting returns lines that receive what a server offers, each with the server's first codec.
func accepting(r *remote) []localLine {
	var lines []localLine
	for _, offered := range r.lines {
		l := localLine{kind: offered.kind, mid: offered.mid, direction: "recvonly", midID: offered.midID}
		for _, pt := range offered.order {
			if p, ok := offered.payloads[pt]; ok && p.name != rtx {
				l.formats = []format{{pt: pt, name: p.name, again: offered.repeats(pt)}}
				break
			}
		}
		lines = append(lines, l)
	}
	return lines
}

// repeats returns the payload type of retransmissions of pt, 0 without.
func (l *remoteLine) repeats(pt uint8) uint8 {
	for again, p := range l.payloads {
		if p.name == rtx && p.again == pt {
			return again
		}
	}
	return 0
}

// String writes the description as a browser would.
func (d *local) String() string {
	var b strings.Builder
	fmt.Fprint(&b, "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE")
	for _, l := range d.lines {
		fmt.Fprint(&b, " ", l.mid)
	}
	fmt.Fprint(&b, "\r\na=msid-semantic: WMS\r\n")
	for _, l := range d.lines {
		d.write(&b, l)
	}
	return b.String()
}

func (d *local) write(b *strings.Builder, l localLine) {
	family := "IP4"
	if d.address.Addr().Is6() {
		family = "IP6"
	}
	fmt.Fprintf(b, "m=%s %d UDP/TLS/RTP/SAVPF", l.kind, d.address.Port())
	for _, f := range l.formats {
		fmt.Fprint(b, " ", f.pt)
		if f.again != 0 {
			fmt.Fprint(b, " ", f.again)
		}
	}
	fmt.Fprintf(b, "\r\nc=IN %s %s\r\na=rtcp:9 IN IP4 0.0.0.0\r\n", family, d.address.Addr())
	fmt.Fprintf(b, "a=candidate:1 1 udp 2130706431 %s %d typ host\r\n", d.address.Addr(), d.address.Port())
	fmt.Fprintf(b, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=fingerprint:sha-256 %s\r\na=setup:%s\r\n", d.ufrag, d.pwd, d.fingerprint, d.setup)
	fmt.Fprintf(b, "a=mid:%s\r\n", l.mid)
	if l.midID != 0 {
		fmt.Fprintf(b, "a=extmap:%d %s\r\n", l.midID, sdp.SDESMidURI)
	}
	if l.kind == "video" && l.midID == midExtension {
		fmt.Fprintf(b, "a=extmap:%d %s\r\n", timeExtension, sdp.ABSSendTimeURI)
	}
	fmt.Fprintf(b, "a=%s\r\na=rtcp-mux\r\na=rtcp-rsize\r\n", l.direction)
	for _, f := range l.formats {
		f.write(b)
	}
	l.writeSources(b)
}

func (f format) write(b *strings.Builder) {
	if f.name == codec.Opus {
		fmt.Fprintf(b, "a=rtpmap:%d opus/48000/2\r\n", f.pt)
	} else {
		fmt.Fprintf(b, "a=rtpmap:%d %s/90000\r\n", f.pt, f.name)
		for _, kind := range feedback {
			fmt.Fprintf(b, "a=rtcp-fb:%d %s\r\n", f.pt, kind)
		}
	}
	if f.fmtp != "" {
		fmt.Fprintf(b, "a=fmtp:%d %s\r\n", f.pt, f.fmtp)
	}
	if f.again != 0 {
		fmt.Fprintf(b, "a=rtpmap:%d rtx/90000\r\na=fmtp:%d apt=%d\r\n", f.again, f.again, f.pt)
	}
}

func (l *localLine) writeSources(b *strings.Builder) {
	if l.ssrc == 0 {
		return
	}
	fmt.Fprintf(b, "a=msid:crowd %s\r\n", l.kind)
	sources := []uint32{l.ssrc}
	if l.again != 0 {
		fmt.Fprintf(b, "a=ssrc-group:FID %d %d\r\n", l.ssrc, l.again)
		sources = append(sources, l.again)
	}
	for _, ssrc := range sources {
		fmt.Fprintf(b, "a=ssrc:%d cname:crowd\r\na=ssrc:%d msid:crowd %s\r\n", ssrc, ssrc, l.kind)
	}
}
