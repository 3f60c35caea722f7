package pdf

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// The fonts are what their makers sent: each comes with its version, its licence and
// the hash of its file.
func TestFontsAreUnchanged(t *testing.T) {
	folders, err := filepath.Glob("font/*")
	if err != nil || len(folders) != 3 {
		t.Fatal(folders, err)
	}
	for _, folder := range folders {
		for _, name := range []string{"VERSION", "LICENSE"} {
			if b, err := os.ReadFile(filepath.Join(folder, name)); err != nil || len(b) == 0 {
				t.Errorf("%s lacks its %s", folder, name)
			}
		}
		list, err := os.ReadFile(filepath.Join(folder, "HASH"))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		files, _ := filepath.Glob(filepath.Join(folder, "*.gz"))
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			font, err := unpack(data)
			if err != nil {
				t.Fatal(err)
			}
			got += fmt.Sprintf("%x  %s\n", sha256.Sum256(font), strings.TrimSuffix(filepath.Base(file), ".gz"))
		}
		if sorted(got) != sorted(string(list)) {
			t.Errorf("%s has changed:\n%s", folder, got)
		}
	}
}

func sorted(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// Every letter that our languages need is there, in both weights.
func TestEmbeddedFontsHave(t *testing.T) {
	for name, letters := range map[string]string{
		"English":    "ABCXYZabcxyz0123456789.,;:!?'\"()[]{}@#$%&*+-/=<>_|~^`\\–—‘’“”…·•€£§©®°×−½",
		"Vietnamese": "ăâđêôơưẮẰẲẴẶấầẩẫậĐếềểễệốồổỗộớờởỡợứừửữựỳỵỷỹ",
		"Pinyin":     "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜĀÁǍÀńňǹ",
		"others":     "ğışŁżťűőñçßøæÞ ЖДяёў ΑΒΓδ",
		"Chinese":    "、。，；：？！（）《》〈〉「」『』【】〔〕～％￥ 中华人民共和国结业证书签到表〇①②③⑩□■○●→✓✗㎡ＡＺ０９",
		"kana":       "ひらがなカタカナー",
	} {
		for _, r := range letters {
			for _, bold := range []bool{false, true} {
				if f, err := embedded.find(r, bold); err != nil || f == nil {
					t.Errorf("%s: no font has %q, %v", name, r, err)
				}
			}
		}
	}
	for r, want := range map[rune]*Font{'a': embedded[1], 'ệ': embedded[1], '国': embedded[2], '，': embedded[2], '①': embedded[3]} {
		if got, _ := embedded.find(r, true); got != want {
			t.Errorf("%q comes from another font", r)
		}
	}
}

// A document that has written a character in one weight writes it in the other too.
func TestWeights(t *testing.T) {
	d := New("Weights", "en")
	for _, x := range []struct {
		char        rune
		bold, thick bool
		font        *Font
	}{
		{'a', false, false, embedded[0]}, {'a', true, false, embedded[1]}, {'国', false, false, embedded[2]}, {'国', true, true, embedded[2]}, {'a', false, false, embedded[0]},
	} {
		if g, ok := d.glyph(x.char, x.bold, ""); !ok || g.use.font != x.font || g.thick != x.thick {
			t.Errorf("%q, bold %v: %+v", x.char, x.bold, g)
		}
	}
}

// Whatever a name in simplified or traditional characters is written with is there.
func TestEmbeddedFontsHaveGBK(t *testing.T) {
	decoder, count := simplifiedchinese.GBK.NewDecoder(), 0
	for first := byte(0x81); first < 0xFF; first++ {
		for second := byte(0x40); second < 0xFF; second++ {
			s, err := decoder.String(string([]byte{first, second}))
			r, _ := utf8.DecodeRuneInString(s)
			if err != nil || r < 0x4E00 || r > 0x9FA5 {
				continue
			}
			count++
			if f, err := embedded.find(r, false); err != nil || f == nil {
				t.Errorf("no font has %q, %v", r, err)
			}
		}
	}
	if count != 0x9FA5-0x4E00+1 {
		t.Errorf("only %d ideographs were asked for", count)
	}
}

// A font that is cut draws as the whole one does: simple and composed glyphs, and the
// marks that are moved.
func TestSubsetDrawsTheSame(t *testing.T) {
	for i, letters := range []string{"AgÅệǜ%½ñ", "AgÅệǜ", "国，。丶龥（", "①→✓☐ẍ"} {
		whole, err := embedded[i].face()
		if err != nil {
			t.Fatal(err)
		}
		use := newFontUse(whole, embedded[i], 0)
		for _, r := range letters {
			if whole.glyph(r) == 0 {
				t.Fatalf("%s has no %q", whole.name, r)
			}
			use.number(r)
		}
		data, err := use.subset(use.glyphs, use.moves())
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 20_000 {
			t.Errorf("%d letters of %s are %d bytes", len(use.glyphs), whole.name, len(data))
		}
		cut, err := sfnt.Parse(withCmap(t, data))
		if err != nil {
			t.Fatal(err)
		}
		original, err := sfnt.Parse(joinTables(whole.tables))
		if err != nil {
			t.Fatal(err)
		}
		for n, r := range use.runes[1:] {
			move := fixed.Int26_6(use.moves()[n+1] * 64)
			a, b := drawn(t, cut, n+1, 0), drawn(t, original, use.glyphs[n+1], move)
			if a != b {
				t.Errorf("%s draws %q as\n%s\nand not as\n%s", whole.name, r, a, b)
			}
		}
	}
}

// drawn tells the outline and the width of a glyph, moved to the right.
func drawn(t *testing.T, f *sfnt.Font, glyph int, move fixed.Int26_6) string {
	t.Helper()
	var b sfnt.Buffer
	size := fixed.I(int(f.UnitsPerEm()))
	segments, err := f.LoadGlyph(&b, sfnt.GlyphIndex(glyph), size, nil)
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	for _, segment := range segments {
		n := map[sfnt.SegmentOp]int{sfnt.SegmentOpMoveTo: 1, sfnt.SegmentOpLineTo: 1, sfnt.SegmentOpQuadTo: 2}[segment.Op]
		fmt.Fprint(&s, segment.Op)
		for _, p := range segment.Args[:n] {
			fmt.Fprint(&s, " ", p.X+move, " ", p.Y)
		}
		s.WriteByte('\n')
	}
	width, err := f.GlyphAdvance(&b, sfnt.GlyphIndex(glyph), size, font.HintingNone)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%v wide\n%s", width, s.String())
}

// withCmap gives a cut font the tables that a PDF does not need and a reader of files does.
func withCmap(t *testing.T, data []byte) []byte {
	t.Helper()
	f := &face{tables: map[string][]byte{}}
	if err := f.readTables(data); err != nil {
		t.Fatal(err)
	}
	roboto, err := embedded[0].face()
	if err != nil {
		t.Fatal(err)
	}
	f.tables["cmap"], f.tables["name"] = roboto.tables["cmap"], roboto.tables["name"]
	f.tables["post"], f.tables["OS/2"] = roboto.tables["post"], roboto.tables["OS/2"]
	return joinTables(f.tables)
}

// A broken font is refused, or drawn with what is left of it; it never stops the program.
func TestBrokenFonts(t *testing.T) {
	good, err := unpack(robotoRegular)
	if err != nil {
		t.Fatal(err)
	}
	chance := rand.New(rand.NewPCG(1, 2))
	taken, refused := 0, 0
	for i := range 150 {
		data := slices.Clone(good)
		for range 1 + i%40 {
			data[chance.IntN(len(data))] = byte(chance.Uint32())
		}
		switch i % 3 {
		case 1:
			data[chance.IntN(300)] = byte(chance.Uint32()) // the list of its tables
		case 2:
			data = data[:len(data)-chance.IntN(len(data))]
		}
		f, err := parseFace(data)
		if err != nil {
			refused++
			continue
		}
		u := newFontUse(f, &Font{face: func() (*face, error) { return f, nil }}, 0)
		for r := ' '; r < 0x250; r++ {
			if f.glyph(r) != 0 {
				u.number(r)
			}
		}
		if _, err := u.subset(u.glyphs, nil); err != nil {
			refused++
			continue
		}
		taken++
	}
	if taken < 20 || refused < 20 {
		t.Errorf("%d broken fonts were taken, %d refused", taken, refused)
	}
}

func TestReadFont(t *testing.T) {
	folder := t.TempDir()
	put := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	bold, err := unpack(robotoBold)
	if err != nil {
		t.Fatal(err)
	}
	own, err := ReadFont(put("own.ttf", bold))
	if err != nil || !own.bold {
		t.Fatalf("%+v, %v", own, err)
	}
	if got, err := append(Fonts{own}, Embedded()...).find('a', true); got != own || err != nil {
		t.Errorf("the font of the institute is not asked first: %v", err)
	}
	for name, want := range map[string]string{
		"cff":   "a font with PostScript outlines (CFF) cannot be used, only one with TrueType outlines",
		"many":  "a collection of fonts cannot be used, only a single one",
		"empty": errFont.Error(),
	} {
		data := map[string][]byte{"cff": []byte("OTTO\x00\x01000000000000"), "many": []byte("ttcf\x00\x01000000000000")}[name]
		if _, err := ReadFont(put(name, data)); err == nil || !strings.HasSuffix(err.Error(), name+": "+want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := ReadFont(filepath.Join(folder, "none")); err == nil {
		t.Error("a font that is not there was read")
	}
}
