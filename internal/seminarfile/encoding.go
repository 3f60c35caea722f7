package seminarfile

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

const bom = "\ufeff"

// decode turns the bytes of a file into text. It knows UTF-8 with or without a byte
// order mark, UTF-16 with one (what Excel calls Unicode text), and GB18030 (what it
// saves as CSV on a Chinese machine). It reports false for anything else.
func decode(data []byte) (string, bool) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		from = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case utf8.Valid(data):
		return strings.TrimPrefix(string(data), bom), true
	default:
		from = simplifiedchinese.GB18030
	}
	text, err := from.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", false
	}
	return strings.TrimPrefix(string(text), bom), true
}
