package seminarfile

import (
	"maps"
	"strings"
	"testing"
)

func TestLocate(t *testing.T) {
	const text = `# a = 1
a = "x # no comment" # [b]
"quoted" = '''
[not.a.table]
''''
b.c = { d = 1, e = [ 1,
  { f = """
y\
" """ },
  3 ] }

[table] # here
key = """a""""
other = 1
[table.sub]
key = ["]", '[', 1979-05-27T07:32:00Z]
[[array]]
key = 1
[[array.inner]]
key = 2
[[array.inner]]
key = 3
[[array]]
[array.table]
key = 4
`
	want := map[string]int{
		"a": 2, "quoted": 3,
		"b": 6, "b c": 6, "b c d": 6, "b c e": 6, "b c e 0": 6, "b c e 1": 7, "b c e 1 f": 7, "b c e 2": 10,
		"table": 12, "table key": 13, "table other": 14, "table sub": 15, "table sub key": 16, "table sub key 0": 16, "table sub key 1": 16, "table sub key 2": 16,
		"array": 17, "array 0": 17, "array 0 key": 18, "array 0 inner": 19, "array 0 inner 0": 19, "array 0 inner 0 key": 20,
		"array 0 inner 1": 21, "array 0 inner 1 key": 22, "array 1": 23, "array 1 table": 24, "array 1 table key": 25,
	}
	if _, err := decodeTOML(text); err != nil {
		t.Fatal(err)
	}
	lines, deep := locate(text)
	got := map[string]int{}
	for p, line := range lines {
		got[strings.ReplaceAll(p, "\x1f", " ")] = line
	}
	if !maps.Equal(got, want) || deep != 0 {
		for _, p := range keys(want) {
			if got[p] != want[p] {
				t.Errorf("%s: line %d, want %d", p, got[p], want[p])
			}
		}
		t.Errorf("got %v, deep %d", got, deep)
	}
}

// Every key that the decoder finds has a line, whatever the text looks like.
func FuzzLocate(f *testing.F) {
	f.Add("a.b = [1, {c = '''x'''}]\n[[d]]\n[d.e]\nf = \"\"\"\n\\\"\"\"\"\n")
	f.Add(settings)
	f.Fuzz(func(t *testing.T, text string) {
		lines, deep := locate(text)
		if deep > 0 {
			return
		}
		values, err := decodeTOML(text)
		if err != nil || strings.ContainsAny(text, "\\\x1f") {
			return
		}
		for _, key := range keys(values) {
			if lines[key] < 1 || lines[key] > strings.Count(text, "\n")+1 {
				t.Errorf("%q is on line %d", key, lines[key])
			}
		}
	})
}
