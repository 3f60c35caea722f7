package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Tell appends an entry to its seminar's record. It returns record.ErrTold when the entry's
// op is already there; the transaction must then be given up.
func (tx *Tx) Tell(e record.Entry) (record.Entry, error) {
	var seq int64
	var head []byte
	err := tx.QueryRowContext(tx.ctx, `SELECT seq, hash FROM record WHERE seminar = $1 ORDER BY seq DESC LIMIT 1`, e.Seminar).Scan(&seq, &head)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return e, fmt.Errorf("store: head of the record: %w", err)
	}
	var previous record.Hash
	copy(previous[:], head)
	e.At = tx.Now
	e.Seal(seq+1, previous)
	err = tx.exec(`INSERT INTO record (seminar, seq, at, actor, kind, session, place, person, op, body, salt, commitment, hash)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)`,
		e.Seminar, e.Seq, stamp(e.At), e.Actor, e.Kind, e.Session, e.Place, e.Person, e.Op, []byte(e.Body), e.Salt, e.Commit[:], e.Hash[:])
	if duplicate(err) && e.Op != "" {
		return e, record.ErrTold
	}
	if err != nil {
		return e, err
	}
	tx.told = append(tx.told, e)
	return e, nil
}

// Tell appends one entry in a transaction of its own.
func (d *DB) Tell(ctx context.Context, e record.Entry) (told record.Entry, err error) {
	err = d.Write(ctx, func(tx *Tx) error {
		told, err = tx.Tell(e)
		return err
	})
	return told, err
}

const entryColumns = `seminar, seq, at, actor, kind, session, place, person, op, body, salt, commitment, hash`

func scanEntry(row interface{ Scan(...any) error }) (e record.Entry, err error) {
	var at int64
	var body, commitment, hash []byte
	err = row.Scan(&e.Seminar, &e.Seq, &at, &e.Actor, &e.Kind, &e.Session, &e.Place, &e.Person, &e.Op, &body, &e.Salt, &commitment, &hash)
	e.At, e.Body = moment(at), body
	copy(e.Commit[:], commitment)
	copy(e.Hash[:], hash)
	return e, err
}

// Entries yields the entries of a seminar after a number, in order.
func (d *DB) Entries(ctx context.Context, of seminar.ID, after int64) iter.Seq2[record.Entry, error] {
	return d.entries(ctx, `SELECT `+entryColumns+` FROM record WHERE seminar = $1 AND seq > $2 ORDER BY seq`, of, after)
}

// EntriesPage returns one page of the record, the newest first; before 0 begins at the head.
func (d *DB) EntriesPage(ctx context.Context, of seminar.ID, before int64, limit int) (page []record.Entry, err error) {
	if before == 0 {
		before = 1 << 62
	}
	for e, err := range d.entries(ctx, `SELECT `+entryColumns+` FROM record WHERE seminar = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`, of, before, limit) {
		if err != nil {
			return nil, err
		}
		page = append(page, e)
	}
	return page, nil
}

func (d *DB) entries(ctx context.Context, query string, args ...any) iter.Seq2[record.Entry, error] {
	return func(yield func(record.Entry, error) bool) {
		rows, err := d.read.QueryContext(ctx, query, args...)
		if err != nil {
			yield(record.Entry{}, fmt.Errorf("store: entries: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			e, err := scanEntry(rows)
			if !yield(e, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(record.Entry{}, fmt.Errorf("store: entries: %w", err))
		}
	}
}

// Told returns the entry with that op.
func (d *DB) Told(ctx context.Context, of seminar.ID, op string) (record.Entry, bool, error) {
	e, err := scanEntry(d.read.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM record WHERE seminar = $1 AND op = $2`, of, op))
	if errors.Is(err, sql.ErrNoRows) {
		return e, false, nil
	}
	return e, err == nil, err
}

// Head returns the number and hash of the last entry; 0 for an empty record.
func (d *DB) Head(ctx context.Context, of seminar.ID) (seq int64, hash record.Hash, err error) {
	var h []byte
	err = d.read.QueryRowContext(ctx, `SELECT seq, hash FROM record WHERE seminar = $1 ORDER BY seq DESC LIMIT 1`, of).Scan(&seq, &h)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, hash, nil
	}
	copy(hash[:], h)
	return seq, hash, err
}

// Records returns the seminars that have a record, the server's own ("") included.
func (d *DB) Records(ctx context.Context) ([]seminar.ID, error) {
	return list(ctx, d.read, scanID, `SELECT DISTINCT seminar FROM record ORDER BY seminar`)
}

func scanID(r row) (id seminar.ID, err error) {
	err = r.Scan(&id)
	return id, err
}

// EntriesOf yields the entries of some kinds, in order.
func (d *DB) EntriesOf(ctx context.Context, of seminar.ID, kinds ...string) iter.Seq2[record.Entry, error] {
	args := []any{of}
	var in []string
	for i, kind := range kinds {
		args = append(args, kind)
		in = append(in, "$"+strconv.Itoa(i+2))
	}
	return d.entries(ctx, `SELECT `+entryColumns+` FROM record WHERE seminar = $1 AND kind IN (`+strings.Join(in, ",")+`) ORDER BY seq`, args...)
}
