package command

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"aula/internal/app"
	"aula/internal/seminarfile"
)

// exportFiles writes a seminar back to the files that import reads.
func exportFiles(env *environment, args []string) error {
	key := env.flags.String("seminar", "", "`key` of the seminar")
	dir := env.flags.String("out", ".", "`folder` for seminar.toml and people.csv")
	if _, err := env.parse(args); err != nil {
		return err
	}
	if *key == "" {
		return env.need("which seminar? --seminar KEY")
	}
	store, err := app.OpenStore(env.ctx, env.config, time.Now)
	if err != nil {
		return err
	}
	defer store.Close()
	plan, err := store.Plan(env.ctx, *key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	toml, csv := seminarfile.Write(plan)
	for name, data := range map[string][]byte{"seminar.toml": toml, "people.csv": csv} {
		if err := os.WriteFile(filepath.Join(*dir, name), data, 0o600); err != nil {
			return err
		}
	}
	fmt.Fprintf(env.out, "wrote seminar.toml and people.csv to %s\n", *dir)
	return nil
}
