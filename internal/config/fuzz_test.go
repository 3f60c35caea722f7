package config

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Whatever the file holds, reading it ends in sentences that name the file, or in a configuration that says the same
// when given by flags.
func FuzzFile(f *testing.F) {
	f.Add(DefaultFile())
	f.Add("listen = \":1\"\n[tls]\nmode = \"files\"\ncert = \"a\"\nkey = \"b\"\nhosts = [\"c\"]")
	f.Add("\"\" = 1\n[a.b.c]\nd = {e = 1979-05-27}\n[[tls]]\n[[tls]]\n")
	f.Add("tls.mode = \"acme\"\ntls.hosts = [\"a b\"]\nlimits = {upload_mb = 1e9, x = [[1]]}")
	f.Add("database = \"postgres://u:p@h/n?password=q\"")
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(folder, "aula.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Load(Source{File: path})
		if err != nil {
			for _, problem := range err.(Problems) {
				if !strings.HasPrefix(problem.String(), path+":") {
					t.Fatalf("a problem without its place: %q", problem)
				}
			}
			return
		}
		flags := map[string]string{}
		for _, key := range c.keys() {
			if key.text() != "" {
				flags[key.name] = key.text()
			}
		}
		again, err := Load(Source{Flags: maps.Clone(flags)})
		if err != nil {
			t.Fatalf("accepted from the file, refused from flags: %v", err)
		}
		if got, want := values(again), values(c); !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
