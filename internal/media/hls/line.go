package hls

import "time"

// The clocks of pictures and of sound, in ticks a second.
const (
	pictureRate = 90000
	soundRate   = 48000
)

// apart is how far a line's own clock may be from the moment at which something was shown. Within
// it the line's clock is followed, which is even; beyond it the line steps.
const apart = 100 * time.Millisecond

// line gives the frames of one line their places in an edition.
type line struct {
	begun bool
	rtp   uint32
	last  int64
}

// at returns the place of a frame with that RTP timestamp, shown so long after the beginning. Places
// only grow.
func (l *line) at(rtp uint32, shown time.Duration, rate int64) int64 {
	wanted := ticks(shown, rate)
	place := wanted
	if l.begun {
		place = l.last + int64(int32(rtp-l.rtp))
		if far := ticks(apart, rate); place-wanted > far || wanted-place > far {
			place = wanted
		}
		place = max(place, l.last+1)
	}
	l.begun, l.rtp, l.last = true, rtp, place
	return place
}

func ticks(d time.Duration, rate int64) int64 {
	return int64(d/time.Second)*rate + int64(d%time.Second)*rate/int64(time.Second)
}

func span(ticks, rate int64) time.Duration {
	return time.Duration(ticks/rate)*time.Second + time.Duration(ticks%rate)*time.Second/time.Duration(rate)
}
