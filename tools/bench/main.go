// Command bench measures Aula and prints a table: go run ./tools/bench [PART ...].
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
	"text/tabwriter"
)

// figure is one measured value.
type figure struct {
	name  string // dotted, the unit at its end: "start.first_page_ms"
	value float64
	bar   string // what is to be reached, in words
}

// parts are what can be measured, by name.
var parts = map[string]func() ([]figure, error){
	"start": measureStart,
}

const file = "bench.json"

func main() {
	names := os.Args[1:]
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(parts))
	}
	if err := run(names); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(names []string) error {
	var all []figure
	for _, name := range names {
		part, ok := parts[name]
		if !ok {
			return fmt.Errorf("there is no part %q; there are %v", name, slices.Sorted(maps.Keys(parts)))
		}
		figures, err := part()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, figures...)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "figure\tmeasured\tbar\t")
	for _, f := range all {
		fmt.Fprintf(table, "%s\t%.1f\t%s\t\n", f.name, f.value, f.bar)
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
