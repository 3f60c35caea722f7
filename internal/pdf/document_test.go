package pdf_test

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"aula/internal/pdf"
	"aula/internal/poppler"
)

const wish = "兹证明李伟（Li Wei）同志于2026年11月23日至27日参加“高质量发展”专题研讨班，共40学时，考核合格，准予结业。"

// certificate is a paper with text in two languages, a link and a code.
func certificate() *pdf.Document {
	d := pdf.New("结业证书 & more", "zh-Hans")
	d.Author, d.Created = "Institute", time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	p := d.Page(pdf.A4.Landscape())
	red := pdf.Colour{R: 160, G: 30, B: 30}
	p.Frame(p.Box().Inset(15), 0.6, red)
	p.Text(pdf.H1, pdf.Box{X: 30, Y: 35, W: 237}, pdf.Style{Size: 40, Align: pdf.Centre, Colour: red}, "结业证书")
	y := p.Text(pdf.P, pdf.Box{X: 30, Y: 60, W: 237}, pdf.Style{Size: 14, Align: pdf.Centre, Lang: "en"}, "Certificate of Completion")
	y = p.Text(pdf.P, pdf.Box{X: 45, Y: y + 12, W: 150}, pdf.Style{Size: 18, Leading: 1.8}, wish)
	const address = "https://aula.example.org/c/7?a=1&b=(2)"
	p.Runs(pdf.P, pdf.Box{X: 45, Y: y + 5, W: 150}, pdf.Style{}, pdf.Run{Text: "查验："}, pdf.Run{Text: address, Link: address, Lang: "en"}, pdf.Run{Text: "。"})
	p.Code(215, 135, 35, modules(address), "证书二维码")
	p.Text(pdf.Artifact, pdf.Box{X: 30, Y: 190, W: 100}, pdf.Style{}, "decoration")
	return d
}

func TestDocumentIsTagged(t *testing.T) {
	file := stored(t, certificate())
	info := poppler.Run(t, "pdfinfo", file)
	for _, want := range []string{"Title: +结业证书 & more", "Author: +Institute", "Tagged: +yes", "Pages: +1", "Page size: +841.89 x 595.276 pts", "PDF version: +1.7", "Metadata Stream: yes"} {
		if !regexp.MustCompile("(?m)^" + want).MatchString(info) {
			t.Errorf("pdfinfo lacks %q:\n%s", want, info)
		}
	}
	metadata := poppler.Run(t, "pdfinfo", "-meta", file)
	for _, want := range []string{"<pdfuaid:part>1</pdfuaid:part>", "结业证书 &amp; more", "2026-11-27T09:00:00Z"} {
		if !strings.Contains(metadata, want) {
			t.Errorf("the metadata lack %q:\n%s", want, metadata)
		}
	}
	equal(t, "structure", structure(t, file), `
Document
  H1 (block)
    "结业证书"
  P (block)
    "Certificate of Completion"
  P (block)
    "`+wish+`"
  P (block)
    "查验："
    Link (inline)
      "https://aula.example.org/c/7?a=1&b=(2)"
      Object 2 0
    "。"
  Figure:
     /Placement /Block
     /BBox [609.449 113.386 708.661 212.598]
    ""
`)
}

// What is written on the page can be copied from it, letter by letter.
func TestTextIsExact(t *testing.T) {
	text := poppler.Run(t, "pdftotext", "-layout", stored(t, certificate()), "-")
	got := regexp.MustCompile(`\s`).ReplaceAllString(text, "")
	want := "结业证书CertificateofCompletion" + strings.ReplaceAll(wish, " ", "") + "查验：https://aula.example.org/c/7?a=1&b=(2)。decoration"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// Characters that look the same, accents written apart, and what has no shape.
func TestTextOfManyKinds(t *testing.T) {
	d := pdf.New("Kinds", "en")
	p := d.Page(pdf.A5)
	texts := []string{
		"Lǐ Wěi, lǜ; Nguyễn Thị Hường; Łódź, Škoda, ÿ", "Ω Ω Å Å – — ‑ -", "㈠①②→✓□ 100 ㎡ Ⅳ", "李水丶〇㐀", "“a” ‘b’ … ·", "Жизнь, λόγος", "かな カナ",
	}
	for i, s := range texts {
		p.Text(pdf.P, pdf.Box{X: 10, Y: 10 + 10*float64(i), W: 120}, pdf.Style{Bold: i%2 == 1}, s)
	}
	p.Text(pdf.P, pdf.Box{X: 10, Y: 100, W: 120}, pdf.Style{}, "e\u0301\u200b\ufe0f\r\nnew\tline⑴〈⽔〉\n")
	file := stored(t, d)
	want := "Document\n"
	for _, s := range append(texts, "é new line(1)〈水〉 ") {
		want += "  P (block)\n    \"" + s + "\"\n"
	}
	equal(t, "structure", structure(t, file), want)
}

func TestFontsAreEmbedded(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(poppler.Run(t, "pdffonts", stored(t, certificate()))), "\n")[2:]
	names := ""
	for _, line := range lines {
		m := regexp.MustCompile(`^[A-Z]{6}\+(\S+) +CID TrueType +Identity-H +yes yes yes `).FindStringSubmatch(line)
		if m == nil {
			t.Errorf("not embedded, cut or readable: %s", line)
			continue
		}
		names += m[1] + " "
	}
	if want := "DroidSansFallback Roboto-Regular "; names != want {
		t.Errorf("fonts %q, want %q", names, want)
	}
}

