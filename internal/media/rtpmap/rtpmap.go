// Package rtpmap carries the packets of changing sources into one unbroken RTP
// stream: sequence numbers, timestamps and VP8 picture ids go on where the
// source before left off, so that a decoder notices nothing but a key frame.
//
// It is pure: it has no clock and starts no goroutine. One owner uses a Map.
package rtpmap

import "time"

// Map rewrites sequence numbers and timestamps. A new Map has no source;
// call Switch before the first Rewrite.
type Map struct {
	rate     uint32 // ticks in a second
	lastSeq  uint16 // highest sequence number written
	lastTime uint32 // highest timestamp written

	shiftSeq  uint16 // added to the source's numbers
	shiftTime uint32
	first     int64 // unwrapped number of the source's first packet
	newest    int64 // unwrapped number of the source's newest packet
	seen      bool  // the source has had a packet
	skipped   [memory / 64]uint64
}

// memory is how many of the source's numbers back a packet that arrives late still finds its place
// beside those that were skipped.
const memory = 512

// New returns a Map whose first packet will bear seq and time.
func New(rate uint32, seq uint16, time uint32) *Map {
	return &Map{rate: rate, lastSeq: seq - 1, lastTime: time}
}

// Switch makes the packet (seq, time) of a new source the successor of the last
// packet written. Gap is how long after that one it comes to be shown; the
// timestamp moves on by at least one tick unless nothing was written before.
func (m *Map) Switch(seq uint16, time uint32, gap time.Duration) {
	next := m.lastTime
	if m.seen {
		next += max(ticks(gap, m.rate), 1)
	}
	m.shiftSeq = m.lastSeq + 1 - seq
	m.shiftTime = next - time
	m.lastTime = next
	m.first = int64(seq)
	m.newest = int64(seq)
	m.seen = true
	m.skipped = [memory / 64]uint64{}
}

// Skip leaves out the source's packet seq, so that the numbers go on without it. A packet that arrived late
// keeps the place that was left for it.
func (m *Map) Skip(seq uint16) {
	at := m.newest + int64(int16(seq-uint16(m.newest)))
	if !m.seen || at <= m.newest {
		return
	}
	m.advance(at)
	m.mark(at, true)
	m.shiftSeq--
}

// advance makes at the newest number; nothing between is known to be skipped.
func (m *Map) advance(at int64) {
	if at-m.newest >= memory {
		m.skipped = [memory / 64]uint64{}
	} else {
		for seq := m.newest + 1; seq <= at; seq++ {
			m.mark(seq, false)
		}
	}
	m.newest = at
}

func (m *Map) mark(at int64, skipped bool) {
	slot, bit := (at&(memory-1))/64, uint64(1)<<(at&63)
	if m.skipped[slot] &^= bit; skipped {
		m.skipped[slot] |= bit
	}
}

func (m *Map) isSkipped(at int64) bool { return m.skipped[(at&(memory-1))/64]&(1<<(at&63)) != 0 }

// skippedAfter counts the skipped numbers between at and the newest.
func (m *Map) skippedAfter(at int64) (n uint16) {
	for seq := max(at+1, m.newest-memory+1); seq <= m.newest; seq++ {
		if m.isSkipped(seq) {
			n++
		}
	}
	return n
}

// Rewrite returns the numbers under which the source's packet (seq, time) is
// sent on. It is false for a packet from before the switch that arrived late.
func (m *Map) Rewrite(seq uint16, time uint32) (uint16, uint32, bool) {
	at := m.newest + int64(int16(seq-uint16(m.newest)))
	if at < m.first {
		return 0, 0, false
	}
	outSeq, outTime := seq+m.shiftSeq, time+m.shiftTime
	switch {
	case at > m.newest:
		m.advance(at)
	case m.skipped != [memory / 64]uint64{}:
		if m.isSkipped(at) && m.newest-at < memory {
			return 0, 0, false
		}
		outSeq += m.skippedAfter(at)
	}
	if int16(outSeq-m.lastSeq) > 0 {
		m.lastSeq = outSeq
	}
	if int32(outTime-m.lastTime) > 0 {
		m.lastTime = outTime
	}
	return outSeq, outTime, true
}

// Source returns the source's number of the packet that was sent on as seq. It is false when the
// packet belongs to an earlier source, or was never sent.
func (m *Map) Source(seq uint16) (uint16, bool) {
	in := seq - m.shiftSeq
	at := m.newest + int64(int16(in-uint16(m.newest)))
	if !m.seen || at > m.newest || m.newest-at >= memory {
		return 0, false
	}
	for back := uint16(0); ; at-- { // each skipped number moved those before it on by one
		if at < m.first || m.newest-at >= memory {
			return 0, false
		}
		if !m.isSkipped(at) && uint16(at)+m.shiftSeq+m.skippedAfter(at) == seq {
			return uint16(at), true
		}
		if back++; back > memory {
			return 0, false
		}
	}
}

// Time returns the timestamp under which the source's timestamp is sent on,
// for sender reports.
func (m *Map) Time(time uint32) uint32 { return time + m.shiftTime }

func ticks(d time.Duration, rate uint32) uint32 {
	if d <= 0 {
		return 0
	}
	whole, rest := d/time.Second, d%time.Second
	return uint32(uint64(whole)*uint64(rate) + uint64(rest)*uint64(rate)/uint64(time.Second))
}
