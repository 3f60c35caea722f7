package arch

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"aula/internal/i18n"
	"aula/internal/seminar"
)

// Whoever opens a package reads first what it is for.
func TestEveryPackageSaysWhatItIs(t *testing.T) {
	said := map[string]bool{}
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if !s.test {
			said[s.pkg()] = said[s.pkg()] || s.tree.Doc != nil
		}
	}
	for pkg, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

// longest is how many lines a file may have before it is two files.
const longest = 600

func TestNoFileIsTooLong(t *testing.T) {
	for name, text := range texts(t, ".go", ".ts", ".css", ".html", ".sql") {
		if n := strings.Count(text, "\n"); n > longest {
			t.Errorf("%s has %d lines, more than %d", name, n, longest)
		}
	}
}

// texts returns the files whose names end so, with their text; all files without endings.
func texts(t *testing.T, endings ...string) map[string]string {
	t.Helper()
	names, err := files()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, name := range names {
		if len(endings) > 0 && !slices.Contains(endings, path.Ext(name)) {
			continue
		}
		text, err := read(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) < 1<<20 && !strings.ContainsRune(text, 0) {
			all[name] = text
		}
	}
	if len(all) == 0 {
		t.Fatalf("no files end in %v", endings)
	}
	return all
}

// unwanted are words that say something about a machine or an afternoon and nothing
// about Aula, with the characters that make another word of them when they stand
// before. They are cut in two here, because this file is looked at as well.
var unwanted = []struct{ word, unlessAfter, why string }{
	{"/wo" + "rk/", letters + ".~$}/", "a folder of one machine"},
	{"/ro" + "ot/", letters + ".~$}/", "a folder of one machine"},
	{"/tm" + "p/", letters + ".~$}/", "a folder of one machine"},
	{"proxy.golang" + ".org", "", "a registry, which is the client's business"},
	{"sum.golang" + ".org", "", "a registry, which is the client's business"},
	{"registry.npm" + "js.org", "", "a registry, which is the client's business"},
	{"deb.debi" + "an.org", "", "a registry, which is the client's business"},
	{"TO" + "DO", letters, "a promise in place of the deed"},
	{"FIX" + "ME", letters, "a promise in place of the deed"},
	{"XX" + "X", letters, "a promise in place of the deed"},
	{"not yet imple" + "mented", "", "a promise in place of the deed"},
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

func TestNoUnwantedWords(t *testing.T) {
	for name, text := range texts(t) {
		if path.Base(name) == "go.sum" || path.Base(name) == "LICENSE" || strings.Contains(name, "/testdata/fuzz/") {
			continue
		}
		for at, why := range unwantedIn(text) {
			t.Errorf("%s:%d: %.20q is %s", name, lineOf(text, at), text[at:], why)
		}
	}
}

// unwantedIn returns where the unwanted words of a text begin, and why they are unwanted.
func unwantedIn(text string) map[int]string {
	all := map[int]string{}
	for _, x := range unwanted {
		for at, from := 0, 0; ; from = at + 1 {
			i := strings.Index(text[from:], x.word)
			if i < 0 {
				break
			}
			at = from + i
			if at == 0 || !strings.ContainsRune(x.unlessAfter, rune(text[at-1])) {
				all[at] = x.why
			}
		}
	}
	return all
}

func TestUnwantedWordsAreFound(t *testing.T) {
	for text, want := range map[string]int{
		"see /tm" + "p/x and \"/ro" + "ot/y\"": 2, "https://example.org/wo" + "rk/1": 0, "${HOME}/tm" + "p/x": 0, "ma/wo" + "rk/": 0,
		"// TO" + "DO: later": 1, "AUTO" + "DO": 0, "GOPROXY=https://proxy.golang" + ".org": 1,
	} {
		if got := unwantedIn(text); len(got) != want {
			t.Errorf("%q: found %v, want %d", text, got, want)
		}
	}
}

func lineOf(text string, at int) int { return 1 + strings.Count(text[:at], "\n") }

var (
	keyInPage   = regexp.MustCompile(`\bT "([a-z][\w.-]+)"`)
	keyInScript = regexp.MustCompile(`\bt\("([a-z][\w.-]+)"[,)]`)
	wholeKey    = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[\w-]+)+$`)
)

// asksForKey are the functions that take a key of the catalogues, and which of their
// arguments it is.
var asksForKey = map[string]int{"T": 0, "Sentence": 0, "Invalid": 0, "NotFound": 0, "Forbidden": 0, "Conflict": 0, "Fail": 1}

// Every key that a Go file, a page or a script names in so many words is in the
// catalogues; a person never reads "error.link".
func TestKeysAreInTheCatalogues(t *testing.T) {
	catalogue, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, key := range catalogue.Keys(seminar.English) {
		known[key] = true
	}
	found := 0
	check := func(name string, line int, key string) {
		if found++; !known[key] {
			t.Errorf("%s:%d: no catalogue has %q", name, line, key)
		}
	}
	for name, text := range texts(t, ".html", ".ts") {
		pattern := keyInPage
		if path.Ext(name) == ".ts" {
			pattern = keyInScript
		}
		for _, at := range pattern.FindAllStringSubmatchIndex(text, -1) {
			check(name, lineOf(text, at[0]), text[at[2]:at[3]])
		}
	}
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if !s.test {
			keysIn(s, check)
		}
	}
	if found < 100 {
		t.Errorf("only %d keys were found: the patterns no longer fit", found)
	}
}

// keysIn calls check for each literal key in a Go file. A literal that is joined to
// something else is only a part of a key.
func keysIn(s source, check func(name string, line int, key string)) {
	ast.Inspect(s.tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		i, ok := asksForKey[selector.Sel.Name]
		if !ok || i >= len(call.Args) {
			return true
		}
		if literal, ok := call.Args[i].(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if key, err := strconv.Unquote(literal.Value); err == nil && wholeKey.MatchString(key) {
				check(s.name, s.line(literal.Pos()), key)
			}
		}
		return true
	})
}
