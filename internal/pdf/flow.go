package pdf

import "math"

// Margin is the white around what flows, in millimetres.
type Margin struct{ Top, Right, Bottom, Left float64 }

// Flow fills pages from top to bottom and adds new ones as they are needed.
type Flow struct {
	doc    *Document
	size   Size
	margin Margin
	page   *Page
	y      float64 // where the next text begins, in millimetres from the top
}

// Flow begins a flow on a new page.
func (d *Document) Flow(size Size, margin Margin) *Flow {
	f := &Flow{doc: d, size: size, margin: margin}
	f.Break()
	return f
}

// Break begins a new page.
func (f *Flow) Break() { f.page, f.y = f.doc.Page(f.size), f.margin.Top }

// Page returns the page that is being filled.
func (f *Flow) Page() *Page { return f.page }

// Rest returns what is left of the page between the margins.
func (f *Flow) Rest() Box {
	return Box{f.margin.Left, f.y, f.width(), f.size.H - f.margin.Bottom - f.y}
}

// Space leaves some millimetres free, but none at the top of a page.
func (f *Flow) Space(mm float64) {
	if !f.fresh() {
		f.y += mm
	}
}

// Need begins a new page when fewer millimetres are left on this one, so that what
// follows stays together.
func (f *Flow) Need(mm float64) {
	if f.Rest().H < mm && !f.fresh() {
		f.Break()
	}
}

func (f *Flow) fresh() bool { return f.y == f.margin.Top }

func (f *Flow) width() float64 { return f.size.W - f.margin.Left - f.margin.Right }

// Text writes a text that goes on over pages, with some space after it, and before it
// when it is a heading. A heading stays with what follows.
func (f *Flow) Text(role Role, style Style, s string) { f.Runs(role, style, Run{Text: s}) }

// Runs writes a text of several runs as Text does.
func (f *Flow) Runs(role Role, style Style, runs ...Run) {
	style = style.of(role)
	t := f.doc.lay(style, f.width(), runs)
	if role.level() > 0 {
		f.Space(0.6 * t.lineHeight())
		f.Need(t.height() + 3*t.lineHeight())
	}
	f.pour(t, f.margin.Left, f.doc.text(role, style.Lang))
	f.Space(0.3 * t.lineHeight())
}

// pour draws the lines of a text, on as many pages as they need.
func (f *Flow) pour(t *paragraph, x float64, e *element) {
	for lines := t.lines; len(lines) > 0; {
		n := fitting(f.Rest().H, t.lineHeight())
		if n == 0 && !f.fresh() {
			f.Break()
			continue
		}
		n = min(max(n, 1), len(lines)) // a line that is higher than a page stands alone
		t.draw(f.page, x, f.y, lines[:n], e)
		f.y += float64(n) * t.lineHeight()
		lines = lines[n:]
	}
}

// fitting returns how many lines fit.
func fitting(room, line float64) int {
	const hair = 1e-6 // sums of heights are not exact
	return max(int(math.Floor((room+hair)/line)), 0)
}
