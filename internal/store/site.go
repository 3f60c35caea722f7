package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"aula/internal/record"
	"aula/internal/seminar"
)

// HasEvidence reports whether there is evidence with that id.
func (tx *Tx) HasEvidence(id seminar.ID) (bool, error) {
	return tx.exists(`SELECT COUNT(*) FROM evidence WHERE id = $1`, id)
}

// HasScan reports whether a device's number has come, as a scan or as evidence.
func (tx *Tx) HasScan(of seminar.ID, device string, sequence int64) (bool, error) {
	there, err := tx.exists(`SELECT COUNT(*) FROM scan WHERE seminar = $1 AND device = $2 AND device_seq = $3`, of, device, sequence)
	if there || err != nil {
		return there, err
	}
	return tx.observed(of, device, sequence)
}

// HasPerson reports whether somebody with that id is on the list of a seminar.
func (tx *Tx) HasPerson(of, person seminar.ID) (bool, error) {
	return tx.exists(`SELECT COUNT(*) FROM person WHERE seminar = $1 AND id = $2`, of, person)
}

// Belongs reports whether a delegate belongs to a place, or was let in there as a guest.
func (tx *Tx) Belongs(of, person, place seminar.ID) (bool, error) {
	there, err := tx.exists(`SELECT COUNT(*) FROM person WHERE seminar = $1 AND id = $2 AND place = $3 AND delegate`, of, person, place)
	if there || err != nil {
		return there, err
	}
	return tx.exists(`SELECT COUNT(*) FROM evidence WHERE seminar = $1 AND person = $2 AND place = $3 AND kind = 'scan_in'`, of, person, place)
}

// ToldOp returns the entry with that op, what this transaction has told included.
func (tx *Tx) ToldOp(of seminar.ID, op string) (record.Entry, bool, error) {
	e, err := scanEntry(tx.QueryRowContext(tx.ctx, `SELECT `+entryColumns+` FROM record WHERE seminar = $1 AND op = $2 AND op <> ''`, of, op))
	if errors.Is(err, sql.ErrNoRows) {
		return record.Entry{}, false, nil
	}
	return e, err == nil, err
}

// CountOf returns how many entries of a kind somebody is the actor of.
func (tx *Tx) CountOf(of seminar.ID, kind string, actor seminar.ID) (int64, error) {
	return scanInt(tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM record WHERE seminar = $1 AND kind = $2 AND actor = $3`+rare(kind), of, kind, actor))
}

// KeyTaken reports whether somebody on the list of a seminar has that key.
func (tx *Tx) KeyTaken(of seminar.ID, key string) (bool, error) {
	return tx.exists(`SELECT COUNT(*) FROM person WHERE seminar = $1 AND key = $2`, of, key)
}

func (tx *Tx) exists(query string, args ...any) (bool, error) {
	n, err := scanInt(tx.QueryRowContext(tx.ctx, query, args...))
	return n > 0, err
}

// Release returns the number of the last published change of a seminar; 0 when there is no such seminar.
func (tx *Tx) Release(of seminar.ID) (int, error) {
	n, err := scanInt(tx.QueryRowContext(tx.ctx, `SELECT COALESCE(MAX(release), 0) FROM seminar WHERE id = $1`, of))
	return int(n), err
}

// SetPassVersion makes the passes of somebody void that are older than that version.
func (tx *Tx) SetPassVersion(of, person seminar.ID, version uint8) error {
	return tx.exec(`UPDATE person SET pass_version = $3 WHERE seminar = $1 AND id = $2 AND pass_version < $3`, of, person, int64(version))
}

// CountKept returns how many entries of some kinds were told after an entry and still have their bodies, without those of which the op
// begins with butOp.
func (d *DB) CountKept(ctx context.Context, of seminar.ID, after int64, butOp string, kinds ...string) (int64, error) {
	args := []any{of, after, butOp + "%"}
	var in []string
	for _, kind := range kinds {
		args = append(args, kind)
		in = append(in, "$"+strconv.Itoa(len(args)))
	}
	return scanInt(d.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM record WHERE seminar = $1 AND seq > $2 AND op NOT LIKE $3 AND body IS NOT NULL AND kind IN (`+strings.Join(in, ",")+`)`+rare(kinds...), args...))
}

// CountKeys returns how many people have a key that begins so.
func (tx *Tx) CountKeys(of seminar.ID, begins string) (int64, error) {
	return scanInt(tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM person WHERE seminar = $1 AND key LIKE $2`, of, begins+"%"))
}

// Last returns the latest entry of a kind; false when there is none.
func (d *DB) Last(ctx context.Context, of seminar.ID, kind string) (record.Entry, bool, error) {
	e, err := scanEntry(d.read.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM record WHERE seminar = $1 AND kind = $2`+rare(kind)+` ORDER BY seq DESC LIMIT 1`, of, kind))
	if errors.Is(err, sql.ErrNoRows) {
		return record.Entry{}, false, nil
	}
	return e, err == nil, err
}

// Scanned is Tx.Scanned as of now.
func (d *DB) Scanned(ctx context.Context, of seminar.ID, device string, sequence int64) (Scan, error) {
	return scanned(d.read.QueryRowContext(ctx, scannedQuery, of, device, sequence))
}
