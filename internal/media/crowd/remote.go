package crowd

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"

	"aula/internal/media/codec"
)

// remote is what a server's description says.
type remote struct {
	credentials
	fingerprint string // SHA-256, as SDP writes it
	setup       string // "active", "passive" or "actpass"
	lite        bool
	candidates  []netip.AddrPort // UDP, in the server's order
	lines       []remoteLine
}

// credentials are those of one side of ICE.
type credentials struct{ ufrag, pwd string }

// remoteLine is one media line of a description.
type remoteLine struct {
	kind     string // "audio" or "video"
	mid      string
	refused  bool
	order    []uint8 // payload types in order of preference
	payloads map[uint8]payload
	ssrc     uint32 // 0 when not told
	again    uint32 // of its retransmissions, 0 when not told
	midID    uint8  // header extension that carries the mid, 0 without
}

// payload is what a payload type stands for.
type payload struct {
	name  codec.Name // or "rtx"
	rate  uint32
	again uint8 // the payload type that a retransmission repeats
}

const rtx codec.Name = "rtx"

// readRemote reads a server's offer or answer.
func readRemote(text string) (*remote, error) {
	var parsed sdp.SessionDescription
	if err := parsed.UnmarshalString(text); err != nil {
		return nil, fmt.Errorf("description: %w", err)
	}
	r := &remote{}
	r.take(parsed.Attributes)
	for _, m := range parsed.MediaDescriptions {
		r.take(m.Attributes)
		if m.MediaName.Media == "audio" || m.MediaName.Media == "video" {
			r.lines = append(r.lines, readLine(m))
		}
	}
	switch {
	case r.ufrag == "" || r.pwd == "":
		return nil, errors.New("description: no ICE credentials")
	case r.fingerprint == "":
		return nil, errors.New("description: no fingerprint by SHA-256")
	case len(r.lines) == 0:
		return nil, errors.New("description: neither audio nor video")
	}
	return r, nil
}

// take reads what session and media lines have in common; what came first stays.
func (r *remote) take(attributes []sdp.Attribute) {
	first := func(to *string, value string) {
		if *to == "" {
			*to = value
		}
	}
	for _, a := range attributes {
		switch a.Key {
		case "ice-ufrag":
			first(&r.ufrag, a.Value)
		case "ice-pwd":
			first(&r.pwd, a.Value)
		case "ice-lite":
			r.lite = true
		case "setup":
			first(&r.setup, a.Value)
		case "fingerprint":
			if hash, sum, _ := strings.Cut(a.Value, " "); strings.EqualFold(hash, "sha-256") {
				first(&r.fingerprint, strings.ToUpper(strings.TrimSpace(sum)))
			}
		case "candidate":
			r.takeCandidate(a.Value)
		}
	}
}

// takeCandidate reads a candidate line (RFC 8839 section 5.1) of component 1 over UDP.
func (r *remote) takeCandidate(line string) {
	f := strings.Fields(line)
	if len(f) < 6 || f[1] != "1" || !strings.EqualFold(f[2], "udp") {
		return
	}
	addr, err := netip.ParseAddr(f[4])
	port, bad := strconv.ParseUint(f[5], 10, 16)
	if err != nil || bad != nil || port == 0 {
		return
	}
	at := netip.AddrPortFrom(addr.Unmap(), uint16(port))
	for _, known := range r.candidates {
		if known == at {
			return
		}
	}
	r.candidates = append(r.candidates, at)
}

func readLine(m *sdp.MediaDescription) remoteLine {
	l := remoteLine{kind: m.MediaName.Media, refused: m.MediaName.Port.Value == 0, payloads: map[uint8]payload{}}
	for _, format := range m.MediaName.Formats {
		if pt, err := strconv.ParseUint(format, 10, 7); err == nil {
			l.order = append(l.order, uint8(pt))
		}
	}
	for _, a := range m.Attributes {
		switch a.Key {
		case "mid":
			l.mid = a.Value
		case "rtpmap":
			l.takeMap(a.Value)
		case "extmap":
			l.takeExtension(a.Value)
		case "ssrc-group":
			l.takeGroup(a.Value)
		}
	}
	for _, a := range m.Attributes {
		switch a.Key {
		case "fmtp":
			l.takeParameters(a.Value)
		case "ssrc":
			l.takeSource(a.Value)
		}
	}
	return l
}

// takeMap reads "96 VP8/90000".
func (l *remoteLine) takeMap(value string) {
	number, format, _ := strings.Cut(value, " ")
	pt, err := strconv.ParseUint(number, 10, 7)
	if err != nil {
		return
	}
	parts := strings.Split(strings.TrimSpace(format), "/")
	if len(parts) < 2 {
		return
	}
	rate, err := strconv.ParseUint(parts[1], 10, 32)
	if err != nil || rate == 0 {
		return
	}
	if strings.EqualFold(parts[0], string(rtx)) {
		l.payloads[uint8(pt)] = payload{name: rtx, rate: uint32(rate)}
	} else if c, ok := codec.FromMime("/"+parts[0], uint32(rate), ""); ok {
		l.payloads[uint8(pt)] = payload{name: c.Name, rate: uint32(rate)}
	}
}

// takeParameters reads "97 apt=96".
func (l *remoteLine) takeParameters(value string) {
	number, rest, _ := strings.Cut(value, " ")
	pt, err := strconv.ParseUint(number, 10, 7)
	if err != nil {
		return
	}
	p, ok := l.payloads[uint8(pt)]
	if !ok || p.name != rtx {
		return
	}
	if apt, err := strconv.ParseUint((codec.Codec{Fmtp: rest}).Parameter("apt"), 10, 7); err == nil {
		p.again = uint8(apt)
		l.payloads[uint8(pt)] = p
	}
}

// takeExtension reads "1 urn:ietf:params:rtp-hdrext:sdes:mid".
func (l *remoteLine) takeExtension(value string) {
	f := strings.Fields(value)
	if len(f) < 2 || f[1] != sdp.SDESMidURI {
		return
	}
	number, _, _ := strings.Cut(f[0], "/")
	if id, err := strconv.ParseUint(number, 10, 8); err == nil {
		l.midID = uint8(id)
	}
}

// takeGroup reads "FID 1 2": the retransmissions of 1 come as 2 (RFC 5576 section 4.2).
func (l *remoteLine) takeGroup(value string) {
	f := strings.Fields(value)
	if len(f) != 3 || f[0] != "FID" {
		return
	}
	ssrc, err := strconv.ParseUint(f[1], 10, 32)
	again, bad := strconv.ParseUint(f[2], 10, 32)
	if err == nil && bad == nil && l.ssrc == 0 {
		l.ssrc, l.again = uint32(ssrc), uint32(again)
	}
}

// takeSource reads "1 cname:x", after the groups were read.
func (l *remoteLine) takeSource(value string) {
	number, _, _ := strings.Cut(value, " ")
	if ssrc, err := strconv.ParseUint(number, 10, 32); err == nil && l.ssrc == 0 {
		l.ssrc = uint32(ssrc)
	}
}
