package config

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write default.toml from the comments in config.go")

// The file an operator reads and the comments a programmer reads are the same sentences.
func TestDefaultFileSaysWhatTheFieldsSay(t *testing.T) {
	want := renderDefaultFile(t)
	if *update {
		if err := os.WriteFile("default.toml", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if DefaultFile() != want {
		t.Errorf("default.toml is stale; run go test ./internal/config -update\nwant:\n%s", want)
	}
}

func TestDefaultFileChangesNothing(t *testing.T) {
	for name, text := range map[string]string{
		"as it is":            DefaultFile(),
		"with all # removed":  regexp.MustCompile(`(?m)^#(\w)`).ReplaceAllString(DefaultFile(), "$1"),
		"with CRLF line ends": strings.ReplaceAll(DefaultFile(), "\n", "\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.WriteFile("aula.toml", []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := Load(Source{File: "aula.toml"})
			if err != nil {
				t.Fatal(err)
			}
			bare, err := Load(Source{})
			if err != nil {
				t.Fatal(err)
			}
			if want, got := values(bare), values(got); !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

// values are the settings without their origins.
func values(c *Config) []string {
	var out []string
	for _, row := range c.Effective() {
		out = append(out, row.Key+" = "+row.Value)
	}
	return out
}

const defaultHead = `# The settings of an Aula server. Every setting below is shown with its default; to change one, remove the # in front of
# it. A setting can also be given as an environment variable, AULA_LISTEN for listen and AULA_TLS_MODE for mode under
# [tls], with commas between the items of a list, and as a flag, --listen and --tls-mode. A flag wins over the environment,
# the environment over this file. Relative paths start at the folder of this file.
`

func renderDefaultFile(t *testing.T) string {
	parsed, err := parser.ParseFile(token.NewFileSet(), "config.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	structs := map[string]*ast.GenDecl{}
	for _, decl := range parsed.Decls {
		if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			structs[g.Specs[0].(*ast.TypeSpec).Name.Name] = g
		}
	}
	r := renderer{t: t, structs: structs, keys: Default().keys()}
	r.WriteString(defaultHead)
	r.section("Config")
	if len(r.keys) > 0 {
		t.Fatalf("%s has no documented field", r.keys[0].name)
	}
	return r.String()
}

type renderer struct {
	strings.Builder
	t       *testing.T
	structs map[string]*ast.GenDecl
	keys    []key // those still to come; fields and keys share one order
}

func (r *renderer) section(name string) {
	fields := r.structs[name].Specs[0].(*ast.TypeSpec).Type.(*ast.StructType).Fields.List
	for _, field := range fields {
		switch kind, _ := field.Type.(*ast.Ident); {
		case !field.Names[0].IsExported():
		case kind != nil && r.structs[kind.Name] != nil:
			r.comment(r.structs[kind.Name].Doc.Text())
			fmt.Fprintf(r, "[%s]\n", strings.ToLower(kind.Name))
			r.section(kind.Name)
		default:
			if field.Doc == nil || len(r.keys) == 0 {
				r.t.Fatalf("%s.%s has no comment or no key", name, field.Names[0])
			}
			r.comment(field.Doc.Text())
			r.setting(field.Names[0].Name)
		}
	}
}

func (r *renderer) comment(text string) {
	r.WriteString("\n# " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n# ") + "\n")
}

func (r *renderer) setting(field string) {
	key := r.keys[0]
	r.keys = r.keys[1:]
	last := lastPart(key.name)
	if plain := strings.ReplaceAll(last, "_", ""); plain != strings.ToLower(field) {
		r.t.Fatalf("key %s stands where the field %s does", key.name, field)
	}
	value := strconv.Quote(key.text())
	switch key.field.(type) {
	case *int:
		value = key.text()
	case *[]string:
		value = "[]"
	}
	fmt.Fprintf(r, "#%s = %s\n", last, value)
}

func TestEveryExampleIsAccepted(t *testing.T) {
	together := map[string]string{"tls.cert": "files", "tls.key": "files", "tls.acme_email": "acme", "tls.acme_directory": "acme"}
	for _, key := range Default().keys() {
		text := key.name + " = " + key.example + "\n"
		switch together[key.name] {
		case "files":
			text = "tls.mode = \"files\"\ntls.cert = \"c\"\ntls.key = \"k\"\n"
		case "acme":
			text += "tls.mode = \"acme\"\ntls.hosts = [\"aula.example.org\"]\n"
		}
		path := filepath.Join(t.TempDir(), "aula.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(Source{File: path}); err != nil {
			t.Errorf("%s\nrefused: %v", text, err)
		}
	}
}
