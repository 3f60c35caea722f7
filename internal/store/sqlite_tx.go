package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// transaction is what a group of deeds is written in.
type transaction interface {
	statements
	Commit() error
	Rollback() error // does nothing after the commit
}

// sqliteWriter is the one connection that writes to SQLite. It keeps the statements
// that it has prepared: to prepare one takes longer than to run it. Whoever has the
// turn in the line uses it.
type sqliteWriter struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

// maxPrepared is far above the number of statements in this package; what goes beyond
// it is run without being kept.
const maxPrepared = 256

// sqliteTx is a transaction of the writer. It takes no context: SQLite would undo the
// whole group when one ends.
type sqliteTx struct {
	w    *sqliteWriter
	over bool
}

func (w *sqliteWriter) begin(pool *sql.DB) (*sqliteTx, error) {
	ctx := context.Background()
	if w.conn == nil {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return nil, err
		}
		w.conn, w.prepared = conn, map[string]*sql.Stmt{}
	}
	if _, err := w.conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return nil, err
	}
	return &sqliteTx{w: w}, nil
}

// close gives the connection up, for good when it is broken.
func (w *sqliteWriter) close(broken bool) error {
	if w.conn == nil {
		return nil
	}
	var err error
	for _, s := range w.prepared {
		err = errors.Join(err, s.Close())
	}
	if broken {
		_ = w.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	err = errors.Join(err, w.conn.Close())
	w.conn, w.prepared = nil, nil
	return err
}

// statement returns the prepared statement; nil when it is not to be kept.
func (t *sqliteTx) statement(query string) (*sql.Stmt, error) {
	s := t.w.prepared[query]
	if s != nil || len(t.w.prepared) >= maxPrepared {
		return s, nil
	}
	s, err := t.w.conn.PrepareContext(context.Background(), unnumbered(query))
	if err == nil {
		t.w.prepared[query] = s
	}
	return s, err
}

var parameters = regexp.MustCompile(`\$[0-9]+`)

// unnumbered writes the parameters of a statement without their numbers, where they come in
// their order: the driver asks SQLite for the name of each that has one, and SQLite looks
// for it among all.
func unnumbered(query string) string {
	for i, p := range parameters.FindAllString(query, -1) {
		if p != "$"+strconv.Itoa(i+1) {
			return query
		}
	}
	return parameters.ReplaceAllLiteralString(query, "?")
}

// ExecContext is that of statements; the context is not heard.
func (t *sqliteTx) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	s, err := t.statement(query)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return t.w.conn.ExecContext(context.Background(), query, args...)
	}
	return s.ExecContext(context.Background(), args...)
}

// QueryContext is that of statements; the context is not heard.
func (t *sqliteTx) QueryContext(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := t.statement(query)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return t.w.conn.QueryContext(context.Background(), query, args...)
	}
	return s.QueryContext(context.Background(), args...)
}

// QueryRowContext is that of statements; the context is not heard.
func (t *sqliteTx) QueryRowContext(_ context.Context, query string, args ...any) *sql.Row {
	if s, err := t.statement(query); err == nil && s != nil {
		return s.QueryRowContext(context.Background(), args...)
	}
	return t.w.conn.QueryRowContext(context.Background(), query, args...) // which tells the error
}

// Commit ends the transaction; what it wrote is on disk then.
func (t *sqliteTx) Commit() error {
	_, err := t.ExecContext(context.Background(), `COMMIT`)
	if err != nil {
		return errors.Join(err, t.Rollback())
	}
	t.over = true
	return nil
}

// Rollback ends the transaction with nothing written.
func (t *sqliteTx) Rollback() error {
	if t.over {
		return nil
	}
	t.over = true
	if _, err := t.w.conn.ExecContext(context.Background(), `ROLLBACK`); err != nil {
		// A full disk makes SQLite roll back by itself, and then there is nothing to
		// roll back. Either way the next write begins on a fresh connection.
		return errors.Join(fmt.Errorf("rolling back: %w", err), t.w.close(true))
	}
	return nil
}
