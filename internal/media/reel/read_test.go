package reel_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aula/internal/media/codec"
	"aula/internal/media/frame"
	"aula/internal/media/reel"
)

// written returns a small file with that codec, and what is in it.
func written(t testing.TB, name codec.Name) (path string, data [][]byte) {
	t.Helper()
	unit := []byte{0xfc, 1, 2, 3}
	if name == codec.VP8 {
		unit = []byte{0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00, 1, 2, 3}
	}
	f := frame.Frame{Codec: codec.Codec{Name: name, Rate: 48000}, Key: true, Units: [][]byte{unit}}
	path = filepath.Join(t.TempDir(), "r"+reel.Ending(name))
	w, err := reel.Create(path, f)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		at := time.Duration(i) * 40 * time.Millisecond
		b := append(bytes.Clone(reel.Data(f)), byte(i))
		data = append(data, b, b)
		samples := []reel.Sample{{At: at, Key: i%3 == 0, Data: b}, {At: at + 20*time.Millisecond, Data: b}}
		if err := w.Write(samples, at+40*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path, data
}

// What was written is found again where it lies, at its time, also in a file that was
// cut off anywhere: up to the last whole fragment.
func TestReadFindsWhatWasWritten(t *testing.T) {
	for _, name := range []codec.Name{codec.VP8, codec.Opus} {
		path, data := written(t, name)
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		c, err := reel.Read(path)
		if err != nil || len(c.Places) != len(data) {
			t.Fatalf("%s: %d samples, want %d: %v", name, len(c.Places), len(data), err)
		}
		for i, p := range c.Places {
			want := reel.Place{At: time.Duration(i) * 20 * time.Millisecond, Key: i%6 == 0, Offset: p.Offset, Size: len(data[i])}
			if p != want || !bytes.Equal(raw[p.Offset:p.Offset+int64(p.Size)], data[i]) {
				t.Errorf("%s: sample %d is %+v, want %+v", name, i, p, want)
			}
		}
		ends := c.Places[3].Offset + int64(c.Places[3].Size)
		for n := ends; n < int64(len(raw)); n++ {
			if err := os.WriteFile(path, raw[:n], 0o600); err != nil {
				t.Fatal(err)
			}
			left, err := reel.Read(path)
			if err != nil || len(left.Places) < 4 || len(left.Places)%2 != 0 {
				t.Fatalf("%s: %d of %d bytes: %d samples, %v", name, n, len(raw), len(left.Places), err)
			}
		}
	}
}

// Whatever lies in the folder, reading it ends, and names no bytes that are not there.
func FuzzRead(f *testing.F) {
	for _, name := range []codec.Name{codec.VP8, codec.Opus} {
		path, _ := written(f, name)
		raw, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw, name == codec.VP8)
		f.Add(raw[:len(raw)-3], name == codec.VP8)
	}
	f.Fuzz(func(t *testing.T, raw []byte, webm bool) {
		path := filepath.Join(t.TempDir(), "r.mp4")
		if webm {
			path = filepath.Join(t.TempDir(), "r.webm")
		}
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		c, _ := reel.Read(path)
		for _, p := range c.Places {
			if p.Offset < 0 || p.Offset+int64(p.Size) > int64(len(raw)) {
				t.Fatalf("%+v of %d bytes", p, len(raw))
			}
		}
	})
}
