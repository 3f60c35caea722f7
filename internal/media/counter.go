package media

import "time"

// rateWindow is the time over which a bit rate is measured.
const rateWindow = time.Second

// counter counts the packets of one track. Its owner guards it.
type counter struct {
	packets uint64
	first   int64 // unwrapped sequence numbers
	highest int64

	since time.Time // begin of the current window
	bytes int       // in the current window
	rate  int       // bits per second of the last full window
	last  time.Time
}

func (c *counter) add(seq uint16, size int, now time.Time) {
	if c.packets == 0 {
		c.first, c.highest, c.since = int64(seq), int64(seq), now
	}
	c.packets++
	c.highest = max(c.highest, c.highest+int64(int16(seq-uint16(c.highest))))
	c.last = now
	if span := now.Sub(c.since); span >= rateWindow {
		c.rate = int(float64(c.bytes*8) / span.Seconds())
		c.since, c.bytes = now, 0
	}
	c.bytes += size
}

// lost is how many packets never came. Repeated packets count in its favour.
func (c *counter) lost() uint64 {
	if c.packets == 0 {
		return 0
	}
	return uint64(max(c.highest-c.first+1-int64(c.packets), 0))
}

// bitRate is 0 once nothing has come for three windows.
func (c *counter) bitRate(now time.Time) int {
	if now.Sub(c.last) > 3*rateWindow {
		return 0
	}
	return c.rate
}
