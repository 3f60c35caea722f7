package rtpmap_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"aula/internal/media/rtpmap"
)

// descriptor builds a VP8 payload descriptor followed by three bytes of data.
func descriptor(long bool, id uint16, tl int) []byte {
	b := []byte{0x90, 0x80}
	if tl >= 0 {
		b[1] |= 0x40
	}
	if long {
		b = append(b, 0x80|byte(id>>8), byte(id))
	} else {
		b = append(b, byte(id))
	}
	if tl >= 0 {
		b = append(b, byte(tl))
	}
	return append(b, 0xaa, 0xbb, 0xcc)
}

func TestVP8PictureIDsGoOn(t *testing.T) {
	var v rtpmap.VP8
	steps := []struct {
		name      string
		change    bool
		give, get []byte
	}{
		{"first source keeps its ids", true, descriptor(true, 32766, 254), descriptor(true, 32766, 254)},
		{"and its next", false, descriptor(true, 32767, 255), descriptor(true, 32767, 255)},
		{"second source wraps on", true, descriptor(true, 500, 9), descriptor(true, 0, 0)},
		{"and goes on", false, descriptor(true, 501, 10), descriptor(true, 1, 1)},
		{"a packet that was overtaken", false, descriptor(true, 500, 9), descriptor(true, 0, 0)},
		{"third source has short ids", true, descriptor(false, 77, -1), descriptor(false, 2, -1)},
		{"and goes on", false, descriptor(false, 78, -1), descriptor(false, 3, -1)},
		{"fourth source has no ids", true, []byte{0x10, 0xaa}, []byte{0x10, 0xaa}},
		{"fifth goes on from the third", true, descriptor(true, 9, 4), descriptor(true, 4, 2)},
	}
	for _, s := range steps {
		if s.change {
			v.Switch(s.give)
		}
		v.Rewrite(s.give)
		if !bytes.Equal(s.give, s.get) {
			t.Errorf("%s: % x, want % x", s.name, s.give, s.get)
		}
	}
}

func TestVP8LeavesAnyPayloadWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var v rtpmap.VP8
		for range 4 {
			payload := rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "payload")
			if rapid.Bool().Draw(t, "switch") {
				v.Switch(payload)
			}
			before := bytes.Clone(payload)
			v.Rewrite(payload)
			if len(payload) > 0 && payload[0] != before[0] || len(payload) > 6 && !bytes.Equal(payload[6:], before[6:]) {
				t.Fatalf("% x became % x", before, payload)
			}
		}
	})
}
