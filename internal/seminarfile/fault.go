package seminarfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"aula/internal/i18n"
	"aula/internal/seminar"
)

// Level says what a fault does: an error keeps the files from being read, a warning
// is only to be looked at.
type Level string

// The levels.
const (
	LevelError   Level = "error"
	LevelWarning Level = "warning"
)

// Fault is one thing that is wrong in a file, at a place where a person can find it.
type Fault struct {
	File  string
	Line  int    // 1 is the first; 0 when the fault is of the whole file
	Field string // name of the column or key; may be ""
	Level Level
	Key   string         // catalogue key: "file.fault.reference.place"
	Args  map[string]any // fills the sentence
}

// In writes the fault as one line in the printer's language:
//
//	people.csv:17: place: no place has the key "hal1" (did you mean "hall"?)
func (f Fault) In(p i18n.Printer) string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	b.WriteString(": ")
	if f.Level == LevelWarning {
		b.WriteString(p.T("file.warning") + ": ")
	}
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	b.WriteString(p.Sentence(f.Key, f.Args))
	return b.String()
}

// Error writes the fault in English, for a log or a terminal.
func (f Fault) Error() string { return f.In(english()) }

// Faults are all that is wrong, by file, line and field.
type Faults []Fault

// In writes one fault a line in the printer's language.
func (f Faults) In(p i18n.Printer) string {
	lines := make([]string, len(f))
	for i, x := range f {
		lines[i] = x.In(p)
	}
	return strings.Join(lines, "\n")
}

// Error writes the faults in English, one a line.
func (f Faults) Error() string { return f.In(english()) }

// Err returns the faults when there is an error among them, else nil.
func (f Faults) Err() error {
	if f.Stop() {
		return f
	}
	return nil
}

// Stop reports whether there is an error among the faults.
func (f Faults) Stop() bool {
	return slices.ContainsFunc(f, func(x Fault) bool { return x.Level == LevelError })
}

// Warnings returns the faults that are warnings.
func (f Faults) Warnings() Faults {
	return slices.DeleteFunc(slices.Clone(f), func(x Fault) bool { return x.Level != LevelWarning })
}

// sort puts seminar.toml before people.csv, then goes by line; faults of one line
// stay in the order in which they were found.
func (f Faults) sort() {
	slices.SortStableFunc(f, func(a, b Fault) int {
		return cmp.Or(-cmp.Compare(extension(a.File), extension(b.File)), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

// english is the printer of Error, opened once: a file may have thousands of faults.
var english = sync.OnceValue(func() i18n.Printer {
	c, err := i18n.Open()
	if err != nil {
		return i18n.Printer{Lang: seminar.English}
	}
	return c.Printer(seminar.English, nil)
})
