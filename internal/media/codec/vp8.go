package codec

// VP8Descriptor is the VP8 payload descriptor of RFC 7741 section 4.2, given
// by where its fields lie in the payload. An offset of 0 means the field is absent.
type VP8Descriptor struct {
	Start     bool // first packet of the first partition
	PictureID int  // offset of the picture id
	LongID    bool // the picture id has 15 bits instead of 7
	TL0       int  // offset of TL0PICIDX
	TID       int  // temporal layer, 0 where none is told
	Layered   bool // the temporal layer is told
	Size      int  // length of the descriptor, where the VP8 data begin
}

// ParseVP8 reads the descriptor. The second result is false when payload is too short for it.
func ParseVP8(payload []byte) (VP8Descriptor, bool) {
	var d VP8Descriptor
	if len(payload) == 0 {
		return d, false
	}
	first := payload[0]
	d.Start = first&0x10 != 0 && first&0x0f == 0
	d.Size = 1
	if first&0x80 != 0 {
		if len(payload) < 2 {
			return d, false
		}
		d.extend(payload)
	}
	return d, d.Size <= len(payload)
}

// extend reads the extension byte and measures the optional fields behind it.
func (d *VP8Descriptor) extend(payload []byte) {
	ext := payload[1]
	d.Size = 2
	if ext&0x80 != 0 {
		d.PictureID = d.Size
		d.LongID = len(payload) > d.Size && payload[d.Size]&0x80 != 0
		d.Size++
		if d.LongID {
			d.Size++
		}
	}
	if ext&0x40 != 0 {
		d.TL0 = d.Size
		d.Size++
	}
	if ext&0x30 != 0 {
		if ext&0x20 != 0 && len(payload) > d.Size {
			d.TID, d.Layered = int(payload[d.Size]>>6), true
		}
		d.Size++
	}
}

// vp8StartsKeyFrame looks at the inverse key frame bit of the frame header (RFC 7741 section 4.3).
func vp8StartsKeyFrame(payload []byte) bool {
	d, ok := ParseVP8(payload)
	return ok && d.Start && len(payload) > d.Size && payload[d.Size]&0x01 == 0
}
