package pdf

// tableRow is a row that is laid out and may be drawn in parts.
type tableRow struct {
	cells []tableCell
	lines int     // of its highest cell
	done  int     // lines that are drawn
	line  float64 // height of a line in millimetres
	least float64
}

type tableCell struct {
	x, width float64
	text     *paragraph
	shade    Colour
	role     Role
	attrs    string
	element  *element // nil when it is drawn as decoration
}

func (r *tableRow) add(c tableCell) {
	r.cells = append(r.cells, c)
	r.lines = max(r.lines, len(c.text.lines))
}

// height returns that of the row in one piece.
func (r *tableRow) height() float64 { return r.part(r.lines) }

// part returns the height of so many of its lines.
func (r *tableRow) part(lines int) float64 { return max(r.least, float64(lines)*r.line+2*padY) }

// enter makes the row a part of the structure.
func (r *tableRow) enter(group *element) {
	row := group.add("TR")
	for i := range r.cells {
		c := &r.cells[i]
		c.element = row.add(c.role)
		c.element.attrs = c.attrs
	}
}

// repeated makes the row decoration from now on.
func (r *tableRow) repeated() {
	for i := range r.cells {
		r.cells[i].element = nil
	}
}

// row draws the next lines of a row.
func (w *tableWriter) row(r *tableRow, lines int) {
	height := r.part(lines)
	w.shades(r, height)
	for _, c := range r.cells {
		from := min(r.done, len(c.text.lines))
		to := min(r.done+lines, len(c.text.lines))
		y := w.y + padY
		if lines == r.lines {
			y = w.y + (height-c.text.height())/2
		}
		c.text.draw(w.page, c.x+padX, y, c.text.lines[from:to], c.element)
	}
	w.rules(r, height)
	r.done += lines
	w.y += height
}

func (w *tableWriter) shades(r *tableRow, height float64) {
	for _, c := range r.cells {
		if c.shade != (Colour{}) {
			w.page.Fill(Box{c.x, w.y, c.width, height}, c.shade)
		}
	}
}

// rules draws the lines around a row: above it when it is the first on its page.
func (w *tableWriter) rules(r *tableRow, height float64) {
	p, left, right := w.page, w.margin.Left, w.margin.Left+w.total()
	p.begin(nil)
	if r == w.heads {
		p.line(left, w.y, right, w.y, thick, rule)
	}
	p.line(left, w.y+height, right, w.y+height, thick, rule)
	if w.Grid {
		for _, c := range r.cells {
			p.line(c.x, w.y, c.x, w.y+height, thick, rule)
		}
		p.line(right, w.y, right, w.y+height, thick, rule)
	}
	p.end()
}
