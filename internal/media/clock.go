package media

import (
	"sync"
	"time"
)

// senderClock puts a publisher's own wall clock, as its RTCP sender reports give
// it, onto ours. One constant serves all tracks of the publisher, so that the
// distance between its audio and its video is kept to the tick.
type senderClock struct {
	mu    sync.Mutex
	ahead time.Duration // our time minus the publisher's
	known bool
}

// local returns our time for the publisher's time sent, given when a report that
// bears it arrived. The first report sets the difference for good: a later
// correction would only make all viewers' clocks jump.
func (c *senderClock) local(sent, arrived time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known {
		c.ahead, c.known = arrived.Sub(sent), true
	}
	return sent.Add(c.ahead)
}

// ntpEpoch is 1900 in Unix seconds (RFC 5905 section 6).
const ntpEpoch = -2208988800

// toNTP and fromNTP convert the 64-bit timestamp of sender reports.
func toNTP(t time.Time) uint64 {
	seconds := uint64(t.Unix() - ntpEpoch)
	fraction := uint64(t.Nanosecond()) << 32 / uint64(time.Second)
	return seconds<<32 | fraction
}

func fromNTP(n uint64) time.Time {
	nanos := (n & 0xffffffff) * uint64(time.Second) >> 32
	return time.Unix(int64(n>>32)+ntpEpoch, int64(nanos))
}
