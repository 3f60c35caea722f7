package codec

import "encoding/binary"

// NAL unit types of ITU-T H.264 table 7-1 and RFC 6184 table 1.
const (
	nalIDR   = 5
	nalSPS   = 7
	nalSTAPA = 24
	nalFUA   = 28
)

// h264StartsKeyFrame holds for a sequence parameter set or the start of an IDR
// slice, alone, aggregated or fragmented (RFC 6184 sections 5.6 to 5.8).
func h264StartsKeyFrame(payload []byte) bool {
	switch kind := payload[0] & 0x1f; kind {
	case nalSTAPA:
		return stapStartsKeyFrame(payload[1:])
	case nalFUA:
		return len(payload) > 1 && payload[1]&0x80 != 0 && isKeyNAL(payload[1]&0x1f)
	default:
		return isKeyNAL(kind)
	}
}

func stapStartsKeyFrame(units []byte) bool {
	for len(units) > 2 {
		size := int(binary.BigEndian.Uint16(units))
		units = units[2:]
		if size == 0 || size > len(units) {
			return false
		}
		if isKeyNAL(units[0] & 0x1f) {
			return true
		}
		units = units[size:]
	}
	return false
}

func isKeyNAL(kind byte) bool { return kind == nalIDR || kind == nalSPS }
