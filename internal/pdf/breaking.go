package pdf

import (
	"strings"
	"unicode"
)

// wrap breaks a text into lines that are no wider than the width, which is in multiples
// of the size. Lines break after spaces, between ideographs and after hyphens; where
// none of these is in reach, anywhere but before an accent. Spaces at the end of a line
// belong to it and do not count. Together the lines are the text. Forced reports
// whether a word had to be torn.
func wrap(text []glyph, width float64) (lines [][]glyph, forced bool) {
	const hair = 1e-9 // sums of widths are not exact
	start, chance, sum := 0, 0, 0.0
	cut := func(at int) {
		lines = append(lines, text[start:at])
		start, chance = at, at
	}
	for i, g := range text {
		if i > start && mayBreak(text[i-1].char, g.char) {
			chance = i
		}
		for i > start && !isSpace(g.char) && sum+g.width > width+hair {
			if chance == start {
				chance = tear(text, start, i)
				forced = true
			}
			cut(chance)
			sum = widthOf(text[start:i])
		}
		sum += g.width
		if g.char == '\n' {
			cut(i + 1)
			sum = 0
		}
	}
	if start < len(text) || len(text) == 0 || text[len(text)-1].char == '\n' {
		lines = append(lines, text[start:])
	}
	return lines, forced
}

// tear returns the last place up to i where a word may be torn at need.
func tear(text []glyph, start, i int) int {
	for at := i; at > start; at-- {
		if !isMark(text[at].char) {
			return at
		}
	}
	return i
}

func widthOf(text []glyph) float64 {
	sum := 0.0
	for _, g := range text {
		sum += g.width
	}
	return sum
}

// trim returns the line without the spaces at its end, which are not seen.
func trim(line []glyph) []glyph {
	for len(line) > 0 && isSpace(line[len(line)-1].char) {
		line = line[:len(line)-1]
	}
	return line
}

// Characters that must not begin a line, and those that must not end one (GB/T 15834,
// JIS X 4051).
const (
	noStart = "、。，．；：？！…‥·・～％‰℃）》〉」』】〕〗〙〛｝］”’ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.;:?!)]}%»›"
	noEnd   = "（《〈「『【〔〖〘〚｛［“‘￥＄$¥£€([{«‹"
)

// mayBreak reports whether a line may end after a and the next begin with b.
func mayBreak(a, b rune) bool {
	switch {
	case isSpace(b), isMark(b), isGlue(a), isGlue(b):
		return false
	case strings.ContainsRune(noStart, b), strings.ContainsRune(noEnd, a):
		return false
	case isSpace(a):
		return true
	case a == '—' && b == '—':
		return false
	case isIdeograph(a), isIdeograph(b):
		return true
	}
	return (a == '-' || a == '‐' || a == '–' || a == '—') && unicode.IsLetter(b)
}

func isSpace(r rune) bool { return unicode.IsSpace(r) && !isGlue(r) }

func isGlue(r rune) bool { return r == '\u00A0' || r == '\u202F' || r == '\u2007' || r == '\u2011' }

// isIdeograph reports whether lines may break on both sides of a character: Han, kana
// and the marks and wide forms that go with them.
func isIdeograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x33FF || r >= 0xFF00 && r <= 0xFFEF
}
