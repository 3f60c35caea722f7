// Command bench measures Aula and prints a table: go run ./tools/bench [PART ...].
// Arguments of a part follow its name: go run ./tools/bench hall -n 200 -rounds 2.
// With BENCH=short in the environment a part takes a first look.
//
// It writes the figures to bench.json, one flat object of dotted names with their
// unit; parts that are not run keep their figures of the last run.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"aula/tools/bench/door"
	"aula/tools/bench/floor"
	"aula/tools/bench/fold"
	"aula/tools/bench/hall"
)

// figure is one measured value.
type figure struct {
	name  string // dotted, the unit at its end: "start.first_page_ms"
	value float64
	bar   string // what is to be reached, in words
}

// parts are what can be measured, by name.
var parts = map[string]func(args []string, short bool) ([]figure, error){
	"floor": measureFloor,
	"start": measureStart,
	"hall":  measureHall,
	"roll":  measureRoll,
}

// measureRoll measures the way into the roll, and the roll itself.
func measureRoll(args []string, short bool) ([]figure, error) {
	scans, err := door.Measure(args, short)
	if err != nil {
		return nil, err
	}
	var figures []figure
	for _, f := range scans {
		figures = append(figures, figure{f.Name, f.Value, f.Bar})
	}
	folds, err := fold.Measure(short)
	for _, f := range folds {
		figures = append(figures, figure{f.Name, f.Value, f.Bar})
	}
	return figures, err
}

// measureFloor measures how soon an entry reaches everybody in the hall.
func measureFloor(args []string, short bool) ([]figure, error) {
	measured, err := floor.Measure(args, short)
	var figures []figure
	for _, f := range measured {
		figures = append(figures, figure{f.Name, f.Value, f.Bar})
	}
	return figures, err
}

func measureHall(args []string, short bool) ([]figure, error) {
	measured, err := hall.Measure(args, short)
	var figures []figure
	for _, f := range measured {
		figures = append(figures, figure{f.Name, f.Value, f.Bar})
	}
	return figures, err
}

const file = "bench.json"

func main() {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		if err := hall.Serve(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "bench serve:", err)
			os.Exit(1)
		}
		return
	}
	names, args := split(os.Args[1:])
	if err := run(names, args, os.Getenv("BENCH") == "short"); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// split parts the names of what is to be measured from the arguments behind the last one.
func split(words []string) (names, args []string) {
	names = words
	if i := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(w, "-") }); i >= 0 {
		names, args = words[:i], words[i:]
	}
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(parts))
	}
	return names, args
}

func run(names, args []string, short bool) error {
	var all []figure
	for i, name := range names {
		part, ok := parts[name]
		if !ok {
			return fmt.Errorf("there is no part %q; there are %v", name, slices.Sorted(maps.Keys(parts)))
		}
		var own []string
		if i == len(names)-1 {
			own = args
		}
		figures, err := part(own, short)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, figures...)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "figure\tmeasured\tbar\t")
	for _, f := range all {
		fmt.Fprintf(table, "%s\t%.2f\t%s\t\n", f.name, f.value, f.bar)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return save(all)
}

// save writes the figures beside those of other parts.
func save(all []figure) error {
	kept := map[string]float64{}
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &kept)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s: %w", file, err)
	}
	for _, f := range all {
		kept[f.name] = f.value
	}
	data, err = json.MarshalIndent(kept, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(data, '\n'), 0o644)
}
