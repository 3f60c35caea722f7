package apptest

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"aula/internal/demo/plan"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// demonstration returns the files of the demonstration seminar as it stands now.
func demonstration() []seminarfile.Source {
	toml, csv := plan.Files(time.Now())
	return []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: csv}}
}

// take takes a seminar in as the command does, and returns its key.
func take(ctx context.Context, db *store.DB, files []seminarfile.Source) (key string, err error) {
	in, err := seminarfile.Prepare(ctx, db, files, time.Now())
	if err != nil {
		return "", err
	}
	return in.Plan.Seminar.Key, in.Apply(ctx, db, "")
}

// furnished is a database into which a seminar was taken. Hundreds of houses begin with
// the same one, and making it is a good part of a test.
type furnished struct {
	key      string // of the seminar
	settings string // bytes that it was made of
	database []byte
}

var (
	furniture sync.Mutex
	last      furnished
)

// furnish puts a database with that seminar into a folder that has none and returns the
// seminar's key; "" for a folder that has one.
func furnish(t testing.TB, folder string, files []seminarfile.Source) (key string) {
	t.Helper()
	target := store.File(folder)
	if _, err := os.Stat(target); !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	furniture.Lock()
	defer furniture.Unlock()
	if settings := string(files[0].Data); last.settings != settings {
		key, database := fresh(t, files)
		last = furnished{key, settings, database}
	}
	if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(target, last.database, 0o600)); err != nil {
		t.Fatal(err)
	}
	return last.key
}

func fresh(t testing.TB, files []seminarfile.Source) (key string, database []byte) {
	t.Helper()
	folder := t.TempDir()
	db, err := store.Open(t.Context(), folder, "", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	key, err = take(t.Context(), db, files)
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(store.File(folder) + "-*"); err != nil || len(left) > 0 {
		t.Fatalf("a closed database leaves %q beside it (%v)", left, err)
	}
	if database, err = os.ReadFile(store.File(folder)); err != nil {
		t.Fatal(err)
	}
	return key, database
}
