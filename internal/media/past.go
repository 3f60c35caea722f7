package media

import (
	"time"

	"aula/internal/media/rtpcache"
)

const (
	pastPackets = 16                   // of the past sent between two pauses
	pastPause   = 2 * time.Millisecond // so that 400 packets take 50 ms, about 80 Mbit/s
)

// past is what a viewer who came late is shown: the packets since the last key frame, some at a time.
type past struct {
	source  *source
	packets []*rtpcache.Packet
	next    int
}

// begin shows the past of a source, and then its present.
func (o *outlet) begin(src *source, packets []*rtpcache.Packet) {
	o.turn(src, packets[0])
	o.source, o.want = nil, src
	o.end = packets[len(packets)-1]
	o.past = &past{source: src, packets: packets}
	o.viewer.hand.show(o)
}

// goOn sends some more of the past. It is false when the present has been reached.
func (o *outlet) goOn(now time.Time) bool {
	past := o.past
	if past == nil {
		return false
	}
	s := &o.viewer.hand.aside
	for range pastPackets {
		if past.next == len(past.packets) && !past.renew() {
			o.source, o.want, o.past = past.source, nil, nil
			return false
		}
		p := past.packets[past.next]
		past.next++
		s.write(p, now)
		o.seen, o.fresh = p.Seq, true
		o.send(p, s)
	}
	return true
}

// renew looks for packets that came meanwhile: after the last one, or since a newer key frame.
func (p *past) renew() bool {
	packets := p.source.sinceKeyFrame()
	switch {
	case len(packets) == 0:
		return false
	case packets[0] != p.packets[0]:
		p.packets, p.next = packets, 0
	default:
		p.packets = packets
	}
	return p.next < len(p.packets)
}

// show begins with a viewer's past. h.mu must be held.
func (h *hand) show(o *outlet) {
	if len(h.late) == 0 {
		time.AfterFunc(pastPause, h.pace)
	}
	h.late = append(h.late, o)
}

// pace goes on with everybody's past.
func (h *hand) pace() {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	late := h.late
	h.late = h.late[:0]
	for _, o := range late {
		if o.goOn(now) {
			h.late = append(h.late, o)
		}
	}
	clear(late[len(h.late):])
	h.batch.Flush()
	if len(h.late) > 0 {
		time.AfterFunc(pastPause, h.pace)
	}
}
