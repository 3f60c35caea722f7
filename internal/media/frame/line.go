package frame

import (
	"time"

	"aula/internal/media/codec"
	"aula/internal/media/rtpcache"
)

// farOff is a step of sequence numbers that is no loss: the sender began anew.
const farOff = 3000

// patience is how long a missing packet is waited for where few packets come: several
// ways to the sender and back.
const patience = 500 * time.Millisecond

// Line makes frames of the packets of one line. It is used by one goroutine.
type Line struct {
	window int
	whole  func(Frame)
	hole   func(Gap)

	begun bool
	next  uint16             // sequence number that is due
	early map[uint16]arrival // came before one that is due; fewer than window

	kind     codec.Codec
	reader   reader
	picture  []arrival // packets of the frame that is being put together, in order
	awaiting bool      // for a key frame
	fresh    bool      // no frame of this codec was handed on
	shown    time.Time // of the last whole frame
	open     *Gap      // found and not reported
}

type arrival struct {
	*rtpcache.Packet
	from  string
	shown time.Time
}

// New returns a line that waits for a missing packet until window later ones have
// come, or one that arrived half a second after the first of them. It calls whole for each frame and hole for each gap, in their order, from
// within Add and Flush.
func New(window int, whole func(Frame), hole func(Gap)) *Line {
	return &Line{window: max(window, 1), whole: whole, hole: hole, early: make(map[uint16]arrival), awaiting: true}
}

// Waits reports whether the next frame that can be handed on is a key frame: nothing
// came yet, or something was lost.
func (l *Line) Waits() bool { return l.awaiting }

// Add takes a packet. from names its publisher, shown is when it was taken. The packet is
// kept until its frame is whole and is not changed.
func (l *Line) Add(p *rtpcache.Packet, from string, shown time.Time) {
	a := arrival{p, from, shown}
	if !l.begun {
		l.begun, l.next = true, p.Seq
	}
	switch ahead := int16(p.Seq - l.next); {
	case ahead > farOff || ahead < -farOff:
		l.skipAll()
		l.miss(0)
		l.next = p.Seq
		l.take(a)
	case ahead < 0:
		return // it was given up, or came twice
	case ahead == 0:
		l.take(a)
	default:
		l.early[p.Seq] = a
	}
	l.takeEarly()
	for len(l.early) >= l.window || l.tired(p.At) {
		l.skip()
	}
}

// tired reports whether a packet has been waited for long enough, by the arrivals of others.
func (l *Line) tired(now time.Time) bool {
	for _, a := range l.early {
		if now.Sub(a.At) >= patience {
			return true
		}
	}
	return false
}

// Flush gives up what is missing and hands on what can be: no packet will come.
func (l *Line) Flush() {
	l.skipAll()
	if l.open != nil {
		l.report(time.Time{})
	}
	l.begun, l.picture, l.awaiting = false, nil, true
}

func (l *Line) takeEarly() {
	for {
		a, ok := l.early[l.next]
		if !ok {
			return
		}
		delete(l.early, l.next)
		l.take(a)
	}
}

// skip gives up the packets before the first that came early.
func (l *Line) skip() {
	lost := 0
	for {
		if _, ok := l.early[l.next]; ok {
			break
		}
		l.next++
		lost++
	}
	l.miss(lost)
	l.takeEarly()
}

func (l *Line) skipAll() {
	for len(l.early) > 0 {
		l.skip()
	}
}

// miss notes that packets are lost. A picture goes on with the next key frame.
func (l *Line) miss(lost int) {
	l.picture = nil
	if l.kind.Name != codec.Opus {
		l.awaiting = true
	}
	if l.shown.IsZero() {
		return // nothing to be missed yet
	}
	if l.open == nil {
		l.open = &Gap{From: l.shown}
	}
	l.open.Lost += lost
}

func (l *Line) report(to time.Time) {
	l.open.To = to
	l.hole(*l.open)
	l.open = nil
}
