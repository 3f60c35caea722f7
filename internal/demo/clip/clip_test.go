package clip_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"testing"

	"golang.org/x/image/vp8"

	"aula/internal/demo/clip"
)

// Every key frame must say its own number and come as often as promised, or a
// late viewer of a demonstration would look at nothing.
func TestKeyFramesBearTheirNumber(t *testing.T) {
	for _, c := range []struct {
		name          string
		ivf           []byte
		counter       clip.Counter
		size          image.Point
		frames, every int
		atMost        int
	}{
		{"camera", clip.Camera(), clip.CameraCounter(), image.Pt(640, 360), 450, 15, 800_000},
		{"slides", clip.Slides(), clip.SlidesCounter(), image.Pt(1280, 720), 60, 5, 400_000},
		{"floor", clip.Floor(), clip.FloorCounter(), image.Pt(320, 240), 150, 15, 130_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			if len(c.ivf) > c.atMost {
				t.Errorf("%d bytes, want at most %d", len(c.ivf), c.atMost)
			}
			n := 0
			for at := 32; at < len(c.ivf); n++ {
				size := int(binary.LittleEndian.Uint32(c.ivf[at:]))
				frame := c.ivf[at+12 : at+12+size]
				at += 12 + size
				if key := frame[0]&1 == 0; key != (n%c.every == 0) {
					t.Fatalf("frame %d: key frame %v", n, key)
				} else if key {
					checkFrame(t, frame, c.counter, c.size, n)
				}
			}
			if n != c.frames {
				t.Errorf("%d frames, want %d", n, c.frames)
			}
		})
	}
}

func checkFrame(t *testing.T, frame []byte, counter clip.Counter, size image.Point, want int) {
	t.Helper()
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(frame), len(frame))
	if _, err := d.DecodeFrameHeader(); err != nil {
		t.Fatalf("frame %d: %v", want, err)
	}
	img, err := d.DecodeFrame()
	if err != nil {
		t.Fatalf("frame %d: %v", want, err)
	}
	if img.Bounds().Size() != size {
		t.Errorf("frame %d: size %v, want %v", want, img.Bounds().Size(), size)
	}
	if got, ok := counter.Read(img); !ok || got != want {
		t.Errorf("frame %d: reads %d, %v", want, got, ok)
	}
}

func TestCounterRefusesAPictureWithoutGuards(t *testing.T) {
	if n, ok := clip.CameraCounter().Read(image.NewRGBA(image.Rect(0, 0, 640, 360))); ok {
		t.Errorf("read %d from a black picture", n)
	}
}
