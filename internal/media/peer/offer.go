package peer

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"

	"aula/internal/media/codec"
)

// ErrOffer says that an offer, or the request to change what was agreed, cannot be accepted. It is wrapped with the cause.
var ErrOffer = errors.New("media: offer not acceptable")

// maxLines bounds the media lines of an offer.
const maxLines = 64

// Offer is an SDP offer that has been read.
type Offer struct {
	Ufrag, Pwd   string // ICE credentials of the other side
	Lines        []Line
	passive      bool // the other side waits for our DTLS handshake
	fingerprints []digest
}

// Line is one media line.
type Line struct {
	Video      bool
	Mid        string
	Direction  string // sendrecv, sendonly, recvonly or inactive, as seen by the other side
	Formats    []Format
	Extensions map[string]uint8  // header extensions: id by URI
	Layers     []string          // simulcast: RIDs that the other side sends, in its order
	Repairs    map[uint32]uint32 // SSRC of retransmissions to that of what they repeat
	protocol   string
}

// Format is one payload type of a line.
type Format struct {
	PT       uint8
	Codec    codec.Codec
	Known    bool  // Codec is one that is forwarded
	Repairs  uint8 // payload type whose packets are repeated under this one (RFC 4588); 0: none
	rtpmap   string
	feedback []string
}

// digest is a certificate's (RFC 8122).
type digest struct{ hash, value string }

// ReadOffer reads an offer. It fails with ErrOffer.
func ReadOffer(raw string) (*Offer, error) {
	var parsed sdp.SessionDescription
	if err := parsed.UnmarshalString(raw); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrOffer, err)
	}
	if n := len(parsed.MediaDescriptions); n == 0 || n > maxLines {
		return nil, fmt.Errorf("%w: %d media lines, want 1 to %d", ErrOffer, n, maxLines)
	}
	r := reader{session: &parsed, offer: new(Offer)}
	for _, m := range parsed.MediaDescriptions {
		if err := r.line(m); err != nil {
			return nil, err
		}
	}
	switch o := r.offer; {
	case o.Ufrag == "" || o.Pwd == "":
		return nil, fmt.Errorf("%w: no ICE credentials", ErrOffer)
	case len(o.fingerprints) == 0:
		return nil, fmt.Errorf("%w: no fingerprint", ErrOffer)
	}
	return r.offer, nil
}

// reader reads one description.
type reader struct {
	session *sdp.SessionDescription
	offer   *Offer
}

// attribute looks a line's attribute up, then the session's.
func (r *reader) attribute(m *sdp.MediaDescription, key string) string {
	if v, ok := m.Attribute(key); ok {
		return v
	}
	v, _ := r.session.Attribute(key)
	return v
}

func (r *reader) line(m *sdp.MediaDescription) error {
	kind := m.MediaName.Media
	if kind != "video" && kind != "audio" {
		return fmt.Errorf("%w: a line of kind %q", ErrOffer, kind)
	}
	l := Line{
		Video: kind == "video", Direction: r.direction(m), protocol: strings.Join(m.MediaName.Protos, "/"),
		Extensions: map[string]uint8{}, Repairs: map[uint32]uint32{},
	}
	if l.Mid, _ = m.Attribute("mid"); l.Mid == "" || len(l.Mid) > 32 {
		return fmt.Errorf("%w: a line without mid", ErrOffer)
	}
	if strings.ContainsAny(l.Mid, " \t") || slices.ContainsFunc(r.offer.Lines, func(other Line) bool { return other.Mid == l.Mid }) {
		return fmt.Errorf("%w: the mid %q does not tell lines apart", ErrOffer, l.Mid)
	}
	for _, f := range m.MediaName.Formats {
		if pt, err := strconv.ParseUint(f, 10, 7); err == nil {
			l.Formats = append(l.Formats, Format{PT: uint8(pt)})
		}
	}
	for _, a := range m.Attributes {
		l.read(a)
	}
	for i := range l.Formats {
		l.Formats[i].name()
	}
	r.offer.Lines = append(r.offer.Lines, l)
	return r.transport(m)
}

