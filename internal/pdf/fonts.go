package pdf

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"os"
	"sync"
)

// Fonts are asked for each character in their order: the first that has it and the
// weight that is wanted draws it, else the first that has it. Where a bold character is
// wanted and only a regular one is there, its edge is drawn thicker.
type Fonts []*Font

// Font is a TrueType font. It is read when a text first needs it and may be used by
// several documents at once.
type Font struct {
	bold  bool
	face  func() (*face, error)
	moved map[rune]float64 // characters that are drawn beside their place, in multiples of the size
	alike map[rune]rune    // characters that are drawn as another
}

var (
	//go:embed font/roboto/Roboto-Regular.ttf.gz
	robotoRegular []byte
	//go:embed font/roboto/Roboto-Bold.ttf.gz
	robotoBold []byte
	//go:embed font/droid/DroidSansFallbackFull.ttf.gz
	droid []byte
	//go:embed font/dejavu/DejaVuSans.ttf.gz
	dejavu []byte
)

var embedded = Fonts{
	{face: packed(robotoRegular)},
	{face: packed(robotoBold), bold: true},
	{face: packed(droid), moved: beside},
	{face: packed(dejavu), alike: map[rune]rune{'〈': '⟨', '〉': '⟩'}},
}

// beside moves marks that Droid Sans Fallback has in the middle of their square to where
// GB/T 15834 section 5.1 wants them: after a word in the left half, before it in the right.
var beside = map[rune]float64{'，': -0.33, '；': -0.33, '：': -0.28, '！': -0.28, '？': -0.2, '（': 0.2, '）': -0.2}

// Embedded returns the fonts that come with this package: Roboto for Latin (with
// Vietnamese and the tone marks of Pinyin), Greek and Cyrillic, regular and bold, Droid
// Sans Fallback for Han and kana, DejaVu Sans for arrows, ticks, numbers in circles and
// what else is left. They have every ideograph of GBK, and no Hangul.
func Embedded() Fonts { return append(Fonts(nil), embedded...) }

func packed(data []byte) func() (*face, error) {
	return sync.OnceValues(func() (*face, error) {
		unpacked, err := unpack(data)
		if err != nil {
			return nil, err
		}
		return parseFace(unpacked)
	})
}

func unpack(data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// ReadFont reads a font from a file. The file must be a single font with TrueType
// outlines (.ttf), and its licence must allow that it is embedded; whether it is bold,
// it says itself.
func ReadFont(path string) (*Font, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	f, err := parseFace(data)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", path, err)
	}
	return &Font{bold: f.bold, face: func() (*face, error) { return f, nil }}, nil
}

// find returns the font that draws a character; nil when none has it.
func (list Fonts) find(r rune, bold bool) (*Font, error) {
	var other *Font
	for _, font := range list {
		if font.bold != bold && other != nil {
			continue
		}
		glyph, err := font.glyph(r)
		if err != nil {
			return nil, fmt.Errorf("font: %w", err)
		}
		if glyph == 0 {
			continue
		}
		if font.bold == bold {
			return font, nil
		}
		other = font
	}
	return other, nil
}

// glyph returns the number of a character's glyph; 0 when the font lacks it.
func (font *Font) glyph(r rune) (int, error) {
	f, err := font.face()
	if err != nil {
		return 0, err
	}
	if other, ok := font.alike[r]; ok {
		r = other
	}
	return f.glyph(r), nil
}
