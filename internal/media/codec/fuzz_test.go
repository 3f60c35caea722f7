package codec_test

import (
	"bytes"
	"testing"

	"aula/internal/media/codec"
)

// Whatever comes as a payload: nothing panics, and looking does not change it.
func FuzzStartsKeyFrame(f *testing.F) {
	for _, payload := range [][]byte{
		{0x10, 0x10}, {0x90, 0x80, 0x81, 0x02, 0x10}, {0x08}, {0xa8, 0x81, 0x02, 0x00}, {0x65, 0x88},
		{24, 0, 1, 0x09, 0, 2, 0x67, 0x42}, {0x7c, 0x85}, {0x18}, {0x98},
	} {
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		before := bytes.Clone(payload)
		for _, name := range []codec.Name{codec.VP8, codec.VP9, codec.H264, codec.AV1, codec.Opus, "other"} {
			starts := name.StartsKeyFrame(payload)
			if starts && (len(payload) == 0 || name == codec.Opus || name == "other") {
				t.Fatalf("%s: a key frame in %x", name, payload)
			}
			if starts != name.StartsKeyFrame(append(bytes.Clone(payload), 0, 0)) && starts && name != codec.H264 {
				t.Fatalf("%s: %x is none any more when it is longer", name, payload)
			}
			if layer, ok := name.Temporal(payload); layer < 0 || layer > 7 || layer > 0 && !ok {
				t.Fatalf("%s: temporal layer %d %v in %x", name, layer, ok, payload)
			}
		}
		if !bytes.Equal(payload, before) {
			t.Fatal("the payload was changed")
		}
	})
}

// Whatever descriptor is read lies within the payload, its fields in order.
func FuzzParseVP8(f *testing.F) {
	for _, payload := range [][]byte{{0x10, 0}, {0x90, 0x80, 0x81, 0x02, 0x10}, {0x90, 0xf0, 0x11, 0x01, 0x20, 0x10}, {0x80}, {}} {
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		d, ok := codec.ParseVP8(payload)
		if !ok {
			return
		}
		end := d.PictureID
		if d.LongID {
			end++
		}
		if d.Size < 1 || d.Size > len(payload) || d.Size > 6 || end >= d.Size && d.PictureID > 0 || d.TL0 >= d.Size || d.TL0 > 0 && d.TL0 <= end {
			t.Fatalf("%+v of %x", d, payload)
		}
		if d.LongID && payload[d.PictureID]&0x80 == 0 {
			t.Fatalf("a long id in %x", payload)
		}
	})
}
