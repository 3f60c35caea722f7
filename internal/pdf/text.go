package pdf

// Text writes a text into a box, wrapped to its width, and returns where it ends: the
// lower edge of its last line in millimetres from the top of the page. It does not stop
// at the lower edge of the box; Fit finds a size that does.
func (p *Page) Text(role Role, box Box, style Style, s string) float64 {
	return p.Runs(role, box, style, Run{Text: s})
}

// Runs writes a text of several runs as Text does.
func (p *Page) Runs(role Role, box Box, style Style, runs ...Run) float64 {
	t := p.doc.lay(style.of(role), box.W, runs)
	y := box.Y
	if style.Middle {
		y += (box.H - t.height()) / 2
	}
	t.draw(p, box.X, y, t.lines, p.doc.text(role, style.Lang))
	return y + t.height()
}

// smallest is the size in points below which nothing is readable on paper.
const smallest = 4

// Fit returns the style with the largest size, up to its own, at which the text fits
// the box without a torn word: the name on a badge. It never goes below 4 points.
func (p *Page) Fit(role Role, box Box, style Style, runs ...Run) Style {
	const step, hair = 0.5, 1e-6
	for style = style.of(role); style.Size > smallest; style.Size -= step {
		if t := p.doc.lay(style, box.W, runs); !t.forced && t.height() <= box.H+hair {
			return style
		}
	}
	style.Size = smallest
	return style
}
