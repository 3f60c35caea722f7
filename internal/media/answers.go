package media

import "time"

// Limits of answering one viewer's reports of loss.
const (
	answersPerPacket = 3
	answerInterval   = 100 * time.Millisecond
)

// answers remembers which packets a viewer was sent again, so that a flood of loss
// reports does not become a flood of packets.
type answers struct {
	slots [256]struct {
		seq  uint16
		sent int
		at   time.Time
	}
}

// allow reports whether seq may be sent again now, and takes it as sent.
func (a *answers) allow(seq uint16, now time.Time) bool {
	s := &a.slots[seq&255]
	if s.seq != seq || now.Sub(s.at) > time.Minute {
		s.seq, s.sent, s.at = seq, 0, time.Time{}
	}
	if s.sent >= answersPerPacket || now.Sub(s.at) < answerInterval {
		return false
	}
	s.sent++
	s.at = now
	return true
}
