package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"aula/internal/app"
	"aula/internal/seminarfile"
)

// importFiles reads a seminar from its files. Nothing is written when there is a fault.
func importFiles(env *environment, args []string) error {
	preview := env.flags.Bool("preview", false, "say what would change and write nothing")
	names, err := env.parse(args)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return env.need("which files? for example: aula import seminar.toml people.csv")
	}
	var files []seminarfile.Source
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files = append(files, seminarfile.Source{Name: filepath.Base(name), Data: data})
	}
	store, err := app.OpenStore(env.ctx, env.config, time.Now)
	if err != nil {
		return err
	}
	defer store.Close()
	in, err := seminarfile.Prepare(env.ctx, store, files, time.Now())
	if err != nil {
		return err
	}
	for _, fault := range in.Faults {
		fmt.Fprintln(env.err, fault.Error())
	}
	if in.Faults.Stop() {
		return fmt.Errorf("nothing was imported: %d faults", len(in.Faults)-len(in.Faults.Warnings()))
	}
	if !*preview {
		if err := in.Apply(env.ctx, store, ""); err != nil {
			return err
		}
	}
	env.tellChanges(in, *preview)
	return nil
}

// tellChanges says what an import did, or would do, kind by kind.
func (env *environment) tellChanges(in *seminarfile.Intake, preview bool) {
	verb := "imported"
	if preview {
		verb = "would import"
	}
	counts := map[string]map[seminarfile.What]int{}
	var kinds []string
	for _, c := range in.Changes {
		if counts[c.Kind] == nil {
			counts[c.Kind] = map[seminarfile.What]int{}
			kinds = append(kinds, c.Kind)
		}
		counts[c.Kind][c.What]++
	}
	fmt.Fprintf(env.out, "%s %s: %d changes\n", verb, in.Plan.Seminar.Key, len(in.News()))
	for _, kind := range kinds {
		n := counts[kind]
		var parts []string
		for _, what := range []seminarfile.What{seminarfile.Added, seminarfile.Changed, seminarfile.Removed, seminarfile.Missing} {
			if n[what] > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n[what], what))
			}
		}
		fmt.Fprintf(env.out, "  %-13s %s\n", kind, strings.Join(parts, ", "))
	}
}
