package codec

import "encoding/binary"

// av1StartsKeyFrame reads the aggregation header of the AV1 RTP payload format
// (section 4.4): N announces a new coded video sequence, Z a continued unit.
func av1StartsKeyFrame(payload []byte) bool {
	return payload[0]&0x08 != 0 && payload[0]&0x80 == 0
}

const (
	av1Continues = 0x80 // Z: the first element continues one of the packet before
	av1Extension = 0x04 // of an OBU header: another byte follows
)

// av1Temporal returns the temporal layer that the extension of an OBU header tells (AV1 section 5.3.3). The
// OBUs of a packet are of one layer; one that only continues an OBU tells none.
func av1Temporal(payload []byte) (int, bool) {
	if len(payload) == 0 {
		return 0, false
	}
	count, rest := int(payload[0]>>4&3), payload[1:]
	for i := 1; len(rest) > 0; i++ {
		element := rest
		if i == count {
			rest = nil
		} else {
			size, n := binary.Uvarint(rest) // leb128
			if n <= 0 || size > uint64(len(rest)-n) {
				return 0, false
			}
			element, rest = rest[n:n+int(size)], rest[n+int(size):]
		}
		if i == 1 && payload[0]&av1Continues != 0 {
			continue
		}
		if len(element) > 1 && element[0]&av1Extension != 0 {
			return int(element[1] >> 5), true
		}
	}
	return 0, false
}
