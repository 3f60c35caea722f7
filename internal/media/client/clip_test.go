package client

import (
	"bytes"
	"testing"
	"time"

	"aula/internal/demo/clip"
)

func TestReadClip(t *testing.T) {
	for _, c := range []struct {
		name           string
		ivf, ogg       []byte
		frames, sounds int
		lasts          time.Duration
	}{
		{"picture and sound", clip.Camera(), clip.Voice(), 450, 1500, 30 * time.Second},
		{"picture alone", clip.Slides(), nil, 60, 0, 30 * time.Second},
		{"short", clip.Floor(), clip.FloorVoice(), 150, 500, 10 * time.Second},
		{"sound cut to the picture", clip.Floor(), clip.Voice(), 150, 500, 10 * time.Second},
	} {
		got, err := ReadClip(c.ivf, c.ogg)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got.lasts.Round(time.Millisecond) != c.lasts || len(got.video) != c.frames || len(got.audio) != c.sounds {
			t.Errorf("%s: %d frames, %d packets, %v; want %d, %d, %v",
				c.name, len(got.video), len(got.audio), got.lasts, c.frames, c.sounds, c.lasts)
		}
		for i, u := range got.audio {
			if want := time.Duration(i) * 20 * time.Millisecond; u.at != want {
				t.Fatalf("%s: packet %d at %v, want %v", c.name, i, u.at, want)
			}
		}
	}
}

func TestReadClipRefuses(t *testing.T) {
	for name, c := range map[string][2][]byte{
		"nothing":      {nil, nil},
		"no IVF":       {[]byte("hello"), nil},
		"cut IVF head": {clip.Camera()[:20], nil},
		"no Ogg":       {nil, []byte("hello")},
		"cut Ogg":      {nil, clip.Voice()[:5000]},
		"other codec":  {bytes.Replace(clip.Camera(), []byte("VP80"), []byte("FFV1"), 1), nil},
	} {
		if got, err := ReadClip(c[0], c[1]); err == nil {
			t.Errorf("%s: %d frames, %d packets", name, len(got.video), len(got.audio))
		}
	}
}

func TestOpusDuration(t *testing.T) {
	for _, c := range []struct {
		packet []byte
		want   time.Duration
	}{
		{nil, 0},
		{[]byte{0xfc}, 20 * time.Millisecond},
		{[]byte{0xfd}, 40 * time.Millisecond},
		{[]byte{0x80, 0}, 2500 * time.Microsecond},
		{[]byte{0x83, 4}, 10 * time.Millisecond},
		{[]byte{0x18}, 60 * time.Millisecond},
		{[]byte{0x68}, 20 * time.Millisecond},
	} {
		if got := opusDuration(c.packet); got != c.want {
			t.Errorf("% x lasts %v, want %v", c.packet, got, c.want)
		}
	}
}
