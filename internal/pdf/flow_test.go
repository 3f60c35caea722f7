package pdf_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"aula/internal/pdf"
	"aula/internal/poppler"
)

func TestFlow(t *testing.T) {
	d := pdf.New("Minutes", "en")
	f := d.Flow(pdf.A4, margin)
	f.Text(pdf.H1, pdf.Style{}, "Minutes")
	f.List(pdf.Style{}, true, "Opening", "Lecture")
	f.List(pdf.Style{Lang: "zh-Hans"}, false, "纪要")
	d.Section(func() { f.Text(pdf.H2, pdf.Style{}, "Opening") })
	f.Text(pdf.H3, pdf.Style{}, "Who spoke")
	equal(t, "structure", structure(t, stored(t, d)), `
Document
  H1 (block)
    "Minutes"
  L (block):
     /ListNumbering /Decimal
    LI (block)
      Lbl (block)
        "1."
      LBody (block)
        "Opening"
    LI (block)
      Lbl (block)
        "2."
      LBody (block)
        "Lecture"
  L (block):
     /ListNumbering /Disc
    LI (block)
      Lbl (block)
        "•"
      LBody (block)
        "纪要"
  Sect
    H2 (block)
      "Opening"
  H3 (block)
    "Who spoke"
`)
}

// A text goes on over pages and stays one paragraph; a heading is not left alone at the
// end of a page.
func TestFlowOverPages(t *testing.T) {
	d := pdf.New("Long", "en")
	f := d.Flow(pdf.A5, margin)
	f.Text(pdf.H1, pdf.Style{}, "Long")
	var words []string
	for i := range 1200 {
		words = append(words, fmt.Sprintf("word%d", i))
	}
	long := strings.Join(words, " ")
	f.Text(pdf.P, pdf.Style{}, long)
	f.Space(f.Rest().H - 12)
	f.Text(pdf.H2, pdf.Style{}, "Next")
	f.Text(pdf.P, pdf.Style{}, "end")
	file := stored(t, d)
	equal(t, "structure", structure(t, file), "Document\n  H1 (block)\n    \"Long\"\n  P (block)\n    \""+long+"\"\n  H2 (block)\n    \"Next\"\n  P (block)\n    \"end\"\n")
	pages := strings.Split(strings.TrimSuffix(poppler.Run(t, "pdftotext", file, "-"), "\f"), "\f")
	if last := strings.Fields(pages[len(pages)-1]); len(pages) < 3 || strings.Join(last, " ") != "Next end" {
		t.Errorf("%d pages, the last has %q", len(pages), last)
	}
	all := strings.Join(strings.Fields(strings.Join(pages, " ")), " ")
	if want := "Long " + long + " Next end"; all != want {
		t.Errorf("on paper: %s", all)
	}
}

// A link over two lines leads from both, and says where.
func TestLinkOverLines(t *testing.T) {
	d := pdf.New("Link", "en")
	p := d.Page(pdf.A6)
	p.Runs(pdf.P, pdf.Box{X: 10, Y: 10, W: 50}, pdf.Style{}, pdf.Run{Text: "Read the "},
		pdf.Run{Text: "page about the certificates of this seminar", Link: "https://aula.example.org/"})
	file := stored(t, d)
	if got := strings.Count(poppler.Run(t, "pdfinfo", "-url", file), "https://aula.example.org/"); got != 2 {
		t.Errorf("%d places lead to it, want 2", got)
	}
	equal(t, "structure", structure(t, file), `
Document
  P (block)
    "Read the "
    Link (inline)
      "page about the certificates of this seminar"
      Object 2 0
      Object 3 0
`)
}

// Texts stand where they are told to: words are measured by another reader.
func TestAlign(t *testing.T) {
	d := pdf.New("Sides", "en")
	p := d.Page(pdf.A6)
	const point = 25.4 / 72
	box := pdf.Box{X: 10, Y: 10, W: 60, H: 30}
	for i, side := range []pdf.Align{pdf.Left, pdf.Centre, pdf.Right} {
		p.Text(pdf.P, pdf.Box{X: box.X, Y: box.Y + 40*float64(i), W: box.W, H: box.H}, pdf.Style{Size: 20, Align: side, Middle: true}, "主会场")
	}
	words := regexp.MustCompile(`xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)"`).FindAllStringSubmatch(poppler.Run(t, "pdftotext", "-bbox", stored(t, d), "-"), -1)
	if len(words) != 3 {
		t.Fatal(words)
	}
	for i, w := range words {
		var place [4]float64
		for j := range place {
			v, err := strconv.ParseFloat(w[j+1], 64)
			if err != nil {
				t.Fatal(err)
			}
			place[j] = v * point
		}
		free := box.W - 60*point
		if left, want := place[0], box.X+float64(i)*free/2; math.Abs(left-want) > 0.05 {
			t.Errorf("text %d begins at %.2f mm, want %.2f", i, left, want)
		}
		if width := place[2] - place[0]; math.Abs(width-60*point) > 0.05 {
			t.Errorf("text %d is %.2f mm wide, want %.2f", i, width, 60*point)
		}
		if middle, want := (place[1]+place[3])/2, box.Y+40*float64(i)+box.H/2; math.Abs(middle-want) > 1 {
			t.Errorf("the middle of text %d is at %.2f mm, want %.2f", i, middle, want)
		}
	}
}
