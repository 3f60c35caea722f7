package pdf

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf16"
)

// fontUse is what a document uses of a font. Each character that is written has its
// own number and with it a glyph of its own in the file, also where the font draws two
// characters alike, so that a reader gets back exactly what was written.
type fontUse struct {
	*face
	font    *Font
	name    string // among the resources of the pages
	numbers map[rune]int
	runes   []rune // by number; number 0 is no character
	glyphs  []int
}

func newFontUse(f *face, font *Font, i int) *fontUse {
	return &fontUse{face: f, font: font, name: fmt.Sprintf("F%d", i), numbers: map[rune]int{}, runes: []rune{0}, glyphs: []int{0}}
}

// number returns the number by which the document writes the character.
func (u *fontUse) number(r rune) int {
	n, ok := u.numbers[r]
	if !ok {
		n = len(u.runes)
		u.numbers[r] = n
		u.runes = append(u.runes, r)
		glyph, _ := u.font.glyph(r) // the font has been read
		u.glyphs = append(u.glyphs, glyph)
	}
	return n
}

// write adds the font to the file as ISO 32000-1 section 9.7.4 asks and returns its number there.
func (u *fontUse) write(f *file) (int, error) {
	data, err := u.subset(u.glyphs, u.moves())
	if err != nil {
		return 0, fmt.Errorf("font %s: %w", u.face.name, err)
	}
	name := u.tag() + "+" + u.face.name
	stem := 80
	if u.font.bold {
		stem = 140
	}
	program := f.stream(f.next(), fmt.Sprintf("/Length1 %d", len(data)), data)
	descriptor := f.add(fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>",
		name, u.em(u.box[0]), u.em(u.box[1]), u.em(u.box[2]), u.em(u.box[3]), u.em(u.ascent), u.em(u.descent), u.em(u.ascent), stem, program))
	cid := f.add(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[0[%s]]/CIDToGIDMap/Identity>>",
		name, descriptor, u.widths()))
	unicode := f.stream(f.next(), "", []byte(u.toUnicode()))
	return f.add(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, cid, unicode)), nil
}

// moves returns how far each glyph goes to the right of where the font has it, in units
// of the font.
func (u *fontUse) moves() []int {
	list := make([]int, len(u.runes))
	for i, r := range u.runes {
		list[i] = int(u.font.moved[r] * float64(u.perEm))
	}
	return list
}

// em turns units of the font into thousandths of the size.
func (u *fontUse) em(v int) int { return v * 1000 / u.perEm }

func (u *fontUse) widths() string {
	var b strings.Builder
	for i, glyph := range u.glyphs {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprint(&b, u.width(glyph))
	}
	return b.String()
}

// tag returns the six letters that tell this subset from others (section 9.6.4).
func (u *fontUse) tag() string {
	sum := sha256.Sum256([]byte(u.face.name + string(u.runes)))
	letters := sum[:6]
	for i := range letters {
		letters[i] = 'A' + letters[i]%26
	}
	return string(letters)
}

// toUnicode says which character each number stands for (section 9.10.3).
func (u *fontUse) toUnicode() string {
	var b strings.Builder
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n" +
		"1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	const most = 100 // to a block, by the rules of PostScript
	for from := 1; from < len(u.runes); from += most {
		to := min(from+most, len(u.runes))
		fmt.Fprintf(&b, "%d beginbfchar\n", to-from)
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "<%04X><", i)
			for _, unit := range utf16.Encode(u.runes[i : i+1]) {
				fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end\n")
	return b.String()
}
