// Package codec names the codecs the media plane forwards and reads from their
// RTP payloads the little that forwarding needs. It never decodes media.
package codec

import "strings"

// Name is the encoding name of RFC 4855, as in an SDP rtpmap line.
type Name string

// The codecs a publisher may use.
const (
	VP8  Name = "VP8"
	VP9  Name = "VP9"
	H264 Name = "H264"
	AV1  Name = "AV1"
	Opus Name = "opus"
)

// Codec says how a track is encoded. Two tracks are alike when their codecs are equal.
type Codec struct {
	Name Name
	Rate uint32 // ticks of the RTP clock in a second
	Fmtp string // format parameters, for example "packetization-mode=1;profile-level-id=42e01f"
}

// FromMime reads a MIME type such as "video/VP8". The second result is false
// when the media plane does not forward that codec.
func FromMime(mime string, rate uint32, fmtp string) (Codec, bool) {
	_, sub, _ := strings.Cut(mime, "/")
	for _, name := range []Name{VP8, VP9, H264, AV1, Opus} {
		if strings.EqualFold(sub, string(name)) {
			return Codec{Name: name, Rate: rate, Fmtp: fmtp}, true
		}
	}
	return Codec{}, false
}

// Parameter returns the format parameter key, or "" when it is absent.
func (c Codec) Parameter(key string) string {
	for part := range strings.SplitSeq(c.Fmtp, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.EqualFold(k, key) {
			return v
		}
	}
	return ""
}

// StartsKeyFrame reports whether payload is the first packet of a frame from
// which a decoder can start.
func (n Name) StartsKeyFrame(payload []byte) bool {
	if len(payload) == 0 {
		return false
	}
	switch n {
	case VP8:
		return vp8StartsKeyFrame(payload)
	case VP9:
		return vp9StartsKeyFrame(payload)
	case H264:
		return h264StartsKeyFrame(payload)
	case AV1:
		return av1StartsKeyFrame(payload)
	}
	return false
}

// Temporal returns the temporal layer that payload belongs to, where its codec tells it there: an AV1 packet in the middle of
// a frame does not. Pictures of layer 0 need none of the others.
func (n Name) Temporal(payload []byte) (layer int, ok bool) {
	switch n {
	case VP8:
		d, ok := ParseVP8(payload)
		return d.TID, ok && d.Layered
	case VP9:
		return vp9Temporal(payload)
	case AV1:
		return av1Temporal(payload)
	}
	return 0, false
}
