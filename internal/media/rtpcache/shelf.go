package rtpcache

const (
	shelfBytes   = 64 << 10
	shelfPackets = 64
)

// Shelf cuts packets from larger pieces of memory, so that receiving a packet costs no allocation of
// its own. A piece is freed when nobody holds any of its packets. The zero value is ready for use.
type Shelf struct {
	packets []Packet
	bytes   []byte
}

// Packet returns a packet with a copy of payload.
func (s *Shelf) Packet(payload []byte) *Packet {
	if len(s.packets) == 0 {
		s.packets = make([]Packet, shelfPackets)
	}
	if len(s.bytes) < len(payload) {
		s.bytes = make([]byte, max(shelfBytes, len(payload)))
	}
	p := &s.packets[0]
	s.packets = s.packets[1:]
	n := copy(s.bytes, payload)
	p.Payload = s.bytes[:n:n]
	s.bytes = s.bytes[n:]
	return p
}
