package media

import (
	"time"

	"github.com/pion/rtcp"

	"aula/internal/media/quality"
)

// weight is the order in which pictures are given room: slides must be read.
var weight = []Slot{Slides, Programme, Floor, Wall1, Wall2, Wall3, Wall4, previewed}

// learn takes what a viewer tells about its way.
func (v *viewer) learn(p rtcp.Packet, now time.Time) {
	switch p := p.(type) {
	case *rtcp.ReceiverEstimatedMaximumBitrate:
		v.way.Estimate(int(p.Bitrate), now)
	case *rtcp.ReceiverReport:
		worst := uint8(0)
		for _, r := range p.Reports {
			worst = max(worst, r.FractionLost)
		}
		v.way.Lost(float64(worst) / 256)
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

// cost is what a source sends, or would if it were not told to rest.
func (s *source) cost(now time.Time) int {
	rests := s.rests(now)
	s.mu.Lock()
	defer s.mu.Unlock()
	rate := s.counter.bitRate(now)
	if rests {
		return max(rate, s.usual)
	}
	s.usual = rate
	return rate
}
