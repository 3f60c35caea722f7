package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problems is every fault found in one reading, each a sentence that names its place, its key and the remedy.
type Problems []Problem

// Error puts one problem on each line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Problem is one fault.
type Problem struct {
	Key  string // empty where no key is concerned
	Text string // what is wrong and what to write instead

	from origin
}

// String reads "aula.toml:7: listen: ..." or "environment AULA_LISTEN: ..." or "flag --listen: ...".
func (p Problem) String() string {
	if p.from.line > 0 && p.Key != "" {
		return fmt.Sprintf("%s: %s: %s", p.from, p.Key, p.Text)
	}
	return fmt.Sprintf("%s: %s", p.from, p.Text)
}

// An origin is the place a value was taken from; the zero origin is the default.
type origin struct {
	name string // "aula.toml", "environment AULA_LISTEN", "flag --listen"
	line int    // in the file; 0 elsewhere
}

func (o origin) String() string {
	switch {
	case o.name == "":
		return "default"
	case o.line > 0:
		return fmt.Sprintf("%s:%d", o.name, o.line)
	default:
		return o.name
	}
}

// sorted puts the file's problems first, by line.
func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		if byFile := cmp.Compare(min(b.from.line, 1), min(a.from.line, 1)); byFile != 0 {
			return byFile
		}
		return cmp.Or(cmp.Compare(a.from.line, b.from.line), cmp.Compare(a.String(), b.String()))
	})
	return p
}
