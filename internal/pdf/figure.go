package pdf

import "fmt"

// quiet is the white margin of a code in modules (ISO/IEC 18004 section 9.1).
const quiet = 4

// Code draws squares, black on white, such as those of a QR code: modules by line and
// column, true for black, without the margin of four modules that Code leaves within
// the side. It is a figure, and alt is what a screen reader says instead. The side is
// in millimetres.
func (p *Page) Code(x, y, side float64, modules [][]bool, alt string) {
	e := p.doc.element("Figure")
	e.alt = alt
	if alt == "" {
		p.doc.fail(fmt.Errorf("a figure on page %d has no words", p.number+1))
	}
	box := Box{x, y, side, side}
	e.attrs = fmt.Sprintf("/O/Layout/Placement/Block/BBox[%s %s %s %s]", p.x(x), p.y(y+side), p.x(x+side), p.y(y))
	p.begin(e)
	p.fill(box, Grey(255))
	p.put("0 g\n")
	module := side / float64(len(modules)+2*quiet)
	for i, line := range modules {
		for from := 0; from < len(line); from++ {
			n := run(line[from:])
			if n > 0 {
				p.put("%s\n", p.rectangle(Box{x + float64(from+quiet)*module, y + float64(i+quiet)*module, float64(n) * module, module}))
				from += n
			}
		}
	}
	p.put("f\n") // all at once, so that no seams show between lines
	p.end()
}

// run counts the black modules at the beginning of a line.
func run(line []bool) int {
	n := 0
	for n < len(line) && line[n] {
		n++
	}
	return n
}
