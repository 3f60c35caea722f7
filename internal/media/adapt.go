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
			pictures, lines = append(pictures, o), append(lines, costs)
		}
	}
	for i, at := range v.way.Choose(sound, lines, now) {
		if at == len(lines[i])-1 {
			at = best
		}
		if pictures[i].layer != at {
			pictures[i].layer = at
			pictures[i].choose()
		}
	}
}

// costs returns the bit rates of a track's layers.
func (t *track) costs(now time.Time) quality.Line {
	layers := t.sourcesNow()
	costs := make(quality.Line, len(layers))
	for i, s := range layers {
		s.mu.Lock()
		costs[i] = s.counter.bitRate(now)
		s.mu.Unlock()
	}
	return costs
}
