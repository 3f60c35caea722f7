package crowd

import (
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// ringSize is how many packets are kept to be sent again, some 6 s of the measured load.
const ringSize = 1024

// sending is one stream that a publisher sends. It is used under its link's lock.
type sending struct {
	ssrc, again        uint32
	payload, againType uint8 // againType is 0 when the server takes no retransmissions of RFC 4588
	rate               uint32
	seq, againSeq      uint16
	base               uint32 // timestamp of the beginning
	last               uint32 // timestamp of the newest packet
	packets, octets    uint32
	kept               [ringSize]keptPacket
	repeats            uint64
}

type keptPacket struct {
	head rtp.Header
	body []byte
}

func newSending(rate uint32, payload, againType uint8) *sending {
	return &sending{
		ssrc: rand.Uint32()>>1 + 1, again: rand.Uint32()>>1 + 1, payload: payload, againType: againType,
		rate: rate, seq: uint16(rand.Uint32()), againSeq: uint16(rand.Uint32()), base: rand.Uint32(),
	}
}

// next labels and keeps the next packet.
func (s *sending) next(at time.Duration, marker bool, body []byte) *keptPacket {
	s.last = s.base + uint32(int64(at)*int64(s.rate)/int64(time.Second))
	k := &s.kept[s.seq%ringSize]
	k.head = rtp.Header{
		Version: 2, PayloadType: s.payload, SequenceNumber: s.seq, Timestamp: s.last, SSRC: s.ssrc, Marker: marker,
	}
	k.body = append(k.body[:0], body...)
	s.seq++
	s.packets++
	s.octets += uint32(len(body))
	return k
}

// find returns a packet to be sent again, labelled as retransmission where the server
// takes these; nil when it is no longer kept.
func (s *sending) find(seq uint16) (head rtp.Header, body []byte, ok bool) {
	k := &s.kept[seq%ringSize]
	if k.body == nil || k.head.SequenceNumber != seq {
		return head, nil, false
	}
	s.repeats++
	if s.againType == 0 {
		return k.head, k.body, true
	}
	head = k.head
	head.SSRC, head.PayloadType, head.SequenceNumber = s.again, s.againType, s.againSeq
	s.againSeq++
	return head, append(binary.BigEndian.AppendUint16(nil, seq), k.body...), true
}

// report makes a sender report (RFC 3550 section 6.4.1).
func (s *sending) report(now, started time.Time) *rtcp.SenderReport {
	elapsed := now.Sub(started)
	return &rtcp.SenderReport{
		SSRC: s.ssrc, NTPTime: toNTP(now), PacketCount: s.packets, OctetCount: s.octets,
		RTPTime: s.base + uint32(int64(elapsed)*int64(s.rate)/int64(time.Second)),
	}
}

// toNTP returns seconds since 1900 in 32.32 bits (RFC 5905 section 6).
func toNTP(t time.Time) uint64 {
	const from1900 = 2208988800
	return (uint64(t.Unix())+from1900)<<32 | uint64(t.Nanosecond())<<32/uint64(time.Second)
}
