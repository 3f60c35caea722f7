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
	slots [64]struct {
		seq  uint16
		sent uint16
		at   uint32 // ms
	}
}

// allow reports whether seq may be sent again now, and takes it as sent.
func (a *answers) allow(seq uint16, now time.Time) bool {
	s, ms := &a.slots[seq%64], uint32(now.UnixMilli())
	if s.seq != seq || ms-s.at > 60_000 {
		s.seq, s.sent, s.at = seq, 0, ms-uint32(answerInterval.Milliseconds())
	}
	if s.sent >= answersPerPacket || ms-s.at < uint32(answerInterval.Milliseconds()) {
		return false
	}
	s.sent++
	s.at = ms
	return true
}
