package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sort"
)

// face is a parsed TrueType font (ISO/IEC 14496-22). It never changes and may be used
// by several goroutines.
type face struct {
	name         string // its PostScript name
	bold         bool
	perEm        int
	box          [4]int // of all glyphs, in units of the font
	ascent       int
	descent      int
	tables       map[string][]byte
	count        int // of glyphs
	metrics      int // how many glyphs have a width of their own
	longLocation bool
	segments     []segment
}

// segment says that the characters from first to last have the glyphs from glyph on.
type segment struct {
	first, last rune
	glyph       int
}

var errFont = errors.New("the file is broken or no TrueType font")

// parseFace reads a TrueType font. It refuses collections and fonts whose outlines are
// PostScript's (CFF), for they cannot be cut to the glyphs in use here.
func parseFace(data []byte) (*face, error) {
	f := &face{tables: map[string][]byte{}}
	if err := f.readTables(data); err != nil {
		return nil, err
	}
	for name, least := range map[string]int{"head": 54, "hhea": 36, "maxp": 6, "cmap": 4, "loca": 0, "glyf": 0, "hmtx": 0} {
		if t, ok := f.tables[name]; !ok || len(t) < least {
			return nil, fmt.Errorf("%w: table %s is missing or short", errFont, name)
		}
	}
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.perEm, f.bold, f.longLocation = u16(head, 18), u16(head, 44)&1 != 0, u16(head, 50) != 0
	for i := range f.box {
		f.box[i] = i16(head, 36+2*i)
	}
	f.ascent, f.descent, f.metrics = i16(hhea, 4), i16(hhea, 6), u16(hhea, 34)
	f.count = u16(f.tables["maxp"], 4)
	size := 2
	if f.longLocation {
		size = 4
	}
	if f.perEm == 0 || f.count == 0 || f.metrics == 0 || f.metrics > f.count ||
		len(f.tables["loca"]) < (f.count+1)*size || len(f.tables["hmtx"]) < 4*f.metrics+2*(f.count-f.metrics) {
		return nil, fmt.Errorf("%w: its numbers of glyphs do not fit", errFont)
	}
	f.name = postScriptName(f.tables["name"])
	var err error
	f.segments, err = readCmap(f.tables["cmap"], f.count)
	return f, err
}

func (f *face) readTables(data []byte) error {
	if len(data) < 12 {
		return errFont
	}
	switch string(data[:4]) {
	case "\x00\x01\x00\x00", "true":
	case "OTTO":
		return errors.New("a font with PostScript outlines (CFF) cannot be used, only one with TrueType outlines")
	case "ttcf":
		return errors.New("a collection of fonts cannot be used, only a single one")
	default:
		return errFont
	}
	n := u16(data, 4)
	if len(data) < 12+16*n {
		return errFont
	}
	for i := range n {
		entry := data[12+16*i:]
		from, length := int(binary.BigEndian.Uint32(entry[8:])), int(binary.BigEndian.Uint32(entry[12:]))
		if from > len(data) || length > len(data)-from {
			return fmt.Errorf("%w: table %q lies outside", errFont, entry[:4])
		}
		f.tables[string(entry[:4])] = data[from : from+length]
	}
	return nil
}

// glyph returns the number of a character's glyph; 0 when the font lacks it.
func (f *face) glyph(r rune) int {
	i := sort.Search(len(f.segments), func(i int) bool { return f.segments[i].last >= r })
	if i == len(f.segments) || f.segments[i].first > r {
		return 0
	}
	return f.segments[i].glyph + int(r-f.segments[i].first)
}

// width returns how far a glyph moves the pen, in thousandths of the size.
func (f *face) width(glyph int) int {
	return (f.advance(glyph)*1000 + f.perEm/2) / f.perEm
}

func (f *face) advance(glyph int) int {
	return u16(f.tables["hmtx"], 4*min(glyph, f.metrics-1))
}

// bearing returns how far left of its place a glyph begins.
func (f *face) bearing(glyph int) int {
	if glyph < f.metrics {
		return u16(f.tables["hmtx"], 4*glyph+2)
	}
	return u16(f.tables["hmtx"], 4*f.metrics+2*(glyph-f.metrics))
}

// outline returns the description of a glyph, empty for a blank one.
func (f *face) outline(glyph int) ([]byte, error) {
	loca, glyf := f.tables["loca"], f.tables["glyf"]
	if glyph >= f.count {
		return nil, fmt.Errorf("%w: there is no glyph %d", errFont, glyph)
	}
	var from, to int
	if f.longLocation {
		from, to = int(binary.BigEndian.Uint32(loca[4*glyph:])), int(binary.BigEndian.Uint32(loca[4*glyph+4:]))
	} else {
		from, to = 2*u16(loca, 2*glyph), 2*u16(loca, 2*glyph+2)
	}
	if from > to || to > len(glyf) {
		return nil, fmt.Errorf("%w: glyph %d lies outside", errFont, glyph)
	}
	return glyf[from:to], nil
}

func u16(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }

func i16(b []byte, at int) int { return int(int16(binary.BigEndian.Uint16(b[at:]))) }

// postScriptName returns the name 6 of the table "name", cut to what a name in a PDF
// may hold.
func postScriptName(table []byte) string {
	if len(table) >= 6 {
		texts := u16(table, 4)
		for i := 0; i < u16(table, 2) && len(table) >= 6+12*(i+1); i++ {
			entry := table[6+12*i:]
			from, length := texts+u16(entry, 10), u16(entry, 8)
			if u16(entry, 6) != 6 || from+length > len(table) {
				continue
			}
			var name []byte
			for _, c := range table[from : from+length] {
				if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-' {
					name = append(name, c)
				}
			}
			if len(name) > 0 {
				return string(name)
			}
		}
	}
	return "Font"
}
