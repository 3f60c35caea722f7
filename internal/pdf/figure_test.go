package pdf_test

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"aula/internal/pdf"
	"aula/internal/poppler"
)

// A code can be read from paper, also on a coloured ground.
func TestCodeCanBeScanned(t *testing.T) {
	const address = "https://aula.example.org/c/0123456789abc#主会场"
	d := pdf.New("Pass", "en")
	p := d.Page(pdf.Card)
	p.Fill(p.Box(), pdf.Colour{R: 20, G: 40, B: 90})
	p.Code(30, 10, 30, modules(address), "QR code of the pass")
	picture := filepath.Join(t.TempDir(), "page")
	poppler.Run(t, "pdftoppm", "-r", "150", "-png", "-singlefile", stored(t, d), picture)
	data, err := os.ReadFile(picture + ".png")
	if err != nil {
		t.Fatal(err)
	}
	page, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil || result.GetText() != address {
		t.Errorf("scanned %v, %v", result, err)
	}
}

// A name fills its badge as well as it can: in one line when it fits, never torn.
func TestFit(t *testing.T) {
	d := pdf.New("Badge", "en")
	p := d.Page(pdf.A6)
	box := pdf.Box{X: 10, Y: 40, W: 85, H: 20}
	for _, x := range []struct {
		name     string
		from, to float64
	}{
		{"Li", 40, 40}, {"李伟", 40, 40}, {"Konstantinopoulou", 27, 32}, {"Maria Konstantinopoulou", 20, 24}, {"", 40, 40},
	} {
		style := p.Fit(pdf.P, box, pdf.Style{Size: 40, Bold: true, Leading: 1.2}, pdf.Run{Text: x.name})
		if style.Size < x.from || style.Size > x.to {
			t.Errorf("%q has %v points, want %v to %v", x.name, style.Size, x.from, x.to)
		}
		if end := p.Text(pdf.P, box, style, x.name); end > box.Y+box.H+1e-6 {
			t.Errorf("%q ends at %v mm", x.name, end)
		}
	}
	if boxes := p.Box().Inset(5).Grid(2, 3); len(boxes) != 6 || boxes[5] != (pdf.Box{X: 52.5, Y: 97, W: 47.5, H: 46}) {
		t.Errorf("a sheet of %v", boxes)
	}
}
