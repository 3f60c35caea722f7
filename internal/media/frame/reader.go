package frame

import (
	"errors"

	"aula/internal/media/codec"
)

// errBroken says that packets which follow each other make no frame.
var errBroken = errors.New("frame: broken")

// reader turns the packets of one frame into what a decoder takes. No units and no
// error means that there is nothing to decode, as when parameter sets came alone.
// afterLoss says that packets before the first may be missing.
type reader interface {
	read(picture []arrival, afterLoss bool) (units [][]byte, key bool, err error)
}

// newReader returns nil for a codec that is not known.
func newReader(name codec.Name) reader {
	switch name {
	case codec.H264:
		return &h264Reader{}
	case codec.VP8:
		return vp8Reader{}
	case codec.VP9:
		return vp9Reader{}
	case codec.AV1:
		return av1Reader{}
	case codec.Opus:
		return opusReader{}
	}
	return nil
}

// opusReader takes each packet as it is (RFC 7587 section 4.2).
type opusReader struct{}

func (opusReader) read(picture []arrival, _ bool) ([][]byte, bool, error) {
	return [][]byte{picture[0].Payload}, true, nil
}
