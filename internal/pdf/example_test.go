package pdf_test

import (
	"bytes"
	"fmt"
	"strings"

	"rsc.io/qr"

	"aula/internal/pdf"
)

// A page with a heading, a paragraph, a table and a code.
func Example() {
	d := pdf.New("Roll of the opening", "en")
	d.EachPage(func(p *pdf.Page, number, of int) {
		p.Text(pdf.Artifact, pdf.Box{X: 20, Y: 284, W: 170}, pdf.Style{Align: pdf.Right}, fmt.Sprintf("%d / %d", number, of))
	})
	f := d.Flow(pdf.A4, pdf.Margin{Top: 20, Right: 20, Bottom: 20, Left: 20})
	f.Text(pdf.H1, pdf.Style{}, "Roll of the opening")
	f.Runs(pdf.P, pdf.Style{}, pdf.Run{Text: "In the main hall, "}, pdf.Run{Text: "主会场", Lang: "zh-Hans", Bold: true}, pdf.Run{Text: "."})
	f.Table(pdf.Table{
		Columns: []pdf.Column{{Head: "No.", Width: 15, Align: pdf.Right}, {Head: "Name", Header: true}, {Head: "Signature", Width: 60}},
		Rows:    [][]pdf.Cell{pdf.Cells("7", "Li Wei", ""), pdf.Cells("8", "Wu Min", "")},
		Height:  12, Grid: true, Shade: pdf.Grey(236),
	})
	rest := f.Rest()
	f.Page().Code(rest.X, rest.Y, 35, modules("https://aula.example.org/roll/7"), "QR code that leads to this roll")

	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.TrimSpace(b.String()[:9]), b.Len() < 30_000)
	// Output: %PDF-1.7 true
}

// modules returns the squares of a QR code.
func modules(text string) [][]bool {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		panic(err)
	}
	lines := make([][]bool, code.Size)
	for y := range lines {
		for x := range code.Size {
			lines[y] = append(lines[y], code.Black(x, y))
		}
	}
	return lines
}
