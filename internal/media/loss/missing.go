// Package loss follows the numbers of a received RTP stream: what is missing and is to be
// asked for again, and how reception is reported. It is pure: it has no clock and starts
// no goroutine.
package loss

import (
	"slices"
	"time"

	"github.com/pion/rtcp"
)

const (
	window   = 1 << 9                // numbers remembered, and the greatest jump that is taken for loss
	patience = 10 * time.Millisecond // packets overtake each other: a gap is not loss at once
	again    = 80 * time.Millisecond // between two requests for one packet
	requests = 8                     // for one packet; then it is lost for good
	most     = 64                    // packets asked for at once
)

// Missing knows which packets of one stream have not come. The zero value is ready for use.
type Missing struct {
	started bool
	highest int64
	have    [window / 64]uint64
	gaps    []gap
}

type gap struct {
	seq   int64
	since time.Time
	asked time.Time
	times int
}

// Arrived notes a packet. It is false when the packet has come before or is older than what is remembered.
func (m *Missing) Arrived(seq uint16, now time.Time) bool {
	if !m.started {
		m.started, m.highest = true, int64(seq)+1<<16
		m.set(m.highest)
		return true
	}
	at := m.highest + int64(int16(seq-uint16(m.highest)))
	switch ahead := at - m.highest; {
	case ahead > window:
		*m = Missing{started: true, highest: at}
	case ahead > 0:
		m.skip(at, now)
	case ahead <= -window || m.is(at):
		return false
	default:
		m.gaps = slices.DeleteFunc(m.gaps, func(g gap) bool { return g.seq == at })
	}
	m.set(at)
	return true
}

// skip makes at the highest number; those between are missing.
func (m *Missing) skip(at int64, now time.Time) {
	for seq := m.highest + 1; seq < at; seq++ {
		m.clear(seq)
		if len(m.gaps) < window {
			m.gaps = append(m.gaps, gap{seq: seq, since: now})
		}
	}
	m.highest = at
	m.clear(at)
}

// Ask returns the packets to ask for now, newest first where there are too many. Packets that were asked for often
// enough or are too old are given up.
func (m *Missing) Ask(now time.Time) []rtcp.NackPair {
	if len(m.gaps) == 0 {
		return nil
	}
	m.gaps = slices.DeleteFunc(m.gaps, func(g gap) bool { return g.times == requests || m.highest-g.seq >= window })
	var ask []uint16
	for i := len(m.gaps) - 1; i >= 0 && len(ask) < most; i-- {
		g := &m.gaps[i]
		if g.times == 0 && now.Sub(g.since) < patience || g.times > 0 && now.Sub(g.asked) < again {
			continue
		}
		g.times++
		g.asked = now
		ask = append(ask, uint16(g.seq))
	}
	if len(ask) == 0 {
		return nil
	}
	slices.Reverse(ask)
	return rtcp.NackPairsFromSequenceNumbers(ask)
}

func (m *Missing) set(seq int64)     { m.have[seq%window/64] |= 1 << (seq % 64) }
func (m *Missing) clear(seq int64)   { m.have[seq%window/64] &^= 1 << (seq % 64) }
func (m *Missing) is(seq int64) bool { return m.have[seq%window/64]&(1<<(seq%64)) != 0 }
