package pass

import (
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"regexp"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

func scan(t *testing.T, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}

const dot = 4 // pixels to a module

func paper(side int) *image.Gray {
	picture := image.NewGray(image.Rect(0, 0, side*dot, side*dot))
	draw.Draw(picture, picture.Bounds(), image.White, image.Point{}, draw.Src)
	return picture
}

func ink(picture *image.Gray, x, y, n int, c color.Color) {
	draw.Draw(picture, image.Rect(x*dot, y*dot, (x+n)*dot, (y+1)*dot), image.NewUniform(c), image.Point{}, draw.Src)
}

// paint draws the SVG as a browser would.
func paint(t *testing.T, svg string) (picture *image.Gray, side int) {
	t.Helper()
	if _, err := fmt.Sscanf(svg[strings.Index(svg, "viewBox"):], `viewBox="0 0 %d`, &side); err != nil {
		t.Fatal(err)
	}
	picture = paper(side)
	for _, m := range regexp.MustCompile(`M(\d+ \d+h\d+)v1`).FindAllStringSubmatch(svg, -1) {
		var x, y, n int
		if _, err := fmt.Sscanf(m[1], "%d %dh%d", &x, &y, &n); err != nil {
			t.Fatal(err)
		}
		ink(picture, x, y, n, color.Black)
	}
	return picture, side
}

func TestQR(t *testing.T) {
	for _, x := range []struct {
		text string
		side int // with the quiet zone
	}{
		{text, 41 + 8},
		{"https://aula.example.org/s/autumn/door?x=1&y=2", 33 + 8},
		{"主会场", 21 + 8},
	} {
		svg, err := QR(x.text, `Pass of "Li" <Wei>`)
		if err != nil {
			t.Fatal(err)
		}
		picture, side := paint(t, svg)
		if got := scan(t, picture); got != x.text {
			t.Errorf("scanned %q, want %q", got, x.text)
		}
		if side != x.side {
			t.Errorf("%q has %d modules, want %d", x.text, side, x.side)
		}
		var parsed struct {
			Title string `xml:"title"`
		}
		if err := xml.Unmarshal([]byte(svg), &parsed); err != nil || parsed.Title != `Pass of "Li" <Wei>` {
			t.Errorf("title %q, %v", parsed.Title, err)
		}
	}
}

func TestTerminal(t *testing.T) {
	const link = "http://192.168.1.20:8080/start#k=0123456789abcdef"
	printed, err := Terminal(link)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(printed, "\n"), "\n")
	picture := paper(2 * len(lines))
	for y, line := range lines {
		line = strings.TrimSuffix(strings.TrimPrefix(line, "\x1b[97;40m"), "\x1b[0m")
		for x, block := range []rune(line) { // the ink is white, the ground black
			for half, white := range map[int]bool{0: block == '█' || block == '▀', 1: block == '█' || block == '▄'} {
				if !white {
					ink(picture, x, 2*y+half, 1, color.Black)
				}
			}
		}
	}
	if got := scan(t, picture); got != link {
		t.Errorf("scanned %q, want %q", got, link)
	}
}

func TestTooLong(t *testing.T) {
	long := strings.Repeat("a", 4000)
	if _, err := QR(long, ""); err == nil {
		t.Error("no error from QR")
	}
	if _, err := Terminal(long); err == nil {
		t.Error("no error from Terminal")
	}
}
