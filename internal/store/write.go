package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"aula/internal/line"
	"aula/internal/record"
	"aula/internal/seminar"
)

// Everybody who wants to write stands in one line. Whoever is first takes all that
// wait with it into one transaction, each between savepoints of its own, so that a
// rush at the doors shares one flush to disk and still fails one by one.
const (
	largestGroup = 128
	longestWrite = 30 * time.Second
)

// Tx is one caller's part of a transaction. All that it writes has one time.
type Tx struct {
	statements
	Now time.Time

	ctx    context.Context
	heads  heads
	told   []record.Entry
	failed error // the first statement that failed; nothing of this part is kept then
}

// statements is a transaction without its ends.
type statements interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// Write runs fn in a transaction. When it returns nil, all that fn wrote is on disk and
// what fn told the record is published; otherwise nothing of it is there. One fn runs
// at a time, in all processes, so what it reads through its Tx cannot change under it;
// what it reads from the DB is as before the transaction. fn must not call Write. A
// write that has begun is not broken off when ctx ends.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	mine := &deed{ctx: ctx, fn: fn}
	d.line.Go(mine, d.commit)
	if mine.panicked != nil {
		panic(mine.panicked)
	}
	return mine.err
}

// deed is one caller's fn on its way through the line.
type deed struct {
	ctx context.Context
	fn  func(*Tx) error

	told     []record.Entry
	err      error
	panicked any
}

func newLine() *line.Line[*deed] {
	return line.New(func(group []*deed) bool { return len(group) == largestGroup })
}

// commit writes a group in one transaction and settles each of its deeds.
func (d *DB) commit(group []*deed) {
	err := errors.New("store: the write was given up") // unless it comes to its end
	defer func() {
		for _, x := range group {
			if x.err == nil {
				x.err = err
			}
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), longestWrite)
	defer cancel()
	if err = d.writeGroup(ctx, group); err != nil {
		return
	}
	for _, x := range group {
		if x.err == nil {
			d.Feed.Publish(x.told...)
		}
	}
}

// writeGroup runs the deeds and commits. The error is that of all of them; what went
// wrong with one alone is in its err.
func (d *DB) writeGroup(ctx context.Context, group []*deed) error {
	tx, err := d.begin(ctx)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer tx.Rollback()
	known := heads{}
	if len(group) == 1 {
		if group[0].run(ctx, tx, known, d.now); group[0].err != nil {
			return nil
		}
		return commitError(tx.Commit())
	}
	for _, x := range group {
		if err := x.runApart(ctx, tx, known, d.now); err != nil {
			return err
		}
	}
	return commitError(tx.Commit())
}

// begin begins a transaction when no other process is in one.
func (d *DB) begin(ctx context.Context) (transaction, error) {
	if !d.postgres {
		return d.sqlite.begin(d.write)
	}
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, writerLock); err != nil {
		return nil, errors.Join(fmt.Errorf("waiting to write: %w", err), tx.Rollback())
	}
	return tx, nil
}

// writerLock is the number of the lock that a writing server holds on PostgreSQL: "aula".
const writerLock = 0x61756c61

func commitError(err error) error {
	if err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

// runApart runs the deed so that its failure harms no other.
func (x *deed) runApart(ctx context.Context, tx transaction, known heads, now seminar.Clock) error {
	if _, err := tx.ExecContext(ctx, `SAVEPOINT deed`); err != nil {
		return fmt.Errorf("store: savepoint: %w", err)
	}
	if x.run(ctx, tx, known, now); x.err != nil {
		clear(known)
		if _, err := tx.ExecContext(ctx, `ROLLBACK TO SAVEPOINT deed`); err != nil {
			return fmt.Errorf("store: rollback: %w", err)
		}
	}
	if _, err := tx.ExecContext(ctx, `RELEASE SAVEPOINT deed`); err != nil {
		return fmt.Errorf("store: release: %w", err)
	}
	return nil
}

// run calls fn and keeps what became of it. A panic is handed to its own caller.
func (x *deed) run(ctx context.Context, t transaction, known heads, now seminar.Clock) {
	if x.err = x.ctx.Err(); x.err != nil { // went away while it waited
		return
	}
	defer func() {
		if x.panicked = recover(); x.panicked != nil {
			x.err = fmt.Errorf("store: panic: %v", x.panicked)
		}
	}()
	tx := &Tx{statements: t, ctx: ctx, heads: known, Now: seminar.Millis(now())}
	if x.err = x.fn(tx); x.err == nil {
		x.err = tx.failed
	}
	x.told = tx.told
}

// exec runs a statement. After an error the transaction is lost.
func (tx *Tx) exec(query string, args ...any) error {
	_, err := tx.execCount(query, args...)
	return err
}

// execCount is exec and returns how many rows the statement changed.
func (tx *Tx) execCount(query string, args ...any) (rows int64, err error) {
	result, err := tx.ExecContext(tx.ctx, query, args...)
	if err == nil {
		rows, err = result.RowsAffected()
	}
	if err != nil {
		err = fmt.Errorf("store: %s: %w", query, err)
		if tx.failed == nil {
			tx.failed = err
		}
	}
	return rows, err
}
