package recorder

import "time"

// changes finds where slides change, by the sizes of frames alone. A slide that stands
// still costs next to nothing between key frames; a new one costs a large frame, or a
// key frame of another size. A film within slides is a change when it begins and none
// while it goes on, because what is usual follows it.
type changes struct {
	usual float64 // bytes of a frame that is no key frame, smoothed
	key   int     // bytes of the last key frame; 0 when it showed another slide
	last  time.Time
	begun bool
}

const (
	// muchMore is by how much a frame exceeds what is usual when a slide changes, and
	// leastChange how many bytes it has at least.
	muchMore    = 8
	leastChange = 3000
	// A key frame of the same picture differs by less than otherKey of its size.
	otherKey = 0.08
	// Slides that follow each other faster than this are one change.
	between = 2 * time.Second
)

// look takes the next frame and reports whether a slide changed with it. The first is a change.
func (c *changes) look(at time.Time, key bool, bytes int) bool {
	changed := !c.begun
	if key {
		differs := float64(bytes-c.key) / float64(max(c.key, 1))
		changed = changed || c.key > 0 && (differs > otherKey || differs < -otherKey)
		c.key = bytes
	} else {
		if float64(bytes) > max(leastChange, muchMore*c.usual) {
			changed, c.key = true, 0
		}
		c.usual += (float64(bytes) - c.usual) / 8
	}
	c.begun = true
	if !changed || !c.last.IsZero() && at.Sub(c.last) < between {
		return false
	}
	c.last = at
	return true
}
