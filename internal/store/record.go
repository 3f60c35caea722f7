package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Tell appends an entry to its seminar's record and returns it with its number and
// time. It returns record.ErrTold when the entry's op is already there; then nothing
// was written and the transaction may go on.
func (tx *Tx) Tell(e record.Entry) (record.Entry, error) {
	if err := tx.seal(&e); err != nil {
		return record.Entry{}, err
	}
	rows, err := tx.execCount(tellQuery, entryRow(&e)...)
	switch {
	case err != nil:
		return record.Entry{}, err
	case rows == 0:
		return record.Entry{}, record.ErrTold
	}
	tx.keep(e)
	return e, nil
}

var tellQuery = insertion("record", entryColumns, 1) + ` ON CONFLICT (seminar, op) WHERE op <> '' DO NOTHING`

// seal gives an entry its number, its time and its link to the head of the record.
func (tx *Tx) seal(e *record.Entry) error {
	seq, head, err := tx.Head(e.Seminar)
	if err != nil {
		return err
	}
	e.At = tx.Now
	e.Seal(seq+1, head)
	return nil
}

// Tell appends one entry in a transaction of its own.
func (d *DB) Tell(ctx context.Context, e record.Entry) (record.Entry, error) {
	var told record.Entry
	err := d.Write(ctx, func(tx *Tx) (err error) {
		told, err = tx.Tell(e)
		return err
	})
	if err != nil {
		return record.Entry{}, err
	}
	return told, nil
}

const entryColumns = `seminar, seq, at, actor, kind, session, place, person, op, body, salt, commitment, hash`

func entryRow(e *record.Entry) []any {
	return []any{e.Seminar, e.Seq, stamp(e.At), e.Actor, e.Kind, e.Session, e.Place, e.Person, e.Op, []byte(e.Body), e.Salt, e.Commit[:], e.Hash[:]}
}

func scanEntry(r row) (e record.Entry, err error) {
	var at int64
	var body, commitment, hash []byte
	err = r.Scan(&e.Seminar, &e.Seq, &at, &e.Actor, &e.Kind, &e.Session, &e.Place, &e.Person, &e.Op, &body, &e.Salt, &commitment, &hash)
	e.At, e.Body = moment(at), body
	copy(e.Commit[:], commitment)
	copy(e.Hash[:], hash)
	return e, err
}

// Entries yields the entries of a seminar after a number, in order, those included
// that are told meanwhile.
func (d *DB) Entries(ctx context.Context, of seminar.ID, after int64) iter.Seq2[record.Entry, error] {
	return d.entries(ctx, of, after, nil)
}

// EntriesOf yields the entries of some kinds, in order.
func (d *DB) EntriesOf(ctx context.Context, of seminar.ID, kinds ...string) iter.Seq2[record.Entry, error] {
	if len(kinds) == 0 {
		return func(func(record.Entry, error) bool) {}
	}
	return d.entries(ctx, of, 0, kinds)
}

// entriesAtOnce is how many entries are read by one query. Between two queries no
// connection is held, however slowly the reader goes through them.
const entriesAtOnce = 1000

func (d *DB) entries(ctx context.Context, of seminar.ID, after int64, kinds []string) iter.Seq2[record.Entry, error] {
	args := []any{of, after, entriesAtOnce}
	query := `SELECT ` + entryColumns + ` FROM record WHERE seminar = $1 AND seq > $2`
	if len(kinds) > 0 {
		var in []string
		for _, kind := range kinds {
			args = append(args, kind)
			in = append(in, "$"+strconv.Itoa(len(args)))
		}
		query += ` AND kind IN (` + strings.Join(in, ",") + `)` + rare(kinds...)
	}
	query += ` ORDER BY seq LIMIT $3`
	return func(yield func(record.Entry, error) bool) {
		args := slices.Clone(args) // the sequence may be gone through again
		for {
			page, err := list(ctx, d.read, scanEntry, query, args...)
			if err != nil {
				yield(record.Entry{}, err)
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
				args[1] = e.Seq
			}
			if len(page) < entriesAtOnce {
				return
			}
		}
	}
}

// rare is what a query for entries of some kinds has to say to be answered from the index of kinds, in which evidence is not.
func rare(kinds ...string) string {
	if slices.Contains(kinds, "roll.evidence") {
		return ""
	}
	return ` AND kind <> 'roll.evidence'`
}

// EntriesPage returns one page of the record, the newest first; before 0 begins at the head.
func (d *DB) EntriesPage(ctx context.Context, of seminar.ID, before int64, limit int) ([]record.Entry, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return list(ctx, d.read, scanEntry, `SELECT `+entryColumns+` FROM record WHERE seminar = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3`, of, before, limit)
}

// Told returns the entry with that op; no entry has the op "".
func (d *DB) Told(ctx context.Context, of seminar.ID, op string) (record.Entry, bool, error) {
	if op == "" {
		return record.Entry{}, false, nil
	}
	e, err := scanEntry(d.read.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM record WHERE seminar = $1 AND op = $2 AND op <> ''`, of, op))
	if errors.Is(err, sql.ErrNoRows) {
		return record.Entry{}, false, nil
	}
	return e, err == nil, err
}

// Head returns the number and hash of the last entry; 0 for an empty record.
func (d *DB) Head(ctx context.Context, of seminar.ID) (seq int64, hash record.Hash, err error) {
	return scanHead(d.read.QueryRowContext(ctx, headQuery, of))
}

const headQuery = `SELECT seq, hash FROM record WHERE seminar = $1 ORDER BY seq DESC LIMIT 1`

func scanHead(r row) (seq int64, head record.Hash, err error) {
	var hash []byte
	switch err = r.Scan(&seq, &hash); {
	case errors.Is(err, sql.ErrNoRows):
		return 0, head, nil
	case err != nil:
		return 0, head, fmt.Errorf("store: head of the record: %w", err)
	}
	copy(head[:], hash)
	return seq, head, nil
}

// Records returns the seminars that have a record, the server's own ("") included.
func (d *DB) Records(ctx context.Context) ([]seminar.ID, error) {
	return list(ctx, d.read, scanID, `SELECT DISTINCT seminar FROM record ORDER BY seminar`)
}

func scanID(r row) (id seminar.ID, err error) {
	err = r.Scan(&id)
	return id, err
}
