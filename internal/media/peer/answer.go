package peer

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Header extensions that are understood.
const (
	Mid           = "urn:ietf:params:rtp-hdrext:sdes:mid"
	RID           = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
	RepairedRID   = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
	TransportWide = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
	SendTime      = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
)

// Reply is our answer to one line of an offer.
type Reply struct {
	Direction  string   // sendonly, recvonly or inactive, as seen by us
	Formats    []Format // of the offer, those that are taken; retransmission formats are added
	Feedback   []string // that is taken where it is offered
	Extensions []string // that are taken where they are offered
	Layers     bool     // the offered layers are taken

	// Of a line that sends.
	Stream, Track string
	SSRC, Repair  uint32 // Repair is 0 without retransmission format
}

// Feedback for video, by who sends it.
var (
	FromPublisher = []string{"transport-cc", "ccm fir", "nack", "nack pli"}
	FromViewer    = []string{"goog-remb", "ccm fir", "nack", "nack pli"}
)

// Take returns the formats of a line that pass a test, with the retransmission formats that belong to them.
func (l *Line) Take(want func(Format) bool) []Format {
	var taken []Format
	for _, f := range l.Formats {
		if !f.Known || !want(f) {
			continue
		}
		taken = append(taken, f)
		for _, r := range l.Formats {
			if r.repeats(f.PT) {
				taken = append(taken, r)
			}
		}
	}
	return taken
}

// Repair returns the payload type of retransmissions of pt among formats, or 0.
func Repair(formats []Format, pt uint8) uint8 {
	for _, f := range formats {
		if f.repeats(pt) {
			return f.PT
		}
	}
	return 0
}

// repeats reports whether f is the format of retransmissions of pt.
func (f *Format) repeats(pt uint8) bool { return f.Repairs == pt && f.Repairs != 0 && !f.Known }

// local is our side of a connection.
type local struct {
	credentials
	fingerprint string
	passive     bool // we wait for the handshake
	candidates  []string
}

// Answer writes the answer to an offer: one reply for each line. All of our candidates are in it.
func (o *Offer) answer(session uint64, ours local, replies []Reply) string {
	var b strings.Builder
	var mids []string
	for _, l := range o.Lines {
		mids = append(mids, l.Mid)
	}
	fmt.Fprintf(&b, "v=0\r\no=- %d 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n", session)
	fmt.Fprintf(&b, "a=ice-lite\r\na=group:BUNDLE %s\r\na=msid-semantic: WMS *\r\n", strings.Join(mids, " "))
	for i, l := range o.Lines {
		l.answer(&b, replies[i], ours, i == 0)
	}
	return b.String()
}

func (l *Line) answer(b *strings.Builder, r Reply, ours local, first bool) {
	kind := "audio"
	if l.Video {
		kind = "video"
	}
	fmt.Fprintf(b, "m=%s 9 %s", kind, l.protocol)
	for _, f := range r.Formats {
		fmt.Fprintf(b, " %d", f.PT)
	}
	setup := "active"
	if ours.passive {
		setup = "passive"
	}
	fmt.Fprintf(b, "\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n")
	if first { // the others share its way (RFC 9143 section 7.3)
		for _, c := range ours.candidates {
			fmt.Fprintf(b, "a=candidate:%s\r\n", c)
		}
		b.WriteString("a=end-of-candidates\r\n")
	}
	fmt.Fprintf(b, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\na=fingerprint:sha-256 %s\r\na=setup:%s\r\n", ours.ufrag, ours.pwd, ours.fingerprint, setup)
	fmt.Fprintf(b, "a=mid:%s\r\na=%s\r\na=rtcp-mux\r\na=rtcp-rsize\r\n", l.Mid, r.Direction)
	for _, uri := range r.Extensions {
		if id, ok := l.Extensions[uri]; ok {
			fmt.Fprintf(b, "a=extmap:%d %s\r\n", id, uri)
		}
	}
	for _, f := range r.Formats {
		f.answer(b, r)
	}
	if r.Layers && len(l.Layers) > 0 {
		for _, rid := range l.Layers {
			fmt.Fprintf(b, "a=rid:%s recv\r\n", rid)
		}
		fmt.Fprintf(b, "a=simulcast:recv %s\r\n", strings.Join(l.Layers, ";"))
	}
	if r.SSRC != 0 {
		r.stream(b)
	}
}

func (f *Format) answer(b *strings.Builder, r Reply) {
	fmt.Fprintf(b, "a=rtpmap:%d %s\r\n", f.PT, f.rtpmap)
	if f.Known && f.Codec.Fmtp != "" {
		fmt.Fprintf(b, "a=fmtp:%d %s\r\n", f.PT, f.Codec.Fmtp)
	} else if f.Repairs != 0 {
		fmt.Fprintf(b, "a=fmtp:%d apt=%d\r\n", f.PT, f.Repairs)
	}
	for _, fb := range f.feedback {
		if slices.Contains(r.Feedback, fb) {
			fmt.Fprintf(b, "a=rtcp-fb:%d %s\r\n", f.PT, fb)
		}
	}
}

// stream names what is sent, so that a player knows the lines apart and keeps the sound
// of a stream in step with its picture.
func (r *Reply) stream(b *strings.Builder) {
	fmt.Fprintf(b, "a=msid:%s %s\r\n", r.Stream, r.Track)
	ssrcs := []uint32{r.SSRC}
	if r.Repair != 0 {
		ssrcs = append(ssrcs, r.Repair)
		fmt.Fprintf(b, "a=ssrc-group:FID %d %d\r\n", r.SSRC, r.Repair)
	}
	for _, ssrc := range ssrcs {
		fmt.Fprintf(b, "a=ssrc:%d cname:%s\r\na=ssrc:%d msid:%s %s\r\n", ssrc, r.Stream, ssrc, r.Stream, r.Track)
	}
}

// candidates lists our addresses, best first: some encoders try the first alone. The
// priorities are those of RFC 8445 section 5.1.2 and RFC 6544 section 4.2: all are host
// candidates, UDP before TCP.
func candidates(told []netip.Addr, udp, tcp uint16) []string {
	var list []string
	foundation := 0
	for _, kind := range []struct {
		port       uint16
		name, more string
		local      uint32 // local preference of the best
	}{{udp, "udp", "", 65535}, {tcp, "tcp", " tcptype passive", 32767}} {
		if kind.port == 0 {
			continue
		}
		for i, ip := range told {
			foundation++
			priority := uint32(126)<<24 | (kind.local-uint32(i))<<8 | 255
			list = append(list, fmt.Sprintf("%d 1 %s %d %s %d typ host%s", foundation, kind.name, priority, ip, kind.port, kind.more))
		}
	}
	return list
}
