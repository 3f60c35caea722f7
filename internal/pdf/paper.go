package pdf

// Size is the size of a page in millimetres.
type Size struct{ W, H float64 }

// Sizes of paper (ISO 216) and of cards (ISO/IEC 7810 ID-1), upright but for the card.
var (
	A3   = Size{297, 420}
	A4   = Size{210, 297}
	A5   = Size{148, 210}
	A6   = Size{105, 148}
	Card = Size{85.6, 53.98}
)

// Landscape returns the same paper turned.
func (s Size) Landscape() Size { return Size{s.H, s.W} }

// Box is a place on a page: its top left corner, in millimetres from that of the page,
// its width and its height.
type Box struct{ X, Y, W, H float64 }

// Inset returns the box less a margin on every side.
func (b Box) Inset(mm float64) Box { return Box{b.X + mm, b.Y + mm, b.W - 2*mm, b.H - 2*mm} }

// Grid cuts the box into equal boxes, line by line: badges on a sheet.
func (b Box) Grid(columns, rows int) []Box {
	w, h := b.W/float64(columns), b.H/float64(rows)
	list := make([]Box, 0, columns*rows)
	for i := range columns * rows {
		list = append(list, Box{b.X + float64(i%columns)*w, b.Y + float64(i/columns)*h, w, h})
	}
	return list
}

// points are in a millimetre.
const points = 72 / 25.4

// Colour is a colour of the screen (sRGB). The zero value is black.
type Colour struct{ R, G, B uint8 }

// Grey returns a grey from black (0) to white (255).
func Grey(v uint8) Colour { return Colour{v, v, v} }

// operator writes the colour for filling, or for lines.
func (c Colour) operator(lines bool) string {
	part := func(v uint8) string { return number(float64(v) / 255) }
	name, grey := "rg", "g"
	if lines {
		name, grey = "RG", "G"
	}
	if c.R == c.G && c.G == c.B {
		return part(c.R) + " " + grey
	}
	return part(c.R) + " " + part(c.G) + " " + part(c.B) + " " + name
}
