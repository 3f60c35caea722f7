package pdf

import "cmp"

// Style says how a text is set.
type Style struct {
	Size    float64 // points; 0 is the usual size of its role
	Bold    bool    // headings are bold anyway
	Colour  Colour
	Align   Align
	Leading float64 // distance of lines as a multiple of the size; 0 is 1.4
	Lang    string  // tag of BCP 47; empty is the document's language
	Middle  bool    // in the middle of its box's height, not at the top
}

// Align says to which side of its box a text goes.
type Align int

// The sides.
const (
	Left Align = iota
	Centre
	Right
)

// Run is a part of a text that is set in one way.
type Run struct {
	Text   string
	Bold   bool
	Colour Colour // black is the style's colour
	Lang   string // empty is the style's language
	Link   string // the whole address that the run leads to
}

// usual are the sizes of the roles.
var usual = map[Role]float64{H1: 20, H2: 14, H3: 11.5, P: 10, Artifact: 8}

// of fills in what is usual for the role.
func (s Style) of(role Role) Style {
	s.Size = cmp.Or(s.Size, usual[role])
	s.Leading = cmp.Or(s.Leading, 1.4)
	s.Bold = s.Bold || role.level() > 0
	return s
}

// line returns the height of a line in points.
func (s Style) line() float64 { return s.Size * s.Leading }
