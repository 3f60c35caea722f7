package codec

// av1StartsKeyFrame reads the aggregation header of the AV1 RTP payload format
// (section 4.4): N announces a new coded video sequence, Z a continued unit.
func av1StartsKeyFrame(payload []byte) bool {
	return payload[0]&0x08 != 0 && payload[0]&0x80 == 0
}
