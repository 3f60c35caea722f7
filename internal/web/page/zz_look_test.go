package page

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"aula/internal/i18n"
)

func TestLook(t *testing.T) {
	out := "/tmp/aula-page/out"
	os.MkdirAll(out, 0o755)
	src := "../../../ui/style/"
	tmp := t.TempDir()
	names, _ := filepath.Glob(src + "*.css")
	for _, n := range names {
		b, _ := os.ReadFile(n)
		os.WriteFile(filepath.Join(tmp, filepath.Base(n)), b, 0o644)
	}
	if _, err := os.Stat(tmp + "/live.css"); err != nil {
		os.WriteFile(tmp+"/live.css", nil, 0o644)
	}
	r := api.Build(api.BuildOptions{EntryPoints: []string{tmp + "/app.css"}, Bundle: true, MinifyWhitespace: true, MinifySyntax: true, Target: api.ES2022, Outfile: out + "/app.css", Write: true, Supported: map[string]bool{"nesting": false}})
	for _, e := range append(r.Errors, r.Warnings...) {
		t.Log(e.Text, e.Location)
	}
	c, _ := i18n.Open()
	for _, lang := range []string{"en", "zh-Hans"} {
		for _, theme := range []string{"light", "dark"} {
			for _, s := range samples() {
				for what, f := range map[string]func(Frame) renderer{"": s.full, "-empty": s.empty} {
					fr := sampleFrame(Frame{Printer: c.Printer(lang, sampleSeminar().Location()), Title: s.name})
					fr.Theme = theme
					fr.Assets = map[string]string{"app.css": "app.css"}
					if what != "" {
						fr.Seminar = nil
					}
					var b bytes.Buffer
					if err := f(fr).Render(&b); err != nil {
						t.Error(s.name, err)
						continue
					}
					os.WriteFile(filepath.Join(out, strings.Join([]string{s.name + what, lang, theme}, "."))+".html", b.Bytes(), 0o644)
				}
			}
		}
	}
}
