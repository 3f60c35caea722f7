package pdf

import (
	"bytes"
	"fmt"
)

// Page is a page of a document.
type Page struct {
	doc     *Document
	size    Size
	number  int // from 0
	content bytes.Buffer
	owners  []*element // of its marked content, by number
	links   []*link
	object  int
}

// link is a place on a page that leads to an address (ISO 32000-1 section 12.5.6.5).
type link struct {
	box     [4]float64 // left, bottom, right, top in points
	address string
	words   string // what a reader says of it
	owner   *element
	object  int
}

// Size returns the size of the page.
func (p *Page) Size() Size { return p.size }

// Box returns the whole page.
func (p *Page) Box() Box { return Box{0, 0, p.size.W, p.size.H} }

// x and y turn millimetres from the top left corner into points from the bottom left.
func (p *Page) x(mm float64) string { return number(mm * points) }

func (p *Page) y(mm float64) string { return number((p.size.H - mm) * points) }

func (p *Page) put(format string, args ...any) { fmt.Fprintf(&p.content, format, args...) }

// begin opens marked content of the element, or decoration for nil (section 14.6).
func (p *Page) begin(e *element) {
	if e == nil {
		p.put("/Artifact BMC\n")
		return
	}
	p.put("/%s<</MCID %d>>BDC\n", e.role, len(p.owners))
	e.kids = append(e.kids, kid{page: p, mark: len(p.owners)})
	p.owners = append(p.owners, e)
}

func (p *Page) end() { p.put("EMC\n") }

// Line draws a line as decoration; its thickness is in millimetres.
func (p *Page) Line(x1, y1, x2, y2, thick float64, c Colour) {
	p.begin(nil)
	p.line(x1, y1, x2, y2, thick, c)
	p.end()
}

func (p *Page) line(x1, y1, x2, y2, thick float64, c Colour) {
	p.put("%s w %s %s %s m %s %s l S\n", number(thick*points), c.operator(true), p.x(x1), p.y(y1), p.x(x2), p.y(y2))
}

// Fill draws a filled box as decoration.
func (p *Page) Fill(b Box, c Colour) {
	p.begin(nil)
	p.fill(b, c)
	p.end()
}

func (p *Page) fill(b Box, c Colour) {
	p.put("%s %s f\n", c.operator(false), p.rectangle(b))
}

// Frame draws the edge of a box as decoration; its thickness is in millimetres.
func (p *Page) Frame(b Box, thick float64, c Colour) {
	p.begin(nil)
	p.put("%s w %s %s S\n", number(thick*points), c.operator(true), p.rectangle(b))
	p.end()
}

func (p *Page) rectangle(b Box) string {
	return fmt.Sprintf("%s %s %s %s re", p.x(b.X), p.y(b.Y+b.H), number(b.W*points), number(b.H*points))
}
