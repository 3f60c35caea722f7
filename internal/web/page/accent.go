package page

import (
	"fmt"
	"html/template"
	"math"
)

// colour is one sRGB colour, each part from 0 to 1.
type colour [3]float64

// The papers that text in the accent colour stands on; they are --sunken of
// ui/style/tokens.css in the light theme and --raised in the dark one, the less
// favourable of the surfaces each.
var (
	lightPaper = colour{0xf6 / 255., 0xf5 / 255., 0xf1 / 255.}
	darkPaper  = colour{0x1b / 255., 0x1e / 255., 0x23 / 255.}
)

// enough is the contrast of the accent against its paper. WCAG 2.2 success
// criterion 1.4.3 asks for 4.5; the rest is for tinted surfaces.
const enough = 5.5

// house is the colour of a seminar that has chosen none.
const house = "#1d4f6e"

// parseColour reads #rrggbb.
func parseColour(s string) (c colour, ok bool) {
	var r, g, b uint8
	if len(s) != 7 {
		return c, false
	}
	if n, err := fmt.Sscanf(s, "#%02x%02x%02x", &r, &g, &b); err != nil || n != 3 {
		return c, false
	}
	return colour{float64(r) / 255, float64(g) / 255, float64(b) / 255}, true
}

// String writes the colour as #rrggbb.
func (c colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", byte(math.Round(c[0]*255)), byte(math.Round(c[1]*255)), byte(math.Round(c[2]*255)))
}

// luminance is the relative luminance of WCAG 2.2.
func (c colour) luminance() float64 {
	var l [3]float64
	for i, v := range c {
		if v <= 0.04045 {
			l[i] = v / 12.92
		} else {
			l[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// mix returns the colour with a share of another one.
func (c colour) mix(other colour, share float64) colour {
	for i := range c {
		c[i] += (other[i] - c[i]) * share
	}
	return c
}

// readable moves the colour towards pole, black or white, until it is enough
// against the paper.
func (c colour) readable(paper, pole colour) colour {
	for share := 0.0; share < 1; share += 0.02 {
		if m := c.mix(pole, share); contrast(m, paper) >= enough {
			return m
		}
	}
	return pole
}

// AccentStyle returns the custom properties of the seminar's colour: as it was
// chosen, and the shades of it that can be read on light and on dark paper.
func (f Frame) AccentStyle() template.CSS {
	c, ok := parseColour(f.Accent())
	if !ok {
		c, _ = parseColour(house)
	}
	return template.CSS(fmt.Sprintf("--seminar-accent:%s;--accent-on-light:%s;--accent-on-dark:%s",
		c, c.readable(lightPaper, colour{}), c.readable(darkPaper, colour{1, 1, 1})))
}
