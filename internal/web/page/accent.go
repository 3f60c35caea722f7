package page

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"math"
	"strconv"
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
	if len(s) != 7 || s[0] != '#' {
		return c, false
	}
	n, err := strconv.ParseUint(s[1:], 16, 24)
	if err != nil {
		return c, false
	}
	return colour{float64(n>>16) / 255, float64(n>>8&0xff) / 255, float64(n&0xff) / 255}, true
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

// readable moves the lightness of the colour by step, hue and saturation kept (HSL of
// CSS Color 4, section 7), until it is enough against the paper.
func (c colour) readable(paper colour, step float64) colour {
	h, s, l := c.hsl()
	for ; l >= 0 && l <= 1; l += step {
		if m := fromHSL(h, s, l); contrast(m, paper) >= enough {
			return m
		}
	}
	return fromHSL(h, s, math.Round(math.Max(0, math.Min(1, l))))
}

// hsl returns hue in degrees, saturation and lightness.
func (c colour) hsl() (h, s, l float64) {
	high, low := max(c[0], c[1], c[2]), min(c[0], c[1], c[2])
	l = (high + low) / 2
	d := high - low
	if d == 0 {
		return 0, 0, l
	}
	s = d / (1 - math.Abs(2*l-1))
	switch high {
	case c[0]:
		h = math.Mod((c[1]-c[2])/d+6, 6)
	case c[1]:
		h = (c[2]-c[0])/d + 2
	default:
		h = (c[0]-c[1])/d + 4
	}
	return h * 60, s, l
}

func fromHSL(h, s, l float64) colour {
	part := func(n float64) float64 {
		k := math.Mod(n+h/30, 12)
		return l - s*min(l, 1-l)*max(-1, min(k-3, 9-k, 1))
	}
	return colour{part(0), part(8), part(4)}
}

// AccentStyle is the style sheet of the seminar's colour: as it was chosen, and the
// shades of it that can be read on light and on dark paper.
func (f Frame) AccentStyle() template.CSS {
	c, ok := parseColour(f.Accent())
	if !ok {
		c, _ = parseColour(house)
	}
	return template.CSS(fmt.Sprintf(":root{--seminar-accent:%s;--accent-on-light:%s;--accent-on-dark:%s}",
		c, c.readable(lightPaper, -0.01), c.readable(darkPaper, 0.01)))
}

// AccentHash names AccentStyle in a Content-Security-Policy (CSP Level 3, section 2.3.1).
// A seminar's pages share one style and so one hash: a page may take in the parts of
// another.
func (f Frame) AccentHash() string {
	sum := sha256.Sum256([]byte(f.AccentStyle()))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// AccentOnLight returns the shade of the seminar's colour that can be read on light paper.
func (f Frame) AccentOnLight() (r, g, b uint8) {
	c, ok := parseColour(f.Accent())
	if !ok {
		c, _ = parseColour(house)
	}
	c = c.readable(lightPaper, -0.01)
	part := func(v float64) uint8 { return uint8(math.Round(v * 255)) }
	return part(c[0]), part(c[1]), part(c[2])
}