func TestDocumentIsSmallAndAlwaysTheSame(t *testing.T) {
	first := body(t, certificate())
	if n := len(first); n > 40_000 {
		t.Errorf("a certificate has %d bytes", n)
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var b bytes.Buffer
			if err := certificate().Write(&b); err != nil || !bytes.Equal(b.Bytes(), first) {
				t.Errorf("another file of %d bytes, %v", b.Len(), err)
			}
		})
	}
	wait.Wait()
}

func TestMissing(t *testing.T) {
	for _, x := range []struct{ text, want string }{
		{"Hello 🦉 there", `pdf: no font has '🦉' (U+1F989), which is in "Hello 🦉 there"`},
		{strings.Repeat("词", 40) + "🦉" + strings.Repeat("词", 40), `pdf: no font has '🦉' (U+1F989), which is in "…` + strings.Repeat("词", 30) + "🦉" + strings.Repeat("词", 30) + `…"`},
		{"수료증", `pdf: no font has '수' (U+C218), which is in "수료증"`},
		{"شهادة", `pdf: 'ش' (U+0634) cannot be written: its script needs letters joined or turned, which this writer does not do; it is in "شهادة"`},
	} {
		d := pdf.New("Missing", "en")
		d.Page(pdf.A4).Text(pdf.P, pdf.Box{W: 100}, pdf.Style{}, x.text)
		var missing *pdf.Missing
		err := d.Write(io.Discard)
		if !errors.As(err, &missing) || err.Error() != x.want || missing.Text != x.text {
			t.Errorf("%v, want %s", err, x.want)
		}
	}
}

// Mistakes of a caller are told, and the first one wins.
func TestWriteFails(t *testing.T) {
	flow := func(d *pdf.Document) *pdf.Flow {
		return d.Flow(pdf.A4, pdf.Margin{Top: 10, Right: 10, Bottom: 10, Left: 10})
	}
	for _, x := range []struct {
		want string
		draw func(d *pdf.Document)
	}{
		{"pdf: a paper needs a page", func(*pdf.Document) {}},
		{"pdf: a heading of level 3 follows one of level 1", func(d *pdf.Document) {
			flow(d).Text(pdf.H1, pdf.Style{}, "One")
			flow(d).Text(pdf.H3, pdf.Style{}, "Three")
		}},
		{"pdf: a figure on page 1 has no words", func(d *pdf.Document) { d.Page(pdf.A4).Code(0, 0, 10, [][]bool{{true}}, "") }},
		{"pdf: a row on page 1 has more cells than its table has columns, 1", func(d *pdf.Document) {
			flow(d).Table(pdf.Table{Columns: make([]pdf.Column, 1), Rows: [][]pdf.Cell{pdf.Cells("a", "b")}})
		}},
		{"pdf: a table on page 1 is too wide: its columns have [250.0 -60.0] mm", func(d *pdf.Document) {
			flow(d).Table(pdf.Table{Columns: []pdf.Column{{Width: 250}, {}}})
		}},
		{"pdf: the paper is written already", func(d *pdf.Document) {
			d.Page(pdf.A4)
			if err := d.Write(io.Discard); err != nil {
				t.Error(err)
			}
		}},
	} {
		d := pdf.New("Mistakes", "en")
		x.draw(d)
		if err := d.Write(io.Discard); err == nil || err.Error() != x.want {
			t.Errorf("%v, want %s", err, x.want)
		}
	}
	d := pdf.New("", "en")
	d.Page(pdf.A4)
	if err := d.Write(io.Discard); err == nil || err != nil && d.Err() == nil {
		t.Error("a paper without a title was written")
	}
}
