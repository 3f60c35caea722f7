package media

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/pion/sdp/v3"
)

// offer is an SDP offer that has been looked through.
type offer struct {
	raw     string
	parsed  sdp.SessionDescription
	ufrag   string
	passive bool // we may leave the DTLS handshake to the other side
	count   [2]int
}

// readOffer checks what publishers' and viewers' offers have in common: audio
// and video lines only, each with a name.
func readOffer(raw string) (*offer, error) {
	o := &offer{raw: raw, passive: true}
	if err := o.parsed.UnmarshalString(raw); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrOffer, err)
	}
	for _, m := range o.parsed.MediaDescriptions {
		switch m.MediaName.Media {
		case "video":
			o.count[video]++
		case "audio":
			o.count[audio]++
		default:
			return nil, fmt.Errorf("%w: a line of kind %q", ErrOffer, m.MediaName.Media)
		}
		if mid, _ := m.Attribute("mid"); mid == "" {
			return nil, fmt.Errorf("%w: a line without mid", ErrOffer)
		}
		if o.attribute(m, "setup") == "passive" {
			o.passive = false
		}
		if o.ufrag == "" {
			o.ufrag = o.attribute(m, "ice-ufrag")
		}
	}
	if o.count[video]+o.count[audio] == 0 {
		return nil, fmt.Errorf("%w: neither audio nor video", ErrOffer)
	}
	if o.ufrag == "" {
		return nil, fmt.Errorf("%w: no ICE credentials", ErrOffer)
	}
	return o, nil
}

// attribute looks a line's attribute up, then the session's.
func (o *offer) attribute(m *sdp.MediaDescription, key string) string {
	if v, ok := m.Attribute(key); ok {
		return v
	}
	v, _ := o.parsed.Attribute(key)
	return v
}

// direction of a line; sendrecv is the default (RFC 8866 section 6.7).
func (o *offer) direction(m *sdp.MediaDescription) string {
	for _, d := range []string{"sendonly", "recvonly", "inactive", "sendrecv"} {
		if _, ok := m.Attribute(d); ok {
			return d
		}
	}
	for _, d := range []string{"sendonly", "recvonly", "inactive"} {
		if _, ok := o.parsed.Attribute(d); ok {
			return d
		}
	}
	return "sendrecv"
}

// readPublisherOffer wants at most one video and one audio line, each of which sends
// (RFC 9725 section 4.4.1).
func readPublisherOffer(raw string) (*offer, error) {
	o, err := readOffer(raw)
	if err != nil {
		return nil, err
	}
	if o.count[video] > 1 || o.count[audio] > 1 {
		return nil, fmt.Errorf("%w: %d video and %d audio lines, want at most one of each", ErrOffer, o.count[video], o.count[audio])
	}
	return o, o.want("sendonly")
}

// readViewerOffer wants every line to receive.
func readViewerOffer(raw string) (*offer, error) {
	o, err := readOffer(raw)
	if err != nil {
		return nil, err
	}
	return o, o.want("recvonly")
}

func (o *offer) want(direction string) error {
	for _, m := range o.parsed.MediaDescriptions {
		if d := o.direction(m); d != direction && d != "sendrecv" {
			return fmt.Errorf("%w: a %s line, want %s", ErrOffer, d, direction)
		}
	}
	return nil
}

// rejected reports whether an answer turns one of the offer's lines down.
func rejected(answer string) bool {
	var parsed sdp.SessionDescription
	if err := parsed.UnmarshalString(answer); err != nil {
		return true
	}
	for _, m := range parsed.MediaDescriptions {
		if m.MediaName.Port.Value == 0 {
			return true
		}
	}
	return false
}

// tidy orders an answer's candidates as their addresses are told, because some
// encoders try the first one alone, and leaves out those of the RTCP component:
// RTCP always shares the way of RTP, and some encoders read only 8 KiB.
func tidy(answer string, told []net.Addr) string {
	var b strings.Builder
	var candidates []string
	flush := func() {
		slices.SortStableFunc(candidates, func(x, y string) int { return rank(x, told) - rank(y, told) })
		b.WriteString(strings.Join(candidates, ""))
		candidates = candidates[:0]
	}
	for line := range strings.Lines(answer) {
		if !strings.HasPrefix(line, "a=candidate:") {
			flush()
			b.WriteString(line)
		} else if fields := strings.Fields(line); len(fields) > 1 && fields[1] == "1" {
			candidates = append(candidates, line)
		}
	}
	flush()
	return b.String()
}

// rank is the place of a candidate's address among those told.
func rank(candidate string, told []net.Addr) int {
	fields := strings.Fields(candidate)
	if len(fields) < 6 {
		return len(told)
	}
	at := net.JoinHostPort(fields[4], fields[5])
	return slices.IndexFunc(told, func(a net.Addr) bool { return a.String() == at })
}
