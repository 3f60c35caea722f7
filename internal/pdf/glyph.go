package pdf

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// glyph is a character ready to be drawn.
type glyph struct {
	char  rune
	use   *fontUse
	code  int     // its number in the font's use
	width float64 // in multiples of the size
	thick bool    // drawn with a thicker edge, for want of a bold font
	run   int     // of its text
}

type styled struct {
	char rune
	bold bool
}

// shape turns a text into glyphs. Characters that cannot be drawn fail the document.
func (d *Document) shape(runs []Run, bold bool) []glyph {
	var list []glyph
	for i, run := range runs {
		for _, r := range clean(run.Text) {
			for _, r := range d.spell(r) {
				g, ok := d.glyph(r, bold || run.Bold, run.Text)
				if ok {
					g.run = i
					list = append(list, g)
				}
			}
		}
	}
	return list
}

// spell returns a character as the fonts can write it: as it is or, where no font has
// it, as the letters that Unicode says it is made of, ⑴ as (1) and a ligature as its
// letters (form KC).
func (d *Document) spell(r rune) string {
	has := func(r rune) bool {
		font, err := d.Fonts.find(r, false)
		return err != nil || font != nil
	}
	if _, ok := d.glyphs[styled{r, false}]; ok || r == '\n' || has(r) {
		return string(r)
	}
	for _, part := range norm.NFKC.String(string(r)) {
		if !has(part) {
			return string(r)
		}
	}
	return norm.NFKC.String(string(r))
}

func (d *Document) glyph(r rune, bold bool, in string) (glyph, bool) {
	key := styled{r, bold}
	if g, ok := d.glyphs[key]; ok {
		return g, true
	}
	if r == '\n' { // read as a space, so that words on both sides stay two
		g, ok := d.glyph(' ', bold, in)
		g.char, g.width = r, 0
		return g, ok
	}
	if unicode.In(r, needShaping...) {
		d.fail(&Missing{Char: r, Text: in, Why: "its script needs letters joined or turned, which this writer does not do"})
		return glyph{}, false
	}
	font, err := d.Fonts.find(r, bold)
	if err == nil && font == nil {
		err = &Missing{Char: r, Text: in}
	}
	if err != nil {
		d.fail(err)
		return glyph{}, false
	}
	u := d.use(font)
	code := u.number(r)
	g := glyph{char: r, use: u, code: code, width: float64(u.width(u.glyphs[code])) / 1000, thick: bold && !font.bold}
	d.glyphs[key] = g
	return g, true
}

// use returns the document's use of a font that has been read.
func (d *Document) use(font *Font) *fontUse {
	u, ok := d.used[font]
	if !ok {
		f, _ := font.face() // it has just been asked for a glyph
		u = newFontUse(f, font, len(d.uses))
		d.used[font] = u
		d.uses = append(d.uses, u)
	}
	return u
}

// needShaping are the scripts whose characters one by one are not yet their writing.
var needShaping = []*unicode.RangeTable{
	unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Mongolian, unicode.Tibetan, unicode.Khmer, unicode.Myanmar,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
	unicode.Malayalam, unicode.Sinhala, unicode.Thai, unicode.Lao,
}

var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n", "\t", " ")

// clean returns the text as it is drawn: breaks of lines as \n, letters joined to their
// marks where there is a character for both (Unicode's form C), and without what has no
// shape: joiners, directions, choices between variants of a shape, and controls.
func clean(s string) string {
	if plainASCII(s) {
		return s
	}
	s = breaks.Replace(s)
	if strings.ContainsFunc(s, isMark) {
		s = norm.NFC.String(s)
	}
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector) {
			return -1
		}
		return r
	}, s)
}

func isMark(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me) }
