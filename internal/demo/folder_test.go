package demo

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aula/internal/config"
)

// lay makes files in a new folder.
func lay(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("dear data"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestFolder(t *testing.T) {
	for _, x := range []struct {
		what    string
		dir     string
		refused bool
		after   []string
	}{
		{"absent", filepath.Join(t.TempDir(), "new", "one"), false, []string{marker}},
		{"empty", lay(t), false, []string{marker}},
		{"of an earlier demonstration", lay(t, marker, "aula.db", "keys/pass-1.pem"), false, []string{marker}},
		{"of a server", lay(t, "aula.db", "keys/pass-1.pem"), true, []string{"aula.db", "keys"}},
		{"with one stray file", lay(t, "notes.txt"), true, []string{"notes.txt"}},
		{"with a folder of the marker's name", lay(t, marker+"/aula.db"), true, []string{marker}},
	} {
		f, err := openFolder(x.dir)
		if refused := err != nil; refused != x.refused {
			t.Errorf("%s: %v", x.what, err)
		}
		if err != nil && !strings.Contains(err.Error(), x.dir) {
			t.Errorf("%s: the sentence does not name the folder: %v", x.what, err)
		}
		if f != nil {
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		}
		if got := names(t, x.dir); !slices.Equal(got, x.after) {
			t.Errorf("%s: left with %v", x.what, got)
		}
	}
}

func TestTemporaryFolderGoes(t *testing.T) {
	f, err := openFolder("")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(f.path, "aula.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(f.path); !os.IsNotExist(err) {
		t.Errorf("%v", err)
	}
}

// A file of the real server on this machine decides nothing; flags and environment do.
func TestSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "aula.toml")
	text := "listen = \"127.0.0.1:9\"\ndata = \"real\"\npublic_url = \"https://aula.example.org\"\ndatabase = \"postgres://u:p@db.example.org/aula\"\n[tls]\nmode = \"off\"\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	load := func(flags map[string]string, environ ...string) *config.Config {
		cfg, err := config.Load(config.Source{File: file, Flags: flags, Environ: environ})
		if err != nil {
			t.Fatal(err)
		}
		own, _ := settings(t.Context(), cfg)
		return own
	}
	own := load(nil)
	if own.Listen != everywhere && own.Listen != anyPort || own.Media.UDP != own.Listen || own.Data != "" || own.PublicURL != "" || own.Database != "" || own.TLS.Mode != "auto" {
		t.Errorf("%+v", own)
	}
	own = load(map[string]string{"listen": "127.0.0.1:0", "tls.mode": "authority"}, "AULA_DATA=/srv/demo", "AULA_PUBLIC_URL=https://demo.example.org", "AULA_DATABASE=postgres://u:p@db.example.org/aula")
	if own.Listen != "127.0.0.1:0" || own.Media.UDP != "127.0.0.1:0" || own.Data != "/srv/demo" || own.PublicURL != "https://demo.example.org" || own.Database != "" || own.TLS.Mode != "authority" {
		t.Errorf("%+v", own)
	}
}

func TestATakenPortIsNotFree(t *testing.T) {
	if !free(t.Context(), "127.0.0.1:0") || free(t.Context(), "192.0.2.1:8470") {
		t.Error("free says otherwise")
	}
}
