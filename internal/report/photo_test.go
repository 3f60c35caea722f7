package report_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"aula/internal/report"
	"aula/internal/seminar"
)

// quarters is a picture with four colours: red, green over blue, white.
func quarters(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := [2][2]color.RGBA{{{255, 0, 0, 255}, {0, 255, 0, 255}}, {{0, 0, 255, 255}, {255, 255, 255, 255}}}[2*y/h][2*x/w]
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts what a telephone writes into a JPEG: how it was held, and a place.
func withExif(picture []byte, order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	b := append([]byte("Exif\x00\x00"), mark...)
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	for _, field := range [][2]uint16{{0x0100, 7}, {0x0112, orientation}} {
		b = order.AppendUint16(b, field[0])
		b = order.AppendUint16(b, 3)
		b = order.AppendUint32(b, 1)
		b = order.AppendUint16(b, field[1])
		b = order.AppendUint16(b, 0)
	}
	b = append(b, "GPS 30.2741N 120.1551E"...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(b)+2))
	return append(append(head, b...), picture[2:]...)
}

// corners names the colour near each corner, clockwise from the upper left.
func corners(t *testing.T, data []byte) string {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	s := ""
	for _, p := range []image.Point{{w / 8, h / 8}, {w - 1 - w/8, h / 8}, {w - 1 - w/8, h - 1 - h/8}, {w / 8, h - 1 - h/8}} {
		r, g, b, _ := m.At(p.X, p.Y).RGBA()
		switch {
		case r > 0x8000 && g > 0x8000 && b > 0x8000:
			s += "w"
		case r > 0x8000:
			s += "r"
		case g > 0x8000:
			s += "g"
		case b > 0x8000:
			s += "b"
		default:
			s += "?"
		}
	}
	return s
}

func TestPhotosStandUpright(t *testing.T) {
	picture := jpegOf(t, quarters(64, 32)) // rgwb clockwise
	for _, x := range []struct {
		orientation uint16
		corners     string
		lying       bool
	}{
		{0, "rgwb", false}, {1, "rgwb", false}, {2, "grbw", false}, {3, "wbrg", false}, {4, "bwgr", false},
		{5, "rbwg", true}, {6, "brgw", true}, {7, "wgrb", true}, {8, "gwbr", true}, {9, "rgwb", false},
	} {
		for _, order := range []struct {
			binary.AppendByteOrder
			mark string
		}{{binary.LittleEndian, "II"}, {binary.BigEndian, "MM"}} {
			got, w, h, err := report.ReadPhoto(withExif(picture, order, order.mark, x.orientation))
			if err != nil {
				t.Fatal(err)
			}
			if c := corners(t, got); c != x.corners || (w == 32) != x.lying || w+h != 96 {
				t.Errorf("orientation %d %s: %s, %d by %d; want %s", x.orientation, order.mark, c, w, h, x.corners)
			}
		}
	}
}

// Where a photo was taken is nobody's business.
func TestPhotosKeepNothingButThePicture(t *testing.T) {
	got, _, _, err := report.ReadPhoto(withExif(jpegOf(t, quarters(64, 32)), binary.LittleEndian, "II", 1))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(got, []byte("Exif")) || bytes.Contains(got, []byte("GPS")) {
		t.Error("the file still says where it was taken")
	}
}

func TestPhotoSizes(t *testing.T) {
	for _, x := range []struct {
		what          string
		data          []byte
		width, height int
	}{
		{"small stays", jpegOf(t, quarters(640, 480)), 640, 480},
		{"large shrinks", jpegOf(t, quarters(3600, 120)), 2400, 80},
		{"tall shrinks", pngOf(t, quarters(100, 4800)), 50, 2400},
		{"a line stays a line", pngOf(t, quarters(4800, 1)), 2400, 1},
	} {
		got, w, h, err := report.ReadPhoto(x.data)
		if err != nil {
			t.Fatalf("%s: %v", x.what, err)
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(got))
		if err != nil || c.Width != x.width || c.Height != x.height || w != c.Width || h != c.Height {
			t.Errorf("%s: %d by %d, says %d by %d (%v)", x.what, c.Width, c.Height, w, h, err)
		}
	}
}

func TestTransparentBecomesWhite(t *testing.T) {
	got, _, _, err := report.ReadPhoto(pngOf(t, image.NewNRGBA(image.Rect(0, 0, 16, 16))))
	if err != nil {
		t.Fatal(err)
	}
	if c := corners(t, got); c != "wwww" {
		t.Errorf("corners %s", c)
	}
}

// bomb is a PNG of a few bytes that says it is very large.
func bomb(w, h uint32) []byte {
	head := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(head[4:], w)
	binary.BigEndian.PutUint32(head[8:], h)
	head[12], head[13] = 8, 2
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(b, head...), crc32.ChecksumIEEE(head))
}

func TestPhotosThatAreRefused(t *testing.T) {
	picture := jpegOf(t, quarters(64, 32))
	for _, x := range []struct {
		what string
		data []byte
		key  string
	}{
		{"nothing", nil, "error.report.photo_type"},
		{"a page", []byte("<html><script>alert(1)</script>"), "error.report.photo_type"},
		{"a drawing with scripts", []byte("<svg onload=alert(1)>"), "error.report.photo_type"},
		{"half a file", picture[:len(picture)/2], "error.report.photo_broken"},
		{"a head alone", picture[:3], "error.report.photo_broken"},
		{"a picture of 4 gigapixels", bomb(65536, 65536), "error.report.photo_pixels"},
		{"one pixel line too many", bomb(50_001, 1_000), "error.report.photo_pixels"},
		{"a file of 21 MB", append(picture, make([]byte, 20<<20)...), "error.report.photo_bytes"},
	} {
		_, _, _, err := report.ReadPhoto(x.data)
		var e *seminar.Error
		if !errors.As(err, &e) || e.Code != seminar.CodeInvalid || e.Key != x.key {
			t.Errorf("%s: %v, want %s", x.what, err, x.key)
		}
	}
}

// Whatever is uploaded, the answer is a JPEG of the size told or an error for a person.
func FuzzReadPhoto(f *testing.F) {
	picture := jpegOf(f, quarters(8, 4))
	f.Add(picture)
	f.Add(withExif(picture, binary.BigEndian, "MM", 6))
	f.Add(withExif(picture, binary.LittleEndian, "II", 3)[:60])
	f.Add(pngOf(f, quarters(5, 3)))
	f.Add(bomb(3, 3))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x02"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, w, h, err := report.ReadPhoto(data)
		if err != nil {
			if seminar.CodeOf(err) != seminar.CodeInvalid {
				t.Fatal(err)
			}
			return
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(got))
		if err != nil || c.Width != w || c.Height != h || max(w, h) > 2400 {
			t.Fatalf("%v: %d by %d, told %d by %d", err, c.Width, c.Height, w, h)
		}
	})
}
