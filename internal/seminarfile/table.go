package seminarfile

import (
	"maps"
	"slices"
	"strconv"

	"aula/internal/seminar"
)

// table reads the values of one TOML table. Every method notes the key as known;
// done reports the keys that nobody asked for.
type table struct {
	book   *book
	file   string
	lines  map[string]int
	path   string
	values map[string]any
	asked  []string
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// at is where the value of a key stands; where it is missing, its table.
func (t *table) at(key string) spot {
	line, ok := t.lines[step(t.path, key)]
	if !ok {
		line = t.lines[t.path]
	}
	return spot{t.file, line, key}
}

func (t *table) get(key string) (any, bool) {
	t.asked = append(t.asked, key)
	v, ok := t.values[key]
	return v, ok
}

func (t *table) wrong(key, wanted string) { t.book.fault(t.at(key), "file.fault.type."+wanted) }

// string reads a plain string; "" when there is none.
func (t *table) string(key string) string {
	v, ok := t.get(key)
	s, is := v.(string)
	if ok && !is {
		t.wrong(key, "string")
	}
	return s
}

// key reads the table's own key and gives the thing its id.
func (t *table) key(kind, within string) (string, seminar.ID, bool) {
	s := t.string("key")
	if v, ok := t.values["key"]; ok {
		if _, is := v.(string); !is {
			return "", "", false
		}
	}
	k, ok := t.book.key(t.at("key"), s)
	if !ok {
		return "", "", false
	}
	return k, t.book.name(kind, within+k, t.at("key")), true
}

// bool reads true or false; false when there is none.
func (t *table) bool(key string) bool {
	v, ok := t.get(key)
	x, is := v.(bool)
	if ok && !is {
		t.wrong(key, "bool")
	}
	return x
}

// number reads a whole number from 0 to limit.
func (t *table) number(key string, absent, limit int) int {
	v, ok := t.get(key)
	if !ok {
		return absent
	}
	n, is := v.(int64)
	switch {
	case !is:
		t.wrong(key, "number")
	case n < 0 || n > int64(limit):
		t.book.fault(t.at(key), "file.fault.range", "value", n, "limit", limit)
	default:
		return int(n)
	}
	return absent
}

// text reads a text: one string in the seminar's first language, or a table of
// them by language.
func (t *table) text(key string, r rule) seminar.Text {
	v, ok := t.get(key)
	if !ok {
		return nil
	}
	switch v := v.(type) {
	case string:
		return words(t.book.languages[0], t.book.clean(t.at(key), v, r))
	case map[string]any:
		return t.translations(key, v, r)
	}
	t.wrong(key, "text")
	return nil
}

// textOr is text, and absent where the file does not have the key.
func (t *table) textOr(key string, absent seminar.Text, r rule) seminar.Text {
	if x := t.text(key, r); t.has(key) {
		return x
	}
	return absent
}

func (t *table) has(key string) bool {
	_, given := t.values[key]
	return given
}

func (t *table) translations(key string, in map[string]any, r rule) seminar.Text {
	out := seminar.Text{}
	for _, tag := range keys(in) {
		at := spot{t.file, t.lines[step(step(t.path, key), tag)], key + "." + tag}
		if at.line == 0 {
			at.line = t.at(key).line
		}
		language, ok := t.book.language(at, tag)
		s, is := in[tag].(string)
		switch {
		case !ok:
		case !is:
			t.book.fault(at, "file.fault.type.string")
		case out[language] != "":
			t.book.fault(at, "file.fault.language_twice", "value", language)
		default:
			if s = t.book.clean(at, s, r); s != "" {
				out[language] = s
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// required is text, and a fault when it says nothing.
func (t *table) required(key string, r rule) seminar.Text {
	before := len(t.book.faults)
	x := t.text(key, r)
	if x == nil && !t.book.faults[before:].Stop() {
		t.book.fault(t.at(key), "file.fault.required")
	}
	return x
}

// strings reads a list of strings, each with where it stands.
func (t *table) strings(key string) (list []string, at []spot, given bool) {
	v, ok := t.get(key)
	if !ok {
		return nil, nil, false
	}
	elements, is := v.([]any)
	if !is {
		t.wrong(key, "strings")
		return nil, nil, false
	}
	for i, e := range elements {
		where := spot{t.file, t.lines[step(step(t.path, key), strconv.Itoa(i))], key}
		s, is := e.(string)
		if !is {
			t.book.fault(where, "file.fault.type.strings")
			continue
		}
		list, at = append(list, s), append(at, where)
	}
	return list, at, true
}

// table opens a table below; an empty one, and false, when it is not there.
func (t *table) table(key string) (*table, bool) {
	v, ok := t.get(key)
	values, is := v.(map[string]any)
	if ok && !is {
		t.wrong(key, "table")
	}
	return &table{book: t.book, file: t.file, lines: t.lines, path: step(t.path, key), values: values}, is
}

// tables opens the tables of [[key]], at most limit of them.
func (t *table) tables(key string, limit int) []*table {
	v, ok := t.get(key)
	if !ok {
		return nil
	}
	elements, is := list(v)
	if !is {
		t.wrong(key, "tables")
		return nil
	}
	if len(elements) > limit {
		t.book.fault(t.at(key), "file.fault.too_many", "count", len(elements), "limit", limit)
		return nil
	}
	var all []*table
	for i, e := range elements {
		p := step(step(t.path, key), strconv.Itoa(i))
		values, is := e.(map[string]any)
		if !is {
			t.book.fault(spot{t.file, t.lines[p], key}, "file.fault.type.tables")
			continue
		}
		all = append(all, &table{book: t.book, file: t.file, lines: t.lines, path: p, values: values})
	}
	return all
}

// list is a TOML array or array of tables as one kind of list.
func list(v any) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case []map[string]any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = v[i]
		}
		return all, true
	}
	return nil, false
}

// choice reads one of the options; the zero value when there is none.
func choice[T ~string](t *table, key string, options []T) T {
	s := t.string(key)
	if _, given := t.values[key]; !given {
		t.book.fault(t.at(key), "file.fault.required")
		return ""
	}
	if s != "" && slices.Contains(options, T(fold(s))) {
		return T(fold(s))
	}
	if _, is := t.values[key].(string); is {
		unknown(t.book, t.at(key), s, options)
	}
	return ""
}

// done reports the keys that are no part of the table.
func (t *table) done() {
	for _, k := range keys(t.values) {
		if !slices.Contains(t.asked, k) {
			t.book.fault(t.at(k), "file.fault.unknown_field", "near", near(k, t.asked))
		}
	}
}
