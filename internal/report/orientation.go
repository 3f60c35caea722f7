package report

import (
	"bytes"
	"encoding/binary"
	"image"
)

// Orientations that cameras write (Exif 2.3 section 4.6.4, tag 0x0112): 1 is upright,
// 2 to 4 are mirrored or upside down, 5 to 8 lie on their side.
const (
	upright        = 1
	orientationTag = 0x0112
)

// orientation returns how the camera was held for a JPEG; upright when it does not say.
func orientation(data []byte) int {
	for p := 2; p+4 <= len(data) && data[p] == 0xff; {
		marker, size := data[p+1], int(binary.BigEndian.Uint16(data[p+2:]))
		if marker == 0xda || size < 2 || p+2+size > len(data) { // the picture itself begins
			break
		}
		segment := data[p+4 : p+2+size]
		if tiff, is := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); is && marker == 0xe1 {
			return orientationIn(tiff)
		}
		p += 2 + size
	}
	return upright
}

// orientationIn reads the first directory of an Exif block, which has the form of a
// TIFF file (TIFF 6.0 section 2).
func orientationIn(tiff []byte) int {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return upright
	}
	const entry = 12
	fields := tiff[at+2:]
	for n := order.Uint16(tiff[at:]); n > 0 && len(fields) >= entry; n-- {
		if order.Uint16(fields) == orientationTag {
			if o := int(order.Uint16(fields[8:])); o >= 1 && o <= 8 {
				return o
			}
			return upright
		}
		fields = fields[entry:]
	}
	return upright
}

// rotate brings a picture with that orientation upright.
func rotate(src *image.RGBA, orientation int) *image.RGBA {
	if orientation == upright {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		dst = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			to := dst.PixOffset(place(orientation, x, y, w, h))
			copy(dst.Pix[to:to+4], src.Pix[src.PixOffset(x, y):])
		}
	}
	return dst
}

// place returns where the pixel x, y of a w by h picture goes.
func place(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
