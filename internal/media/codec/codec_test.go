package codec_test

import (
	"testing"

	"pgregory.net/rapid"

	"aula/internal/media/codec"
)

func TestStartsKeyFrame(t *testing.T) {
	for _, c := range []struct {
		name    string
		codec   codec.Name
		payload []byte
		want    bool
	}{
		{"vp8 key", codec.VP8, []byte{0x10, 0x10, 0x02}, true},
		{"vp8 key with long picture id", codec.VP8, []byte{0x90, 0x80, 0x81, 0x02, 0x10}, true},
		{"vp8 key with all fields", codec.VP8, []byte{0x90, 0xf0, 0x11, 0x01, 0x20, 0x10}, true},
		{"vp8 delta", codec.VP8, []byte{0x10, 0x11}, false},
		{"vp8 second packet of a key frame", codec.VP8, []byte{0x00, 0x10}, false},
		{"vp8 second partition", codec.VP8, []byte{0x11, 0x10}, false},
		{"vp8 cut short", codec.VP8, []byte{0x90, 0x80, 0x81}, false},
		{"vp9 key", codec.VP9, []byte{0x08}, true},
		{"vp9 inter-predicted", codec.VP9, []byte{0x48}, false},
		{"vp9 middle of a frame", codec.VP9, []byte{0x00}, false},
		{"vp9 base layer", codec.VP9, []byte{0xa8, 0x81, 0x02, 0x00}, true},
		{"vp9 upper spatial layer", codec.VP9, []byte{0xa8, 0x81, 0x02, 0x02}, false},
		{"h264 idr", codec.H264, []byte{0x65, 0x88}, true},
		{"h264 parameter set", codec.H264, []byte{0x67, 0x42}, true},
		{"h264 slice", codec.H264, []byte{0x41, 0x9a}, false},
		{"h264 aggregate with parameter set second", codec.H264, []byte{24, 0, 1, 0x09, 0, 2, 0x67, 0x42}, true},
		{"h264 aggregate of slices", codec.H264, []byte{24, 0, 1, 0x41, 0, 2, 0x41, 0x42}, false},
		{"h264 aggregate with a lie", codec.H264, []byte{24, 0xff, 0xff, 0x67}, false},
		{"h264 first fragment of idr", codec.H264, []byte{0x7c, 0x85}, true},
		{"h264 later fragment of idr", codec.H264, []byte{0x7c, 0x05}, false},
		{"av1 new sequence", codec.AV1, []byte{0x18}, true},
		{"av1 continued", codec.AV1, []byte{0x98}, false},
		{"av1 delta", codec.AV1, []byte{0x10}, false},
		{"opus has none", codec.Opus, []byte{0x10}, false},
		{"padding alone", codec.VP8, nil, false},
	} {
		if got := c.codec.StartsKeyFrame(c.payload); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestStartsKeyFrameReadsAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		payload := rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "payload")
		for _, name := range []codec.Name{codec.VP8, codec.VP9, codec.H264, codec.AV1, codec.Opus} {
			if name.StartsKeyFrame(payload) && len(payload) == 0 {
				t.Fatal("a key frame in nothing")
			}
		}
	})
}

func TestFromMime(t *testing.T) {
	got, ok := codec.FromMime("video/h264", 90000, "packetization-mode=1; profile-level-id=42e01f")
	want := codec.Codec{Name: codec.H264, Rate: 90000, Fmtp: "packetization-mode=1; profile-level-id=42e01f"}
	if !ok || got != want {
		t.Errorf("got %v %v, want %v", got, ok, want)
	}
	if p := got.Parameter("profile-level-id"); p != "42e01f" {
		t.Errorf("profile %q", p)
	}
	if _, ok := codec.FromMime("video/rtx", 90000, ""); ok {
		t.Error("forwards rtx as a codec")
	}
}

// The temporal layer of AV1 packets as an encoder of two layers sends them (AV1 RTP payload format, section 4.4; AV1 section 5.3.3).
func TestTheTemporalLayerOfAV1(t *testing.T) {
	const sequence, frame, upper = "\x08\x00\x00", "\x34\x00\xaa", "\x34\x20\xaa" // OBU headers without and with an extension
	for name, c := range map[string]struct {
		payload string
		layer   int
		ok      bool
	}{
		"one OBU":                        {"\x10" + upper, 1, true},
		"one OBU of the base":            {"\x10" + frame, 0, true},
		"behind a sequence header":       {"\x28\x03" + sequence + frame, 0, true},
		"lengths told":                   {"\x00\x03" + sequence + "\x03" + upper, 1, true},
		"a picture in the middle":        {"\x90" + "\x34\x20\xaa", 0, false},
		"its end and another":            {"\xa0\x01\xbb" + upper, 1, true},
		"an encoder of one layer":        {"\x10\x30\xaa", 0, false},
		"a length beyond the end":        {"\x20\x7f\x34\x20", 0, false},
		"nothing but the first byte":     {"\x10", 0, false},
		"an extension that is not there": {"\x10\x34", 0, false},
		"nothing":                        {"", 0, false},
	} {
		if layer, ok := codec.AV1.Temporal([]byte(c.payload)); layer != c.layer || ok != c.ok {
			t.Errorf("%s: %d %v, want %d %v", name, layer, ok, c.layer, c.ok)
		}
	}
}
