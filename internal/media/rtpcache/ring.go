package rtpcache

// Ring keeps the newest packets by sequence number.
type Ring struct{ slots []*Packet }

// NewRing returns a ring of 1<<bits packets.
func NewRing(bits int) *Ring { return &Ring{slots: make([]*Packet, 1<<bits)} }

// Add keeps p in place of the packet that lies one round behind.
func (r *Ring) Add(p *Packet) { r.slots[r.index(p.Seq)] = p }

// Get returns the packet with that sequence number, or nil when it is gone or never came.
func (r *Ring) Get(seq uint16) *Packet {
	if p := r.slots[r.index(seq)]; p != nil && p.Seq == seq {
		return p
	}
	return nil
}

func (r *Ring) index(seq uint16) int { return int(seq) & (len(r.slots) - 1) }
