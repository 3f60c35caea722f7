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
// about Aula. They are cut in two here, because this file is looked at as well.
var unwanted = map[string]*regexp.Regexp{
	"a folder of one machine":           regexp.MustCompile(`(^|[^\w.~$}/])/(wo` + `rk|ro` + `ot|tm` + `p)/`),
	"a registry, which is the client's": regexp.MustCompile(`proxy\.golang` + `\.org|sum\.golang` + `\.org|registry\.npm` + `js\.org|deb\.debi` + `an\.org|goproxy` + `\.`),
	"a promise in place of the deed":    regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b|\bfor n` + `ow[,.;:]|\bnot yet imple` + `mented\b`),
}

func TestNoUnwantedWords(t *testing.T) {
	for name, text := range texts(t) {
		if path.Base(name) == "go.sum" || path.Base(name) == "LICENSE" || strings.Contains(name, "/testdata/fuzz/") {
			continue
		}
		for why, words := range unwanted {
			for _, at := range words.FindAllStringIndex(text, -1) {
				t.Errorf("%s:%d: %q is %s", name, lineOf(text, at[0]), strings.TrimSpace(text[at[0]:at[1]]), why)
			}
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
