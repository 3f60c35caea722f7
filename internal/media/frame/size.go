package frame

import (
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/av1"
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/h264"
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/vp9"

	"aula/internal/media/codec"
)

// Size reads the width and the height of the picture from a key frame. ok is false for any
// other frame and for one that cannot be read.
func (f Frame) Size() (width, height int, ok bool) {
	if !f.Key || len(f.Units) == 0 {
		return 0, 0, false
	}
	first := f.Units[0]
	switch f.Codec.Name {
	case codec.H264:
		var sps h264.SPS
		if sps.Unmarshal(first) == nil {
			width, height = sps.Width(), sps.Height()
		}
	case codec.VP8:
		width, height = vp8Size(first)
	case codec.VP9:
		var head vp9.Header
		if head.Unmarshal(first) == nil && !head.NonKeyFrame {
			width, height = head.Width(), head.Height()
		}
	case codec.AV1:
		var head av1.SequenceHeader
		if unit := f.sequenceHeader(); unit != nil && head.Unmarshal(unit) == nil {
			width, height = head.Width(), head.Height()
		}
	}
	return width, height, width > 0 && height > 0
}

// vp8Size reads the head of a key frame (RFC 6386 section 9.1).
func vp8Size(b []byte) (width, height int) {
	if len(b) < 10 || b[3] != 0x9d || b[4] != 0x01 || b[5] != 0x2a {
		return 0, 0
	}
	return int(b[6]) | int(b[7]&0x3f)<<8, int(b[8]) | int(b[9]&0x3f)<<8
}

const obuSequenceHeader = 1

// sequenceHeader returns the OBU of that type, or nil.
func (f Frame) sequenceHeader() []byte {
	for _, u := range f.Units {
		if len(u) > 0 && u[0]>>3&0x0f == obuSequenceHeader {
			return u
		}
	}
	return nil
}

// Parameters returns what a file needs before its first frame: SPS and PPS for H264, the
// sequence header for AV1, nothing otherwise. f must be a key frame.
func (f Frame) Parameters() [][]byte {
	switch {
	case f.Codec.Name == codec.H264 && len(f.Units) > 1:
		return f.Units[:2]
	case f.Codec.Name == codec.AV1 && f.sequenceHeader() != nil:
		return [][]byte{f.sequenceHeader()}
	}
	return nil
}
