package codec

// vp9StartsKeyFrame reads the VP9 payload descriptor (RFC 9628 section 4.2): the
// beginning of a frame that is not predicted from another picture, in the base
// spatial layer.
func vp9StartsKeyFrame(payload []byte) bool {
	first := payload[0]
	inter, begin := first&0x40 != 0, first&0x08 != 0
	if inter || !begin {
		return false
	}
	if first&0x20 == 0 {
		return true
	}
	at := 1
	if first&0x80 != 0 {
		if len(payload) < 2 {
			return false
		}
		at++
		if payload[1]&0x80 != 0 {
			at++
		}
	}
	return len(payload) > at && payload[at]>>1&0x07 == 0
}

// vp9Temporal returns the temporal layer of a payload (RFC 9628 section 4.2), if it is told.
func vp9Temporal(payload []byte) (int, bool) {
	if len(payload) == 0 || payload[0]&0x20 == 0 {
		return 0, false
	}
	at := 1
	if payload[0]&0x80 != 0 {
		if len(payload) < 2 {
			return 0, false
		}
		at++
		if payload[1]&0x80 != 0 {
			at++
		}
	}
	if len(payload) <= at {
		return 0, false
	}
	return int(payload[at] >> 5), true
}
