package media

import (
	"encoding/binary"
	"time"

	"aula/internal/media/rtpcache"
)

const (
	headerSize    = 12
	extensionSize = 8 // abs-send-time alone: 4 bytes of head, 3 of time with their id
)

// sheet is a packet in plain, ready to be sealed: written once for all viewers of a hand, of which each has
// only its own numbers put in.
//
// The header lies right before the payload, with room for one header extension between them. Without the
// extension the header begins that much later.
type sheet struct {
	bytes  [headerSize + extensionSize + 1500]byte
	size   int // of the payload
	packet *rtpcache.Packet
	sent   [3]byte // time of sending, 6.18 fixed point seconds (abs-send-time)
}

// descriptorSize is how much of a payload may differ between viewers.
const descriptorSize = 6

func (s *sheet) write(p *rtpcache.Packet, now time.Time) {
	s.packet = p
	s.size = copy(s.bytes[headerSize+extensionSize:], p.Payload)
	ntp := toNTP(now) >> 14
	s.sent = [3]byte{byte(ntp >> 16), byte(ntp >> 8), byte(ntp)}
}

// payload is the part that a viewer's numbers may be written into. It is as received each time.
func (s *sheet) payload() []byte {
	payload := s.bytes[headerSize+extensionSize:][:s.size]
	copy(payload, s.packet.Payload[:min(descriptorSize, len(s.packet.Payload))])
	return payload
}

// labels are what differs in the header.
type labels struct {
	pt       uint8
	seq      uint16
	stamp    uint32
	ssrc     uint32
	sendTime uint8 // id of the extension, 0 without
}

// header writes a header and returns the packet.
func (s *sheet) header(l labels) []byte {
	b := s.bytes[extensionSize : headerSize+extensionSize+s.size]
	if l.sendTime != 0 {
		b = s.bytes[:headerSize+extensionSize+s.size]
		b[12], b[13], b[14], b[15] = 0xbe, 0xde, 0, 1 // RFC 8285 section 4.2
		b[16] = l.sendTime<<4 | 2
		b[17], b[18], b[19] = s.sent[0], s.sent[1], s.sent[2]
	}
	writeHeader(b, l, s.packet.Marker)
	if l.sendTime != 0 {
		b[0] |= 0x10
	}
	return b
}

func writeHeader(b []byte, l labels, marker bool) {
	b[0], b[1] = 0x80, l.pt
	if marker {
		b[1] |= 0x80
	}
	binary.BigEndian.PutUint16(b[2:], l.seq)
	binary.BigEndian.PutUint32(b[4:], l.stamp)
	binary.BigEndian.PutUint32(b[8:], l.ssrc)
}
