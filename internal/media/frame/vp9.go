package frame

import (
	"encoding/binary"

	"github.com/bluenviron/mediacommon/v2/pkg/codecs/vp9"
	"github.com/pion/rtp/codecs"
)

type vp9Reader struct{}

// read joins the packets of a picture (RFC 9628 section 4.2). Several spatial layers
// become one superframe (VP9 bitstream specification, annex B).
func (vp9Reader) read(picture []arrival, _ bool) ([][]byte, bool, error) {
	var layers [][]byte
	key, inside := false, false
	for i, a := range picture {
		var p codecs.VP9Packet
		part, err := p.Unmarshal(a.Payload)
		if err != nil {
			return nil, false, err
		}
		if p.B == inside || len(part) == 0 {
			return nil, false, errBroken
		}
		if p.B {
			layers = append(layers, nil)
		}
		if i == 0 {
			key = !p.P && vp9Key(part)
		}
		last := len(layers) - 1
		layers[last] = append(layers[last], part...)
		inside = !p.E
	}
	if inside || len(layers) > 8 {
		return nil, false, errBroken
	}
	return [][]byte{superframe(layers)}, key, nil
}

// vp9Key reads the beginning of the uncompressed header (section 6.2 of the specification).
func vp9Key(b []byte) bool {
	var head vp9.Header
	return head.Unmarshal(b) == nil && !head.ShowExistingFrame && !head.NonKeyFrame
}

func superframe(layers [][]byte) []byte {
	if len(layers) == 1 {
		return layers[0]
	}
	const sized = 4 // bytes of each size
	head := byte(0xc0 | (sized-1)<<3 | (len(layers) - 1))
	var whole []byte
	index := []byte{head}
	for _, layer := range layers {
		whole = append(whole, layer...)
		index = binary.LittleEndian.AppendUint32(index, uint32(len(layer)))
	}
	return append(append(whole, index...), head)
}
