// Package arch holds the tests that keep the house in order: who may import whom, and
// the small promises that no compiler checks. It has no code of its own for others.
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// root is the top of the tree, seen from the tests of this package.
const root = "../.."

// module is the path of the module.
const module = "aula"

// files returns the paths of the files that the repository keeps, in the form
// "internal/arch/tree.go": those that git knows, or all where there is no git. What
// others made, folders called vendor and axe, is left out.
func files() ([]string, error) {
	all, err := tracked()
	if err != nil || len(all) == 0 {
		all, err = walk()
	}
	all = slices.DeleteFunc(all, func(name string) bool {
		if strings.Contains("/"+name, "/vendor/") || strings.Contains("/"+name, "/axe/") {
			return true
		}
		info, err := os.Stat(filepath.Join(root, name))
		return err != nil || info.IsDir()
	})
	slices.Sort(all)
	return all, err
}

func tracked() ([]string, error) {
	out, err := exec.Command("git", "-C", root, "ls-files", "-z").Output()
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 }), err
}

func walk() (all []string, err error) {
	top := os.DirFS(root)
	err = fs.WalkDir(top, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), ".") && d.Name() != ".ci":
			return fs.SkipDir
		case !d.IsDir():
			all = append(all, name)
		}
		return nil
	})
	return all, err
}

// read returns the text of a file.
func read(name string) (string, error) {
	b, err := os.ReadFile(filepath.Join(root, name))
	return string(b), err
}

// source is one Go file.
type source struct {
	name string // "internal/arch/tree.go"
	test bool
	set  *token.FileSet
	tree *ast.File
}

// pkg returns the folder of the file: "internal/arch".
func (s source) pkg() string { return path.Dir(s.name) }

// line returns the line at which something stands.
func (s source) line(p token.Pos) int { return s.set.Position(p).Line }

// imports returns what the file imports, each with its line. Of this module they are
// folders: "internal/seminar".
func (s source) imports() map[string]int {
	all := map[string]int{}
	for _, i := range s.tree.Imports {
		if name, err := strconv.Unquote(i.Path.Value); err == nil {
			all[strings.TrimPrefix(name, module+"/")] = s.line(i.Pos())
		}
	}
	return all
}

// sources parses every Go file of the tree.
func sources() ([]source, error) {
	names, err := files()
	if err != nil {
		return nil, err
	}
	var all []source
	for _, name := range names {
		if path.Ext(name) != ".go" || strings.Contains(name, "/testdata/") {
			continue
		}
		s := source{name: name, test: strings.HasSuffix(name, "_test.go"), set: token.NewFileSet()}
		if s.tree, err = parser.ParseFile(s.set, filepath.Join(root, name), nil, parser.ParseComments); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}
