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
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"

	"aula/internal/record"
	"aula/internal/seminar"
)

//go:embed migration/sqlite/*.sql migration/postgres/*.sql
var migrations embed.FS

// DB is the store. It is safe for concurrent use.
type DB struct {
	Feed record.Feed // tells of every committed entry

	write *sql.DB // one connection on SQLite, which has one writer
	read  *sql.DB
	now   seminar.Clock
	mu    sync.Mutex // one transaction that tells the record at a time, so that Feed keeps its order
}

// Open opens the database and brings its schema up to date. url is a PostgreSQL URL,
// or "" for the SQLite file aula.db in dir.
func Open(ctx context.Context, dir, url string, now seminar.Clock) (*DB, error) {
	d := &DB{now: now}
	dialect, folder := goose.DialectPostgres, "migration/postgres"
	var err error
	if url == "" {
		dialect, folder = goose.DialectSQLite3, "migration/sqlite"
		err = d.openSQLite(filepath.Join(dir, "aula.db"))
	} else {
		d.write, err = sql.Open("pgx", url)
		d.read = d.write
	}
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	sub, err := fs.Sub(migrations, folder)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	steps, err := goose.NewProvider(dialect, d.write, sub)
	if err == nil {
		_, err = steps.Up(ctx)
	}
	if err != nil {
		d.Close()
		return nil, fmt.Errorf("store: bringing the schema up to date: %w", err)
	}
	return d, nil
}

// openSQLite opens one writer and a pool of readers. synchronous(FULL) makes every
// answered write durable on disk before the answer, kill -9 and power loss included.
func (d *DB) openSQLite(file string) (err error) {
	const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
	if d.write, err = sql.Open("sqlite", "file:"+file+pragmas+"&_txlock=immediate"); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	if d.read, err = sql.Open("sqlite", "file:"+file+pragmas+"&_pragma=query_only(1)"); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(4)
	return nil
}

// Close closes the database.
func (d *DB) Close() error {
	if d.read == d.write {
		return d.write.Close()
	}
	return errors.Join(d.read.Close(), d.write.Close())
}

// Tx is one transaction. All that it writes has one time.
type Tx struct {
	*sql.Tx
	ctx  context.Context
	Now  time.Time
	told []record.Entry
}

// Write runs fn in a transaction; what fn told the record is published after the commit.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	sqlTx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	tx := &Tx{Tx: sqlTx, ctx: ctx, Now: seminar.Millis(d.now())}
	if err := fn(tx); err != nil {
		return errors.Join(err, ignoreDone(sqlTx.Rollback()))
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	d.Feed.Publish(tx.told...)
	return nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return fmt.Errorf("store: %s: %w", strings.SplitN(query, "(", 2)[0], err)
	}
	return nil
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