// transport reads what all lines share; the first that tells it counts.
func (r *reader) transport(m *sdp.MediaDescription) error {
	o := r.offer
	if o.Ufrag == "" {
		o.Ufrag, o.Pwd = r.attribute(m, "ice-ufrag"), r.attribute(m, "ice-pwd")
	}
	if r.attribute(m, "setup") == "passive" {
		o.passive = true
	}
	if hash, value, ok := strings.Cut(r.attribute(m, "fingerprint"), " "); ok {
		f := digest{strings.ToLower(hash), strings.ToLower(strings.TrimSpace(value))}
		if !slices.Contains(o.fingerprints, f) {
			o.fingerprints = append(o.fingerprints, f)
		}
	}
	return nil
}

// direction of a line; sendrecv is the default (RFC 8866 section 6.7).
func (r *reader) direction(m *sdp.MediaDescription) string {
	directions := []string{"sendonly", "recvonly", "inactive", "sendrecv"}
	for _, d := range directions {
		if _, ok := m.Attribute(d); ok {
			return d
		}
	}
	for _, d := range directions {
		if _, ok := r.session.Attribute(d); ok {
			return d
		}
	}
	return "sendrecv"
}

// read takes one attribute of a line. What it does not know it passes over.
func (l *Line) read(a sdp.Attribute) {
	switch a.Key {
	case "rtpmap":
		l.each(a.Value, func(f *Format, rest string) { f.rtpmap = rest })
	case "fmtp":
		l.each(a.Value, func(f *Format, rest string) { f.Codec.Fmtp = rest })
	case "rtcp-fb":
		l.each(a.Value, func(f *Format, rest string) { f.feedback = append(f.feedback, rest) })
	case "extmap":
		id, uri, _ := strings.Cut(a.Value, " ")
		id, _, _ = strings.Cut(id, "/") // a direction may follow
		uri, _, _ = strings.Cut(uri, " ")
		if n, err := strconv.ParseUint(id, 10, 8); err == nil && n > 0 && n < 15 { // one byte headers (RFC 8285)
			l.Extensions[uri] = uint8(n)
		}
	case "simulcast":
		l.simulcast(a.Value)
	case "ssrc-group":
		if f := strings.Fields(a.Value); len(f) == 3 && f[0] == "FID" {
			media, err1 := strconv.ParseUint(f[1], 10, 32)
			repair, err2 := strconv.ParseUint(f[2], 10, 32)
			if err1 == nil && err2 == nil {
				l.Repairs[uint32(repair)] = uint32(media)
			}
		}
	}
}

// each calls take for the formats that an attribute "PT rest" is about; PT may be *.
func (l *Line) each(value string, take func(f *Format, rest string)) {
	pt, rest, _ := strings.Cut(value, " ")
	for i := range l.Formats {
		if pt == "*" || pt == strconv.Itoa(int(l.Formats[i].PT)) {
			take(&l.Formats[i], rest)
		}
	}
}

// simulcast reads the layers that the other side sends (RFC 8853): "send h;m,m2;~l". Of alternatives the
// first counts; a paused layer (~) may come later.
func (l *Line) simulcast(value string) {
	fields := strings.Fields(value)
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i] != "send" {
			continue
		}
		for alternatives := range strings.SplitSeq(fields[i+1], ";") {
			first, _, _ := strings.Cut(alternatives, ",")
			if rid := strings.TrimPrefix(first, "~"); rid != "" && len(rid) <= 16 && len(l.Layers) < 4 {
				l.Layers = append(l.Layers, rid)
			}
		}
	}
}

// name finds out what a format is.
func (f *Format) name() {
	name, rest, _ := strings.Cut(f.rtpmap, "/")
	clock, _, _ := strings.Cut(rest, "/")
	rate, _ := strconv.ParseUint(clock, 10, 32)
	fmtp := f.Codec.Fmtp
	if strings.EqualFold(name, "rtx") {
		pt, _ := strconv.ParseUint(codec.Codec{Fmtp: fmtp}.Parameter("apt"), 10, 7)
		f.Repairs = uint8(pt)
		return
	}
	if c, ok := codec.FromMime("/"+name, uint32(rate), fmtp); ok {
		f.Codec, f.Known = c, true
	}
}

// Format returns the format with a payload type.
func (l *Line) Format(pt uint8) (Format, bool) {
	for _, f := range l.Formats {
		if f.PT == pt {
			return f, true
		}
	}
	return Format{}, false
}
