package pdf

import (
	"cmp"
	"fmt"
	"strings"
)

// writer writes lines of a paragraph into the content of a page. Glyphs that belong to
// the same element share one marked content, also over lines.
type writer struct {
	*Page
	*paragraph
	whole *element
	open  bool
	part  *element // whose marked content is open
}

// line writes a line with its baseline at a place in points.
func (w *writer) line(x, y float64, line []glyph) {
	for len(line) > 0 {
		n := 1
		for n < len(line) && line[n].run == line[0].run {
			n++
		}
		run := line[0].run
		e := w.paragraph.part(run, w.whole)
		w.enter(e)
		width := w.segment(x, y, line[:n])
		if e != nil && e.role == "Link" && width > 0 {
			w.lead(e, w.runs[run], x, y, width)
		}
		x += width
		line = line[n:]
	}
}

func (w *writer) enter(e *element) {
	if w.open && w.part == e {
		return
	}
	w.close()
	w.begin(e)
	w.open, w.part = true, e
}

func (w *writer) close() {
	if w.open {
		w.end()
		w.open = false
	}
}

// segment writes glyphs of one run and returns their width in points.
func (w *writer) segment(x, y float64, text []glyph) float64 {
	style := w.style
	w.put("BT 1 0 0 1 %s %s Tm %s\n", number(x), number(y), w.colour(text[0].run).operator(false))
	var last glyph
	thick := false
	width := 0.0
	var codes strings.Builder
	flush := func() {
		if codes.Len() > 0 {
			w.put("<%s> Tj\n", codes.String())
			codes.Reset()
		}
	}
	for _, g := range text {
		if g.use != last.use {
			flush()
			w.put("/%s %s Tf\n", g.use.name, number(style.Size))
		}
		if g.thick != thick {
			flush()
			w.put("%s\n", w.edge(g))
			thick = g.thick
		}
		last = g
		fmt.Fprintf(&codes, "%04X", g.code)
		width += g.width * style.Size
	}
	flush()
	if thick {
		w.put("0 Tr ")
	}
	w.put("ET\n")
	return width
}

// edge switches the thicker edge on or off. A fortieth of the size makes ideographs
// nearly as dark as bold letters and leaves the white in dense ones open.
func (w *writer) edge(g glyph) string {
	if !g.thick {
		return "0 Tr"
	}
	return fmt.Sprintf("2 Tr %s w %s", number(w.style.Size/40), w.colour(g.run).operator(true))
}

func (w *writer) colour(run int) Colour { return cmp.Or(w.runs[run].Colour, w.style.Colour) }

// lead makes a link of what has been written there.
func (w *writer) lead(e *element, run Run, x, y, width float64) {
	l := &link{box: [4]float64{x, y - 0.25*w.style.Size, x + width, y + 0.95*w.style.Size}, address: run.Link, words: clean(run.Text), owner: e}
	w.links = append(w.links, l)
	e.kids = append(e.kids, kid{page: w.Page, link: l})
}
