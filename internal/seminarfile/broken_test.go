package seminarfile

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"aula/internal/i18n"
	"aula/internal/seminar"
)

var update = flag.Bool("update", false, "write what testdata/broken should say")

// TestBroken reads inputs with faults. Each archive holds the files and, in en and
// zh-Hans, exactly what a person is told about them. An archive whose comment ends
// in "(warnings)" is read nevertheless.
func TestBroken(t *testing.T) {
	catalogue, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	archives, err := filepath.Glob("testdata/broken/*.txtar")
	if err != nil || len(archives) < 30 {
		t.Fatalf("%d archives: %v", len(archives), err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			plan, faults := Read(sources(a), nil)
			warnings := strings.HasSuffix(strings.TrimSpace(string(a.Comment)), "(warnings)")
			if (plan != nil) != warnings || faults.Stop() == warnings || len(faults) == 0 {
				t.Errorf("plan %v, %d faults", plan != nil, len(faults))
			}
			told := map[string]string{}
			for _, lang := range seminar.Languages() {
				told[lang] = faults.In(catalogue.Printer(lang, nil)) + "\n"
			}
			if *update {
				expect(t, name, a, told)
				return
			}
			for _, f := range a.Files {
				if said, ok := told[f.Name]; ok && said != string(f.Data) {
					t.Errorf("%s: told\n%swant\n%s", f.Name, said, f.Data)
				}
			}
			if len(a.Files) < len(told)+1 {
				t.Error("the archive does not say what a person is told")
			}
		})
	}
}

// sources are the files of an archive but for the expectations.
func sources(a *txtar.Archive) []Source {
	var all []Source
	for _, f := range a.Files {
		if f.Name != seminar.English && f.Name != seminar.Chinese {
			all = append(all, Source{f.Name, f.Data})
		}
	}
	return all
}

func expect(t *testing.T, name string, a *txtar.Archive, told map[string]string) {
	out := &txtar.Archive{Comment: a.Comment}
	for _, s := range sources(a) {
		out.Files = append(out.Files, txtar.File{Name: s.Name, Data: s.Data})
	}
	for _, lang := range seminar.Languages() {
		out.Files = append(out.Files, txtar.File{Name: lang, Data: []byte(told[lang])})
	}
	if err := os.WriteFile(name, txtar.Format(out), 0o644); err != nil {
		t.Fatal(err)
	}
}
