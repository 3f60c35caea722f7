// Package store keeps everything in SQLite or PostgreSQL with one set of SQL. Each
// writing method takes the entry of the record that tells it, and both land in one
// transaction or neither.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite"

	"aula/internal/line"
	"aula/internal/record"
	"aula/internal/seminar"
)

//go:embed migration/sqlite/*.sql migration/postgres/*.sql
var migrations embed.FS

// Connections. A reader holds one only while a query runs, never while its caller
// works on the rows, so a few serve many requests.
const (
	sqliteReaders   = 8
	postgresReaders = 16
)

// DB is the store. It is safe for concurrent use.
type DB struct {
	Feed record.Feed // tells of every committed entry

	postgres bool
	write    *sql.DB // one connection: there is one writer
	read     *reader
	now      seminar.Clock
	line     *line.Line[*deed] // of those who want to write
	sqlite   sqliteWriter      // guarded by the turn in the line; unused on PostgreSQL
}

// File returns the path of the SQLite database in a folder of data.
func File(dir string) string { return filepath.Join(dir, "aula.db") }

// Open opens the database and brings its schema up to date. url is a PostgreSQL URL,
// or "" for the SQLite file in dir, which must exist.
func Open(ctx context.Context, dir, url string, now seminar.Clock) (*DB, error) {
	d := &DB{now: now, postgres: url != "", line: newLine()}
	var err error
	if d.postgres {
		err = d.openPostgres(url)
	} else {
		err = d.openSQLite(File(dir))
	}
	if err == nil {
		err = d.migrate(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: %w", err), d.Close())
	}
	return d, nil
}

// openSQLite opens one writer and a pool of readers. synchronous(FULL) makes every
// answered write durable on disk before the answer, kill -9 and power loss included;
// secure_delete overwrites what is deleted.
func (d *DB) openSQLite(file string) error {
	if err := private(file); err != nil {
		return err
	}
	const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)"
	name := "file:" + (&url.URL{Path: file}).EscapedPath() + pragmas // a folder may be called "50%"
	var err error
	if d.write, err = sql.Open("sqlite", name+"&_txlock=immediate"); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	pool, err := sql.Open("sqlite", name+"&_pragma=query_only(1)")
	if err != nil {
		return err
	}
	d.read = &reader{DB: pool, keeps: true}
	d.read.SetMaxOpenConns(sqliteReaders)
	d.read.SetMaxIdleConns(sqliteReaders)
	return nil
}

// private makes the file for its owner alone: names of people and hashes of secrets
// are in it. SQLite gives the files beside it the same mode.
func private(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// openPostgres keeps the writer apart from the readers, so that it never waits for them.
func (d *DB) openPostgres(url string) (err error) {
	if d.write, err = sql.Open("pgx", url); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	pool, err := sql.Open("pgx", url)
	if err != nil {
		return err
	}
	d.read = &reader{DB: pool}
	d.read.SetMaxOpenConns(postgresReaders)
	d.read.SetMaxIdleConns(postgresReaders)
	return nil
}

// migrate brings the schema up to date; of several servers that start at once on one
// PostgreSQL, one does it and the others wait.
func (d *DB) migrate(ctx context.Context) error {
	dialect, folder := goose.DialectSQLite3, "migration/sqlite"
	var options []goose.ProviderOption
	if d.postgres {
		dialect, folder = goose.DialectPostgres, "migration/postgres"
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	sub, err := fs.Sub(migrations, folder)
	if err != nil {
		return err
	}
	steps, err := goose.NewProvider(dialect, d.write, sub, options...)
	if err == nil {
		_, err = steps.Up(ctx)
	}
	if err != nil {
		return fmt.Errorf("bringing the schema up to date: %w", err)
	}
	return nil
}

// Close closes the database, after the write that is under way.
func (d *DB) Close() error {
	var errs []error
	d.line.Alone(func() {
		errs = append(errs, d.sqlite.close(false))
		if d.read != nil {
			errs = append(errs, d.read.Close())
		}
		if d.write != nil {
			errs = append(errs, d.write.Close())
		}
	})
	return errors.Join(errs...)
}

// duplicate reports whether err says that a unique key is already there.
func duplicate(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == 2067 || lite.Code() == 1555 // SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505"
}

// stamp and moment bring times to the database and back; 0 is no time.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
