package command

import (
	"fmt"
	"os"
	"path/filepath"

	"aula/internal/seminarfile"
)

// exportFiles writes a seminar back to the files that import reads.
func exportFiles(env *environment, args []string) error {
	dir := env.flags.String("out", ".", "`folder` for seminar.toml and people.csv")
	db, plan, err := env.open(args)
	if err != nil {
		return err
	}
	defer db.Close()
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
