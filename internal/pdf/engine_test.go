package pdf_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aula/internal/pdf"
	"aula/internal/poppler"
)

// body returns the paper.
func body(t testing.TB, d *pdf.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// stored returns the name of a file with the paper.
func stored(t testing.TB, d *pdf.Document) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(name, body(t, d), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// structure returns the parts of a paper with their texts, as a reader for the blind
// gets them. What a part has on several pages is joined.
func structure(t testing.TB, file string) string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(poppler.Run(t, "pdfinfo", "-struct-text", file)) {
		line = strings.TrimSuffix(line, "\n")
		if n := len(lines) - 1; n >= 0 && quoted(line) && quoted(lines[n]) && strings.Index(line, `"`) == strings.Index(lines[n], `"`) {
			lines[n] = strings.TrimSuffix(lines[n], `"`) + strings.TrimLeft(line, ` "`)
			continue
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func quoted(line string) bool {
	s := strings.TrimSpace(line)
	return len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"'
}

// equal compares line by line.
func equal(t testing.TB, what, got, want string) {
	t.Helper()
	g, w := strings.Split(strings.TrimSpace(got), "\n"), strings.Split(strings.TrimSpace(want), "\n")
	for i := range max(len(g), len(w)) {
		a, b := "nothing", "nothing"
		if i < len(g) {
			a = strings.TrimRight(g[i], " ")
		}
		if i < len(w) {
			b = strings.TrimRight(w[i], " ")
		}
		if a != b {
			t.Fatalf("%s, line %d: %q, want %q; all of it:\n%.3000s", what, i+1, a, b, got)
		}
	}
}
