package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
)

// readFile takes every key of the file. Text that is not TOML is one problem: nothing after it can be trusted.
func (l *loader) readFile(name, text string) {
	f := file{loader: l, name: name, keys: map[string]key{}, sections: map[string]bool{}}
	for _, key := range l.config.keys() {
		f.keys[key.name] = key
		f.names = append(f.names, key.name)
		if section, _, ok := strings.Cut(key.name, "."); ok && !f.sections[section] {
			f.sections[section] = true
			f.names = append(f.names, section)
		}
	}
	var values map[string]toml.Primitive
	var err error
	f.meta, err = toml.Decode(text, &values)
	if syntax, ok := errors.AsType[toml.ParseError](err); ok {
		l.add("", origin{name, max(syntax.Position.Line, 1)}, "not valid TOML: "+strings.TrimSuffix(syntax.Message, "."))
		return
	}
	if err != nil {
		l.add("", origin{name, 1}, "not valid TOML: "+err.Error())
		return
	}
	f.take(nil, values)
}

// A file walks the parsed values and keeps the line of each.
type file struct {
	*loader
	name     string
	meta     toml.MetaData
	keys     map[string]key
	sections map[string]bool
	names    []string // keys and sections, to suggest from
}

func (f *file) take(section toml.Key, values map[string]toml.Primitive) {
	for last, value := range values {
		path := append(section[:len(section):len(section)], last)
		name := path.String()
		content, line := f.look(value)
		from := origin{f.name, line}
		key, known := f.keys[name]
		switch {
		case known:
			f.set(key, content, from)
		case len(section) == 0 && f.sections[name]:
			f.takeSection(path, value, content, from)
		default:
			f.add(name, from, "no such setting"+suggest(name, f.names))
		}
	}
}

func (f *file) set(key key, content any, from origin) {
	if err := key.setTOML(content); err != nil {
		f.add(key.name, from, err.Error())
		return
	}
	f.config.origin[key.name] = from
}

func (f *file) takeSection(path toml.Key, value toml.Primitive, content any, from origin) {
	var values map[string]toml.Primitive
	if _, ok := content.(map[string]any); !ok || f.meta.PrimitiveDecode(value, &values) != nil {
		f.add(path.String(), from, fmt.Sprintf("this is a section; write [%s] on a line of its own and its keys below", path))
		return
	}
	f.take(path, values)
}

// look returns a value and the line it stands on. The decoder tells lines only in errors, so the probe always fails.
func (f *file) look(value toml.Primitive) (any, int) {
	var p probe
	err := f.meta.PrimitiveDecode(value, &p)
	if at, ok := errors.AsType[toml.ParseError](err); ok {
		return p.value, max(at.Position.Line, 1)
	}
	return p.value, 1
}

type probe struct{ value any }

func (p *probe) UnmarshalTOML(value any) error {
	p.value = value
	return errors.New("seen")
}
