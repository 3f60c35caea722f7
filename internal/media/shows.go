package media

import (
	"math/rand/v2"
	"time"

	"aula/internal/media/codec"
	"aula/internal/media/rtpcache"
	"aula/internal/media/rtpmap"
)

// shows is one line that shows changing sources as one unbroken stream.
type shows struct {
	kind    kind
	numbers *rtpmap.Map
	vp8     rtpmap.VP8
	sent    time.Time // arrival of the last packet shown
	last    uint32    // its source's timestamp
}

func newShows(k kind) shows {
	return shows{kind: k, numbers: rtpmap.New(k.rate(), uint16(rand.Uint32()), rand.Uint32())}
}

// change makes p, the first packet of a source, the next. Two layers of one track are set apart by their own
// clock, anything else by arrival.
func (s *shows) change(from, to *source, p *rtpcache.Packet) {
	gap := time.Duration(0)
	switch {
	case s.sent.IsZero():
	case from != nil && from.track == to.track && !from.ownReport().at.IsZero() && !to.ownReport().at.IsZero():
		rate := s.kind.rate()
		gap = to.ownReport().shown(p.Time, rate).Sub(from.ownReport().shown(s.last, rate))
	default:
		gap = p.At.Sub(s.sent)
	}
	s.numbers.Switch(p.Seq, p.Time, gap)
	if p.Codec.Name == codec.VP8 {
		s.vp8.Switch(p.Payload)
	}
}
