package recorder

import (
	"time"

	"aula/internal/media/frame"
)

// clock gives each frame its time in a file. It follows the steady RTP clock of the
// sender and is led towards when frames were shown, so that nothing jumps when the
// sender's reports shift that a little, and nothing drifts over hours.
type clock struct {
	begins time.Time // the file's 0
	rate   uint32

	begun bool
	rtp   uint32
	was   time.Duration
	step  time.Duration // between the last two frames
}

const (
	// least keeps frames apart, also in files that count milliseconds.
	least = time.Millisecond
	// jump is how far a frame may be ahead of the RTP clock before it is believed at once.
	jump = 200 * time.Millisecond
	// lead is the part of a frame's time by which the clock is led.
	lead = 20
)

// at returns the time of the next frame, which is later than that of the one before.
func (c *clock) at(f frame.Frame) time.Duration {
	shown := max(f.Shown.Sub(c.begins), 0)
	if !c.begun {
		c.begun, c.rtp, c.was = true, f.RTP, shown
		return shown
	}
	step := time.Duration(int64(int32(f.RTP-c.rtp))) * time.Second / time.Duration(max(c.rate, 1))
	now := c.was + step
	if off := shown - now; step < 0 || off > jump {
		now = shown
	} else {
		now += min(max(off, -step/lead), step/lead)
	}
	now = max(now, c.was+least)
	c.step, c.was, c.rtp = now-c.was, now, f.RTP
	return now
}

// next is where the last frame ends, by what is known.
func (c *clock) next() time.Duration {
	return c.was + min(max(c.step, least), 100*time.Millisecond)
}
