package pdf_test

import (
	"io"
	"strings"
	"testing"

	"aula/internal/pdf"
	"aula/internal/poppler"
)

// The far side of a folded card stands on its head, and is not read out.
func TestTurned(t *testing.T) {
	d := pdf.New("Card", "en")
	p := d.Page(pdf.A4.Landscape())
	near := pdf.Box{X: 100, Y: 150, W: 100, H: 20}
	p.Turned(func() { p.Text(pdf.Artifact, near, pdf.Style{Size: 20, Align: pdf.Centre}, "Li Wei") })
	p.Text(pdf.P, near, pdf.Style{Size: 20, Align: pdf.Centre}, "Li Wei")
	file := stored(t, d)
	if n := strings.Count(structure(t, file), "Li Wei"); n != 1 {
		t.Errorf("read out %d times", n)
	}
	if n := strings.Count(poppler.Run(t, "pdftotext", file, "-"), "Li Wei"); n != 2 {
		t.Errorf("seen %d times", n)
	}

	d = pdf.New("Card", "en")
	p = d.Page(pdf.A4)
	p.Turned(func() { p.Text(pdf.P, near, pdf.Style{}, "Li Wei") })
	if err := d.Write(io.Discard); err == nil {
		t.Error("a text that is no decoration was turned")
	}
}
