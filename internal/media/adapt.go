package media

import (
	"time"

	"github.com/pion/rtcp"

	"aula/internal/media/quality"
)

// weight is the order in which pictures are given room: slides must be read.
var weight = append([]Slot{Slides, Programme, Floor, Wall1, Wall2, Wall3, Wall4, previewed}, Seats()...)

// learn takes what a viewer tells about its way.
func (v *viewer) learn(p rtcp.Packet, now time.Time) {
	switch p := p.(type) {
	case *rtcp.ReceiverEstimatedMaximumBitrate:
		v.way.Estimate(int(p.Bitrate), now)
	case *rtcp.ReceiverReport:
		for _, r := range p.Reports {
			for _, o := range v.outlets {
				if o.ssrc == r.SSRC {
					v.way.Received(o.heard.since(r))
				}
			}
		}
	}
}

// adapt chooses anew how much of each picture the viewer is sent.
func (v *viewer) adapt(now time.Time) {
	sound := 0
	var pictures []*outlet
	var lines []quality.Line
	var halves []int // for each line 1 if its least is the base of the smallest layer
	for _, s := range weight {
		for _, o := range v.outlets {
			if o.feed.slot != s {
				continue
			}
			t := o.feed.now().current
			if t == nil {
				continue
			}
			costs := t.costs(now)
			if o.kind == audio {
				sound += costs[0]
				continue
			}
			if o.feed.small.Load() {
				costs = costs[:1]
			}
			line := costs
			if base, ok := t.baseCost(costs); ok {
				line = append(quality.Line{base}, costs...)
			}
			pictures, lines = append(pictures, o), append(lines, line)
			halves = append(halves, len(line)-len(costs))
		}
	}
	for i, at := range v.way.Choose(sound, lines, now) {
		o, top := pictures[i], len(lines[i])-1
		thin := halves[i] == 1 && at == 0
		if at == top {
			at = best
		} else if at > 0 {
			at -= halves[i]
		}
		o.thin, o.layer = thin, at
		o.choose() // also when nothing has changed: a layer that rested may be there now
	}
}

// baseCost returns what the base temporal layer of the smallest layer costs, where that is less than all of it.
func (t *track) baseCost(costs quality.Line) (int, bool) {
	s := t.sourcesNow()[0]
	s.mu.Lock()
	defer s.mu.Unlock()
	share := s.base.share()
	return int(share * float64(costs[0])), share < 0.9 && costs[0] > 0
}

// costs returns the bit rates of a track's layers.
func (t *track) costs(now time.Time) quality.Line {
	layers := t.sourcesNow()
	costs := make(quality.Line, len(layers))
	for i, s := range layers {
		costs[i] = s.cost(now)
	}
	return costs
}

// usualEvery is how often what a source usually sends is measured, however many viewers ask.
const usualEvery = 900 * time.Millisecond

// cost is what a source sends, or would if it were not told to rest.
func (s *source) cost(now time.Time) int {
	rests := s.rests(now)
	s.mu.Lock()
	defer s.mu.Unlock()
	rate := s.counter.bitRate(now)
	switch {
	case rests:
		return max(rate, s.usual)
	case rate == 0:
		return 0
	case s.usual == 0:
		s.usual, s.usualAt = rate, now
	case now.Sub(s.usualAt) >= usualEvery: // slides come in bursts
		s.usual, s.usualAt = s.usual+(rate-s.usual)/4, now
	}
	return s.usual
}

// heard is what a viewer's last report said of a line (RFC 3550 section 6.4.1). One line alone may have few packets;
// the share that a report tells is of no use then.
type heard struct {
	known bool
	seq   uint32
	lost  int32
}

// since returns how many packets were expected and lost since the last report.
func (h *heard) since(r rtcp.ReceptionReport) (expected, missing int) {
	lost := int32(r.TotalLost<<8) >> 8 // 24 bits with a sign: what comes twice counts against it
	if h.known {
		expected, missing = int(int32(r.LastSequenceNumber-h.seq)), int(lost-h.lost)
	}
	*h = heard{true, r.LastSequenceNumber, lost}
	if expected < 0 || expected > 1<<15 { // it counts anew
		return 0, 0
	}
	return expected, missing
}
