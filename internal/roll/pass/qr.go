package pass

import (
	"fmt"
	"html"
	"strings"

	"rsc.io/qr"
)

// quiet is the white margin of a QR code in modules (ISO/IEC 18004 section 9.1).
const quiet = 4

// QR returns the text as a QR code in SVG, with its quiet zone, black on white, to be
// sized by its page. The title is what a screen reader says instead. It fails when
// the text is too long for a QR code.
func QR(text, title string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("QR code: %w", err)
	}
	side := code.Size + 2*quiet
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" shape-rendering="crispEdges">`, side, side)
	if title != "" {
		fmt.Fprintf(&b, "<title>%s</title>", html.EscapeString(title))
	}
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`, side, side)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			if n := run(code, x, y); n > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, n, n)
				x += n
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}

// Modules returns the squares of the text's QR code by line and column, true for black, without the quiet zone.
func Modules(text string) ([][]bool, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	lines := make([][]bool, code.Size)
	for y := range lines {
		lines[y] = make([]bool, code.Size)
		for x := range code.Size {
			lines[y][x] = code.Black(x, y)
		}
	}
	return lines, nil
}

// run counts the black modules from x to the right.
func run(code *qr.Code, x, y int) int {
	n := 0
	for code.Black(x+n, y) {
		n++
	}
	return n
}

// Terminal returns the text as a QR code in half blocks, two modules to a character,
// black on white whatever the terminal's colours are. It ends with a line break.
func Terminal(text string) (string, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return "", fmt.Errorf("QR code: %w", err)
	}
	const white, reset = "\x1b[97;40m", "\x1b[0m\n"
	blocks := map[[2]bool]string{ // upper and lower black? The ink is white.
		{false, false}: "█", {false, true}: "▀", {true, false}: "▄", {true, true}: " ",
	}
	var b strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		b.WriteString(white)
		for x := -quiet; x < code.Size+quiet; x++ {
			b.WriteString(blocks[[2]bool{code.Black(x, y), code.Black(x, y+1)}])
		}
		b.WriteString(reset)
	}
	return b.String(), nil
}
