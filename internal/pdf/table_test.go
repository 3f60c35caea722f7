package pdf_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"aula/internal/pdf"
	"aula/internal/poppler"
)

var margin = pdf.Margin{Top: 20, Right: 15, Bottom: 20, Left: 15}

// roll is a table of so many rows.
func roll(rows int) *pdf.Document {
	d := pdf.New("Roll", "en")
	d.EachPage(func(p *pdf.Page, number, of int) {
		p.Text(pdf.Artifact, pdf.Box{X: 15, Y: 195, W: 267}, pdf.Style{Align: pdf.Right}, fmt.Sprintf("Page %d of %d", number, of))
	})
	f := d.Flow(pdf.A4.Landscape(), margin)
	f.Text(pdf.H1, pdf.Style{}, "Roll")
	table := pdf.Table{
		Columns: []pdf.Column{
			{Head: "No.", Width: 15, Align: pdf.Right}, {Head: "Name 姓名", Width: 40, Header: true}, {Head: "Organisation"},
			{Head: "Mark", Width: 25, Align: pdf.Centre}, {Head: "Why", Width: 75}, {Head: "Signature", Width: 40},
		},
		Shade: pdf.Grey(236),
	}
	for i := range rows {
		table.Rows = append(table.Rows, pdf.Cells(fmt.Sprintf("%03d", i+1), fmt.Sprintf("李伟 Wei %d", i+1), "省卫生健康委员会 Health", "Present",
			"In 08:52 at Main hall, by scan. Out 11:28. 148 of 180 min. 早退32分钟。", ""))
	}
	f.Table(table)
	return d
}

// A reader hears the headings once, sees them on every page, and no row is lost.
func TestTableOverPages(t *testing.T) {
	const rows = 40
	file := stored(t, roll(rows))
	want := "Document\n  H1 (block)\n    \"Roll\"\n  Table (block)\n    THead\n      TR\n"
	for _, head := range []string{"No.", "Name 姓名", "Organisation", "Mark", "Why", "Signature"} {
		want += "        TH:\n           /Scope /Column\n          \"" + head + "\"\n"
	}
	want += "    TBody\n"
	for i := range rows {
		want += fmt.Sprintf("      TR\n        TD\n          \"%03d\"\n        TH:\n           /Scope /Row\n          \"李伟 Wei %d\"\n", i+1, i+1)
		for _, cell := range []string{"省卫生健康委员会 Health", "Present", "In 08:52 at Main hall, by scan. Out 11:28. 148 of 180 min. 早退32分钟。"} {
			want += "        TD\n          \"" + cell + "\"\n"
		}
		want += "        TD\n"
	}
	equal(t, "structure", structure(t, file), want)

	pages := strings.Split(strings.TrimSuffix(poppler.Run(t, "pdftotext", "-layout", file, "-"), "\f"), "\f")
	if len(pages) != 3 {
		t.Fatalf("%d pages", len(pages))
	}
	row := 0
	for i, page := range pages {
		if strings.Count(page, "Signature") != 1 {
			t.Errorf("page %d has no headings", i+1)
		}
		if foot := fmt.Sprintf("Page %d of 3", i+1); !strings.Contains(page, foot) {
			t.Errorf("page %d lacks %q", i+1, foot)
		}
		for strings.Contains(page, fmt.Sprintf("%03d", row+1)) && row < rows {
			row++
		}
	}
	if row != rows {
		t.Errorf("row %d is not where it should be", row+1)
	}
}

// A cell that is higher than a page goes on over pages and stays one cell.
func TestCellOverPages(t *testing.T) {
	var words []string
	for i := range 400 {
		words = append(words, fmt.Sprintf("word%d", i))
	}
	long := strings.Join(words, " ")
	d := pdf.New("Long", "en")
	f := d.Flow(pdf.A6, pdf.Margin{Top: 10, Right: 10, Bottom: 10, Left: 10})
	f.Table(pdf.Table{Columns: []pdf.Column{{}, {Width: 15}}, Grid: true, Height: 8, Rows: [][]pdf.Cell{pdf.Cells("before"), pdf.Cells(long, "x"), pdf.Cells("after", "y")}})
	file := stored(t, d)
	want := "Document\n  Table (block)\n    TBody\n      TR\n        TD\n          \"before\"\n        TD\n      TR\n        TD\n          \"" + long +
		"\"\n        TD\n          \"x\"\n      TR\n        TD\n          \"after\"\n        TD\n          \"y\"\n"
	equal(t, "structure", structure(t, file), want)
	if got := strings.Join(strings.Fields(poppler.Run(t, "pdftotext", file, "-")), " "); !strings.Contains(got, "word399") {
		t.Errorf("the end is not on paper: %s", got)
	}
}

func TestTableWithSpans(t *testing.T) {
	d := pdf.New("Groups", "en")
	d.Flow(pdf.A4, margin).Table(pdf.Table{
		Columns: []pdf.Column{{Head: "Name"}, {Head: "Mark"}, {Head: "Credit"}},
		Rows: [][]pdf.Cell{
			{{Runs: []pdf.Run{{Text: "卫生", Lang: "zh-Hans"}, {Text: " Health", Bold: true}}, Span: 3, Header: true, Shade: pdf.Grey(245)}},
			{{Runs: []pdf.Run{{Text: "Li Wei"}}, Header: true}, {Runs: []pdf.Run{{Text: "absent"}}, Span: 2}},
		},
	})
	equal(t, "structure", structure(t, stored(t, d)), `
Document
  Table (block)
    THead
      TR
        TH:
           /Scope /Column
          "Name"
        TH:
           /Scope /Column
          "Mark"
        TH:
           /Scope /Column
          "Credit"
    TBody
      TR
        TH:
           /Scope /Row
           /ColSpan 3
          Span (inline)
            "卫生"
          " Health"
      TR
        TH:
           /Scope /Row
          "Li Wei"
        TD:
           /ColSpan 2
          "absent"
`)
}

func BenchmarkRollOf300(b *testing.B) {
	for b.Loop() {
		if err := roll(300).Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCertificate(b *testing.B) {
	for b.Loop() {
		if err := certificate().Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
