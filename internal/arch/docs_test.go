package arch

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#{1,6} +(.+?) *$`)
	target  = regexp.MustCompile("`make ([a-z-]+)")
	fenced  = regexp.MustCompile("(?s)```.*?```")
)

// Every link from one page of the documents to another leads somewhere, its part after
// the # included.
func TestLinksOfTheDocuments(t *testing.T) {
	pages := texts(t, ".md")
	for name, text := range pages {
		for _, m := range link.FindAllStringSubmatchIndex(fenced.ReplaceAllStringFunc(text, blank), -1) {
			to := text[m[2]:m[3]]
			if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
				continue
			}
			file, part, _ := strings.Cut(to, "#")
			at := name
			if file != "" {
				at = path.Join(path.Dir(name), file)
			}
			if _, err := os.Stat(filepath.Join(root, at)); err != nil {
				t.Errorf("%s:%d: %s is not there", name, lineOf(text, m[0]), to)
			} else if part != "" && !anchors(pages[at])[part] {
				t.Errorf("%s:%d: %s has no heading for #%s", name, lineOf(text, m[0]), at, part)
			}
		}
	}
}

// blank keeps the lines of a text and nothing else, so that places in it stay right.
func blank(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] != '\n' {
			b[i] = ' '
		}
	}
	return string(b)
}

// anchors returns the names by which the headings of a page can be reached.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
		var b strings.Builder
		for _, r := range strings.ToLower(m[1]) {
			switch {
			case r == ' ':
				b.WriteRune('-')
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
				b.WriteRune(r)
			}
		}
		all[b.String()] = true
	}
	return all
}

// What the documents tell a reader to make can be made.
func TestTargetsOfTheDocuments(t *testing.T) {
	makefile, err := read("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range texts(t, ".md") {
		for _, m := range target.FindAllStringSubmatchIndex(text, -1) {
			if !strings.Contains(makefile, "\n"+text[m[2]:m[3]]+":") {
				t.Errorf("%s:%d: make %s is not in the Makefile", name, lineOf(text, m[0]), text[m[2]:m[3]])
			}
		}
	}
}

var (
	required = regexp.MustCompile(`(?m)^\t(\S+) v\S+$`)
	oneLine  = regexp.MustCompile(`(?m)^require (\S+) v\S+$`)
)

// Every module that Aula itself asks for is named, with the reason, in the page of
// decisions about them.
func TestDependenciesAreDecided(t *testing.T) {
	const page = "docs/decisions/dependencies.md"
	text, err := read(page)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := read("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	direct := append(required.FindAllStringSubmatch(mod, -1), oneLine.FindAllStringSubmatch(mod, -1)...)
	if len(direct) == 0 {
		t.Fatal("go.mod names no module")
	}
	for _, m := range direct {
		if !strings.Contains(text, "`"+m[1]+"`") {
			t.Errorf("%s does not say why there is %s", page, m[1])
		}
	}
}
