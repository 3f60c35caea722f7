package seminarfile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
)

// open decodes the settings file; nil after a fault that leaves nothing to read.
func (b *book) open(f *Source) *table {
	for _, kind := range []string{kindLanguage, kindLevel, kindPlace, kindOrganisation} {
		b.unsure[kind] = true // until its list has been read
	}
	if f == nil {
		return nil
	}
	text, ok := b.text(*f)
	if !ok {
		return nil
	}
	lines, deep := locate(text)
	if deep > 0 {
		b.fault(spot{file: f.Name, line: deep}, "file.fault.deep", "limit", maxDepth)
		return nil
	}
	values, err := decodeTOML(text)
	if err != nil {
		b.syntax(f.Name, err)
		return nil
	}
	return &table{book: b, file: f.Name, lines: lines, values: values}
}

// decodeTOML decodes without knowing what to expect. The decoder answers some
// texts that it did not foresee with a panic, which is turned into an error here.
func decodeTOML(text string) (values map[string]any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("toml: %v", p)
		}
	}()
	_, err = toml.Decode(text, &values)
	return values, err
}

// syntax reports what the decoder did not understand, the common slips by name.
func (b *book) syntax(file string, err error) {
	at := spot{file: file}
	var p toml.ParseError
	if !errors.As(err, &p) {
		b.fault(at, "file.fault.toml", "problem", err.Error())
		return
	}
	at.line = p.Position.Line
	switch {
	case strings.Contains(p.Message, "already been defined"), strings.Contains(p.Message, "uplicate key"):
		b.fault(at, "file.fault.toml_twice", "value", short(p.LastKey))
	case strings.Contains(p.Message, "strings cannot contain newlines"):
		b.fault(at, "file.fault.toml_open")
	case strings.Contains(p.Message, "expected key separator"), strings.Contains(p.Message, "expected '.' or '='"):
		b.fault(at, "file.fault.toml_equals")
	default:
		b.fault(at, "file.fault.toml", "problem", cut(p.Message, 160))
	}
}
