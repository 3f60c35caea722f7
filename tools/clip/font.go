package main

import (
	"fmt"
	"os"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
)

// Where Debian's fonts-noto-cjk and fonts-dejavu put their files.
const (
	notoRegular = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
	notoBold    = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
	notoSerif   = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"
	dejavuMono  = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
	simplified  = 2 // index of the Simplified Chinese face in a Noto collection
)

type fonts struct{ regular, bold, serif, mono *opentype.Font }

func openFonts() (*fonts, error) {
	var f fonts
	for path, to := range map[string]**opentype.Font{
		notoRegular: &f.regular, notoBold: &f.bold, notoSerif: &f.serif, dejavuMono: &f.mono,
	} {
		font, err := openFont(path)
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", path, err)
		}
		*to = font
	}
	return &f, nil
}

func openFont(path string) (*opentype.Font, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	collection, err := opentype.ParseCollection(raw)
	if err != nil {
		return nil, err
	}
	return collection.Font(min(simplified, collection.NumFonts()-1))
}

// face returns a font at a size in pixels.
func face(f *opentype.Font, size float64) font.Face {
	made, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // only for options that are nil
	}
	return made
}
