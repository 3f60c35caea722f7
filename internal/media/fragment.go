package media

import (
	"fmt"
	"strings"
)

// Fragment is what an SDP fragment for trickle ICE carries (RFC 8840 section 9).
type Fragment struct {
	Ufrag, Pwd string
	Mid        string
	Candidates []string // values of a=candidate, as in "1 1 udp 2130706431 192.0.2.1 7882 typ host"
}

// ParseFragment reads an SDP fragment. It passes over lines it does not know and
// fails only when there is no line at all that it does.
func ParseFragment(body string) (Fragment, error) {
	var f Fragment
	known := false
	for line := range strings.Lines(body) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		if strings.ContainsRune(value, '\r') {
			return Fragment{}, fmt.Errorf("%w: a bare carriage return", ErrOffer)
		}
		switch key {
		case "a=ice-ufrag":
			f.Ufrag = value
		case "a=ice-pwd":
			f.Pwd = value
		case "a=mid":
			f.Mid = value
		case "a=candidate":
			f.Candidates = append(f.Candidates, value)
		case "a=end-of-candidates":
		default:
			continue
		}
		known = true
	}
	if !known {
		return f, fmt.Errorf("%w: not an SDP fragment", ErrOffer)
	}
	return f, nil
}

// String writes the fragment for a response body.
func (f Fragment) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\n", f.Ufrag, f.Pwd)
	if f.Mid != "" {
		fmt.Fprintf(&b, "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:%s\r\n", f.Mid)
	}
	for _, c := range f.Candidates {
		fmt.Fprintf(&b, "a=candidate:%s\r\n", c)
	}
	b.WriteString("a=end-of-candidates\r\n")
	return b.String()
}
