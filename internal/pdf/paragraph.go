package pdf

import "cmp"

// paragraph is a text broken into lines.
type paragraph struct {
	doc    *Document
	runs   []Run
	style  Style
	width  float64 // points
	lines  [][]glyph
	forced bool       // a word was torn
	within []*element // of each run: its Span or Link once it has been drawn
}

// lay breaks the runs into lines of so many millimetres. The style must be complete.
func (d *Document) lay(style Style, width float64, runs []Run) *paragraph {
	p := &paragraph{doc: d, runs: runs, style: style, width: width * points, within: make([]*element, len(runs))}
	p.lines, p.forced = wrap(d.shape(runs, style.Bold), p.width/style.Size)
	return p
}

// lineHeight and height are in millimetres.
func (t *paragraph) lineHeight() float64 { return t.style.line() / points }

func (t *paragraph) height() float64 { return float64(len(t.lines)) * t.lineHeight() }

// draw draws lines of the text with their top left corner at a place, as part of the
// element, or as decoration for nil.
func (t *paragraph) draw(p *Page, x, y float64, lines [][]glyph, e *element) {
	w := writer{Page: p, paragraph: t, whole: e}
	top := (p.size.H - y) * points
	for i, line := range lines {
		// The middle between the baseline and the top of capitals is in the middle of the
		// line; so is that of ideographs, nearly.
		baseline := top - (float64(i)+0.5)*t.style.line() - 0.36*t.style.Size
		w.line(x*points+t.indent(line), baseline, line)
	}
	w.close()
}

// indent returns how far from the left a line begins, in points.
func (t *paragraph) indent(line []glyph) float64 {
	if t.style.Align == Left {
		return 0
	}
	free := t.width - widthOf(trim(line))*t.style.Size
	if t.style.Align == Centre {
		return free / 2
	}
	return free
}

// part returns the element that a run belongs to: that of the whole text, or a Link or
// a Span of its own in it.
func (t *paragraph) part(run int, whole *element) *element {
	r := t.runs[run]
	language := cmp.Or(t.style.Lang, t.doc.language)
	if whole == nil || r.Link == "" && cmp.Or(r.Lang, language) == language {
		return whole
	}
	if t.within[run] == nil {
		role := Role("Span")
		if r.Link != "" {
			role = "Link"
		}
		e := whole.add(role)
		if r.Lang != language {
			e.lang = r.Lang
		}
		t.within[run] = e
	}
	return t.within[run]
}
