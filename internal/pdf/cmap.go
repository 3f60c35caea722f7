package pdf

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// readCmap reads which characters a font has from its widest table of Unicode: format
// 12 or format 4 (ISO/IEC 14496-22 section 5.2.1).
func readCmap(cmap []byte, glyphs int) ([]segment, error) {
	var best []byte
	format := 0
	for i := 0; i < u16(cmap, 2) && len(cmap) >= 4+8*(i+1); i++ {
		entry := cmap[4+8*i:]
		platform, from := u16(entry, 0), int(binary.BigEndian.Uint32(entry[4:]))
		if platform != 0 && (platform != 3 || u16(entry, 2) != 1 && u16(entry, 2) != 10) || from+4 > len(cmap) {
			continue
		}
		if f := u16(cmap, from); f == 12 || f == 4 && format != 12 {
			best, format = cmap[from:], f
		}
	}
	var list []segment
	switch format {
	case 4:
		list = format4(best)
	case 12:
		list = format12(best)
	}
	slices.SortFunc(list, func(a, b segment) int { return int(a.first - b.first) })
	for i, s := range list {
		if s.first < 0 || s.last < s.first || i > 0 && list[i-1].last >= s.first || s.glyph < 0 || s.glyph+int(s.last-s.first) >= glyphs {
			return nil, fmt.Errorf("%w: its table of characters does not fit", errFont)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: it has no table of Unicode characters", errFont)
	}
	return list, nil
}

func format12(b []byte) []segment {
	if len(b) < 16 {
		return nil
	}
	n := int(binary.BigEndian.Uint32(b[12:]))
	var list []segment
	for i := 0; i < n && len(b) >= 16+12*(i+1); i++ {
		group := b[16+12*i:]
		first, last := binary.BigEndian.Uint32(group), binary.BigEndian.Uint32(group[4:])
		list = append(list, segment{rune(first), rune(last), int(binary.BigEndian.Uint32(group[8:]))})
	}
	return list
}

func format4(b []byte) []segment {
	if len(b) < 14 {
		return nil
	}
	n := u16(b, 6) / 2
	ends, starts, deltas, offsets := 14, 16+2*n, 16+4*n, 16+6*n
	if len(b) < offsets+2*n {
		return nil
	}
	var list []segment
	for i := range n {
		start, end := u16(b, starts+2*i), u16(b, ends+2*i)
		delta, offset := u16(b, deltas+2*i), u16(b, offsets+2*i)
		for c := start; c <= end && c < 0xFFFF; c++ {
			glyph := c
			if offset != 0 {
				at := offsets + 2*i + offset + 2*(c-start)
				if at+2 > len(b) {
					break
				}
				if glyph = u16(b, at); glyph == 0 {
					continue
				}
			}
			if glyph = (glyph + delta) & 0xFFFF; glyph > 0 {
				list = extend(list, rune(c), glyph)
			}
		}
	}
	return list
}

// extend adds a character to the last segment where it goes on there.
func extend(list []segment, r rune, glyph int) []segment {
	if n := len(list) - 1; n >= 0 && list[n].last == r-1 && list[n].glyph+int(r-list[n].first) == glyph {
		list[n].last = r
		return list
	}
	return append(list, segment{r, r, glyph})
}
