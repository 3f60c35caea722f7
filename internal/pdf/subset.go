package pdf

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
)

// subset returns a TrueType font that holds these glyphs of the face and no others but
// those they are composed of, numbered as they come here. The first must be glyph 0.
// Moves says how far each goes to the right of its place, in units of the font.
func (f *face) subset(glyphs, moves []int) ([]byte, error) {
	s := subsetter{face: f, glyphs: slices.Clone(glyphs), number: map[int]int{}}
	for i := 0; i < len(s.glyphs); i++ { // a composite glyph makes the list longer
		move := 0
		if i < len(moves) {
			move = moves[i]
		}
		if err := s.add(s.glyphs[i], move); err != nil {
			return nil, err
		}
	}
	return s.font(), nil
}

type subsetter struct {
	*face
	glyphs []int
	number map[int]int // the new number of a glyph that was added as a part
	glyf   []byte
	loca   []byte
	hmtx   []byte
}

func (s *subsetter) add(glyph, move int) error {
	outline, err := s.outline(glyph)
	if err != nil {
		return err
	}
	s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf)))
	s.hmtx = binary.BigEndian.AppendUint16(s.hmtx, uint16(s.advance(glyph)))
	s.hmtx = binary.BigEndian.AppendUint16(s.hmtx, uint16(s.bearing(glyph)+move))
	if len(outline) >= 10 && move != 0 {
		outline = s.moved(outline, glyph, move)
	} else if len(outline) >= 10 && i16(outline, 0) < 0 {
		if outline, err = s.composite(outline); err != nil {
			return fmt.Errorf("glyph %d: %w", glyph, err)
		}
	}
	s.glyf = append(s.glyf, outline...)
	for len(s.glyf)%4 != 0 {
		s.glyf = append(s.glyf, 0)
	}
	return nil
}

// Flags of a part of a composite glyph (ISO/IEC 14496-22 section 5.3.3.2).
const (
	wordArguments = 1 << 0
	offsets       = 1 << 1
	oneScale      = 1 << 3
	moreParts     = 1 << 5
	twoScales     = 1 << 6
	matrix        = 1 << 7
)

// moved returns a composite glyph whose one part is the glyph, moved to the right.
func (s *subsetter) moved(outline []byte, glyph, move int) []byte {
	b := slices.Clone(outline[:10])
	for at, v := range []int{-1, i16(b, 2) + move, i16(b, 4), i16(b, 6) + move} { // -1: composite
		binary.BigEndian.PutUint16(b[2*at:], uint16(v))
	}
	for _, v := range []int{wordArguments | offsets, s.part(glyph), move, 0} {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return b
}

// part returns the new number of a glyph as a part of another.
func (s *subsetter) part(glyph int) int {
	n, ok := s.number[glyph]
	if !ok {
		n = len(s.glyphs)
		s.number[glyph] = n
		s.glyphs = append(s.glyphs, glyph)
	}
	return n
}

// composite returns the outline with the new numbers of its parts.
func (s *subsetter) composite(outline []byte) ([]byte, error) {
	b := slices.Clone(outline)
	for at := 10; ; {
		if at+4 > len(b) {
			return nil, errFont
		}
		flags, part := u16(b, at), u16(b, at+2)
		if part >= s.count {
			return nil, errFont
		}
		binary.BigEndian.PutUint16(b[at+2:], uint16(s.part(part)))
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return b, nil
		}
	}
}

// font joins the tables that a font in a PDF needs (ISO 32000-1 section 9.9).
func (s *subsetter) font() []byte {
	n := len(s.glyphs)
	head, hhea, maxp := slices.Clone(s.tables["head"]), slices.Clone(s.tables["hhea"]), slices.Clone(s.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1)
	binary.BigEndian.PutUint16(hhea[34:], uint16(n))
	binary.BigEndian.PutUint16(maxp[4:], uint16(n))
	roomForMoved(maxp)
	tables := map[string][]byte{
		"glyf": s.glyf, "loca": binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf))), "hmtx": s.hmtx,
		"head": head, "hhea": hhea, "maxp": maxp,
	}
	for _, hinting := range []string{"cvt ", "fpgm", "prep"} {
		if t, ok := s.tables[hinting]; ok {
			tables[hinting] = t
		}
	}
	return joinTables(tables)
}

// roomForMoved raises the limits of the table "maxp", so that any glyph may be a part
// of another.
func roomForMoved(maxp []byte) {
	if len(maxp) < 32 {
		return
	}
	atLeast := func(at, v int) {
		binary.BigEndian.PutUint16(maxp[at:], uint16(max(u16(maxp, at), v)))
	}
	atLeast(10, u16(maxp, 6)) // points
	atLeast(12, u16(maxp, 8)) // contours
	atLeast(28, 1)            // parts
	depth := u16(maxp, 30)
	atLeast(30, depth+1)
}

func joinTables(tables map[string][]byte) []byte {
	names := slices.Sorted(maps.Keys(tables))
	power := 1
	for power*2 <= len(names) {
		power *= 2
	}
	b := []byte{0, 1, 0, 0}
	steps := 0
	for p := power; p > 1; p /= 2 {
		steps++
	}
	for _, v := range []int{len(names), 16 * power, steps, 16 * (len(names) - power)} {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	at, headAt := 12+16*len(names), 0
	for _, name := range names {
		t := tables[name]
		if name == "head" {
			headAt = at
		}
		b = append(b, name...)
		for _, v := range []uint32{checksum(t), uint32(at), uint32(len(t))} {
			b = binary.BigEndian.AppendUint32(b, v)
		}
		at += (len(t) + 3) &^ 3
	}
	for _, name := range names {
		b = append(b, tables[name]...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	binary.BigEndian.PutUint32(b[headAt+8:], 0xB1B0AFBA-checksum(b))
	return b
}

func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var rest [4]byte
	copy(rest[:], b)
	return sum + binary.BigEndian.Uint32(rest[:])
}
