package rtpmap

import "aula/internal/media/codec"

// VP8 rewrites the picture id and TL0PICIDX of VP8 payload descriptors so that
// they go on across a switch (RFC 7741 section 4.2). Sources without these
// fields pass unchanged. The zero value is ready for use.
type VP8 struct {
	lastID, shiftID uint16
	lastTL, shiftTL uint8
	hasID, hasTL    bool
}

// Switch makes payload, the first of a new source, the successor of the last picture.
func (v *VP8) Switch(payload []byte) {
	d, ok := codec.ParseVP8(payload)
	if !ok {
		return
	}
	v.shiftID, v.shiftTL = 0, 0
	if d.PictureID > 0 {
		id := pictureID(payload, d)
		if v.hasID {
			v.shiftID = v.lastID + 1 - id
		}
		v.lastID, v.hasID = (id+v.shiftID)&mask(d), true
	}
	if d.TL0 > 0 {
		if v.hasTL {
			v.shiftTL = v.lastTL + 1 - payload[d.TL0]
		}
		v.lastTL, v.hasTL = payload[d.TL0]+v.shiftTL, true
	}
}

// Rewrite changes the ids in payload, which must belong to the caller.
func (v *VP8) Rewrite(payload []byte) {
	d, ok := codec.ParseVP8(payload)
	if !ok {
		return
	}
	if d.PictureID > 0 {
		v.rewriteID(payload, d)
	}
	if d.TL0 > 0 {
		payload[d.TL0] += v.shiftTL
		if int8(payload[d.TL0]-v.lastTL) > 0 {
			v.lastTL = payload[d.TL0]
		}
	}
}

func (v *VP8) rewriteID(payload []byte, d codec.VP8Descriptor) {
	m := mask(d)
	id := (pictureID(payload, d) + v.shiftID) & m
	if d.LongID {
		payload[d.PictureID] = 0x80 | byte(id>>8)
		payload[d.PictureID+1] = byte(id)
	} else {
		payload[d.PictureID] = byte(id)
	}
	if ahead := (id - v.lastID) & m; ahead <= m/2 {
		v.lastID = id
	}
}

// mask covers the bits of the picture id.
func mask(d codec.VP8Descriptor) uint16 {
	if d.LongID {
		return 1<<15 - 1
	}
	return 1<<7 - 1
}

func pictureID(payload []byte, d codec.VP8Descriptor) uint16 {
	if d.LongID {
		return uint16(payload[d.PictureID]&0x7f)<<8 | uint16(payload[d.PictureID+1])
	}
	return uint16(payload[d.PictureID] & 0x7f)
}
