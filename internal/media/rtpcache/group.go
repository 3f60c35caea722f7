package rtpcache

import "time"

// Group keeps the packets since the last key frame, as long as they are few and
// young enough to be sent at once. Beyond its bounds it keeps nothing until the
// next key frame.
type Group struct {
	maxPackets int
	maxAge     time.Duration
	packets    []*Packet
}

// NewGroup returns an empty group with its bounds.
func NewGroup(maxPackets int, maxAge time.Duration) *Group {
	return &Group{maxPackets: maxPackets, maxAge: maxAge}
}

// Add takes the packets of one source in the order of their arrival.
func (g *Group) Add(p *Packet) {
	switch {
	case p.Key && (len(g.packets) == 0 || g.packets[0].Time != p.Time):
		g.packets = append(make([]*Packet, 0, 64), p)
	case len(g.packets) == 0:
	case len(g.packets) == g.maxPackets || p.At.Sub(g.packets[0].At) > g.maxAge:
		g.packets = nil
	default:
		g.packets = append(g.packets, p)
	}
}

// Packets returns the packets from the last key frame on, or nil when there is
// nothing from which a decoder could start. The caller must not change them.
func (g *Group) Packets() []*Packet { return g.packets[:len(g.packets):len(g.packets)] }

// Clear forgets everything, for a source that has gone.
func (g *Group) Clear() { g.packets = nil }
