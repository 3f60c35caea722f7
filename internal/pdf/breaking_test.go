package pdf

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// set makes glyphs of a text: Latin is half as wide as Han, accents have no width.
func set(s string) []glyph {
	var list []glyph
	for _, r := range s {
		g := glyph{char: r, width: 0.5}
		switch {
		case isIdeograph(r):
			g.width = 1
		case isMark(r) || r == '\n':
			g.width = 0
		}
		list = append(list, g)
	}
	return list
}

func read(line []glyph) string {
	var b strings.Builder
	for _, g := range line {
		b.WriteRune(g.char)
	}
	return b.String()
}

func TestWrap(t *testing.T) {
	for _, x := range []struct {
		text   string
		width  float64
		want   []string
		forced bool
	}{
		{"", 5, []string{""}, false},
		{"one two three", 4, []string{"one two ", "three"}, false},
		{"one  two", 1.5, []string{"one  ", "two"}, false},
		{"a\n\nb\n", 5, []string{"a\n", "\n", "b\n", ""}, false},
		{"主会场在二楼", 4, []string{"主会场在", "二楼"}, false},
		{"主会场，二楼", 3, []string{"主会", "场，二", "楼"}, false},
		{"他说：“好”。", 3, []string{"他说：", "“好”。"}, false},
		{"参加（线上）会", 3, []string{"参加", "（线", "上）会"}, false},
		{"破折——号", 3.5, []string{"破折——", "号"}, false},
		{"破折号——号", 3.6, []string{"破折号", "——号"}, false},
		{"于2026年", 2.5, []string{"于", "2026", "年"}, false},
		{"Abcdefgh", 2, []string{"Abcd", "efgh"}, true},
		{"well-known", 3, []string{"well-", "known"}, false},
		{"no 10\u00a0km", 3, []string{"no ", "10\u00a0km"}, false},
		{"aaa e\u0301e\u0301e\u0301", 1, []string{"aa", "a ", "e\u0301e\u0301", "e\u0301"}, true},
		{"主", 0.5, []string{"主"}, false},
	} {
		lines, forced := wrap(set(x.text), x.width)
		var got []string
		for _, line := range lines {
			got = append(got, read(line))
		}
		if !slices.Equal(got, x.want) || forced != x.forced {
			t.Errorf("%q at %v: %q, torn %v; want %q", x.text, x.width, got, forced, x.want)
		}
	}
}

// Whatever comes: no character is lost or moved, no line is wider than it may be, and
// none begins or ends with what must not stand there unless a word had to be torn.
func TestWrapKeepsEverything(t *testing.T) {
	letters := rapid.SampledFrom([]rune("aeio  \n-—，。（）“”主会场が\u0301\u00a01,."))
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOfN(letters, 0, 60).Draw(t, "text"))
		width := rapid.Float64Range(0.1, 12).Draw(t, "width")
		lines, forced := wrap(set(text), width)
		var all strings.Builder
		for i, line := range lines {
			all.WriteString(read(line))
			seen := trim(line)
			if bare := strings.Map(func(r rune) rune {
				if isMark(r) {
					return -1
				}
				return r
			}, read(seen)); widthOf(seen) > width+1e-6 && utf8.RuneCountInString(bare) > 1 {
				t.Fatalf("%q is wider than %v", read(line), width)
			}
			if i == 0 || forced || len(line) == 0 || strings.HasSuffix(read(lines[i-1]), "\n") {
				continue
			}
			if first := line[0].char; strings.ContainsRune(noStart, first) || isSpace(first) {
				t.Fatalf("%q begins a line", first)
			}
		}
		if all.String() != text {
			t.Fatalf("%q became %q", text, all.String())
		}
	})
}
