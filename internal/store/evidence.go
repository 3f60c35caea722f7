package store

import (
	"context"
	"fmt"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// AddEvidence keeps one observation and tells it; the entry's body is the evidence
// itself, so that the roll can be recomputed from the record alone. It returns
// record.ErrTold for an op or an observation of a device (Device and Sequence) that is
// already there; then nothing was written and the transaction may go on. Scans of a device are kept by AddScans alone.
func (tx *Tx) AddEvidence(of seminar.ID, e roll.Evidence, op string) error {
	if e.Device != "" {
		if e.Kind == roll.ScanIn || e.Kind == roll.ScanOut {
			return fmt.Errorf("store: evidence of kind %s from a device is not a scan that was kept", e.Kind)
		}
		there, err := tx.observed(of, e.Device, e.Sequence)
		if err != nil {
			return fmt.Errorf("store: looking for evidence: %w", err)
		}
		if there {
			return record.ErrTold
		}
	}
	tx.complete(&e)
	told, err := tx.Tell(*evidenceEntry(of, &e, op))
	if err != nil {
		return err
	}
	if e.Kind.Private() && e.Reason != "" {
		if err := tx.tellReason(of, e); err != nil {
			return err
		}
	}
	return tx.insert("evidence", evidenceColumns, [][]any{evidenceRow(of, told.Seq, &e)})
}

// observed reports whether there is an observation of a device, other than a scan, with that number.
func (tx *Tx) observed(of seminar.ID, device string, sequence int64) (bool, error) {
	return tx.exists(`SELECT COUNT(*) FROM evidence WHERE seminar = $1 AND device = $2 AND device_seq = $3
		AND device <> '' AND kind <> 'scan_in' AND kind <> 'scan_out'`, of, device, sequence)
}

// complete gives evidence what it lacks; the record says what the table keeps.
func (tx *Tx) complete(e *roll.Evidence) {
	e.At, e.From, e.To, e.Said = seminar.Millis(e.At), seminar.Millis(e.From), seminar.Millis(e.To), seminar.Millis(e.Said)
	e.Received = tx.Now
	if e.ID == "" {
		e.ID = seminar.NewID()
	}
}

// evidenceEntry tells evidence; a private reason is told apart.
func evidenceEntry(of seminar.ID, e *roll.Evidence, op string) *record.Entry {
	open := *e
	if e.Kind.Private() {
		open.Reason = ""
	}
	told := record.New("roll.evidence", open)
	told.Seminar, told.Actor, told.Person, told.Place, told.Session, told.Op = of, e.Actor, e.Person, e.Place, e.Session, op
	return &told
}

const (
	evidenceColumns = `id, seminar, seq, person, kind, place, session, at, received, from_at, to_at, mark, reason, ref, heads, device, device_seq, actor, said, path`
	evidenceRead    = `seq, id, person, kind, place, session, at, received, from_at, to_at, mark, reason, ref, heads, device, device_seq, actor, said, path`
)

func evidenceRow(of seminar.ID, seq int64, e *roll.Evidence) []any {
	return []any{e.ID, of, seq, e.Person, e.Kind, e.Place, e.Session, stamp(e.At), stamp(e.Received), stamp(e.From), stamp(e.To), e.Mark, e.Reason, e.Ref, e.Count, e.Device, e.Sequence, e.Actor, stamp(e.Said), e.Path}
}

// evidenceScanner reads the columns of evidenceRead, the number of the entry into seq.
func evidenceScanner(seq *int64) func(row) (roll.Evidence, error) {
	return func(r row) (e roll.Evidence, err error) {
		var at, received, from, to, said int64
		err = r.Scan(seq, &e.ID, &e.Person, &e.Kind, &e.Place, &e.Session, &at, &received, &from, &to, &e.Mark, &e.Reason, &e.Ref, &e.Count, &e.Device, &e.Sequence, &e.Actor, &said, &e.Path)
		e.At, e.Received, e.From, e.To, e.Said = moment(at), moment(received), moment(from), moment(to), moment(said)
		return e, err
	}
}

// Evidence returns every observation of a seminar, in the order in which it was told.
func (d *DB) Evidence(ctx context.Context, of seminar.ID) ([]roll.Evidence, error) {
	all, _, err := d.EvidenceAfter(ctx, of, 0)
	return all, err
}

// EvidenceAfter returns the observations that were told after an entry of the record,
// in their order, and the number of the entry that told the last of them.
func (d *DB) EvidenceAfter(ctx context.Context, of seminar.ID, after int64) ([]roll.Evidence, int64, error) {
	last := after
	all, err := list(ctx, d.read, evidenceScanner(&last), `SELECT `+evidenceRead+` FROM evidence WHERE seminar = $1 AND seq > $2 ORDER BY seq`, of, after)
	return all, last, err
}

// EvidenceSome is EvidenceAfter with a bound to how many it returns.
func (d *DB) EvidenceSome(ctx context.Context, of seminar.ID, after int64, most int) ([]roll.Evidence, int64, error) {
	last := after
	all, err := list(ctx, d.read, evidenceScanner(&last), `SELECT `+evidenceRead+` FROM evidence WHERE seminar = $1 AND seq > $2 ORDER BY seq LIMIT $3`, of, after, most)
	return all, last, err
}

func scanInt(r row) (n int64, err error) {
	err = r.Scan(&n)
	return n, err
}

// Leases returns the open presences of a seminar.
func (d *DB) Leases(ctx context.Context, of seminar.ID) ([]roll.Lease, error) {
	return list(ctx, d.read, func(r row) (l roll.Lease, err error) {
		var opened, renewed int64
		err = r.Scan(&l.Person, &l.Place, &opened, &renewed, &l.Path)
		l.Opened, l.Renewed = moment(opened), moment(renewed)
		return l, err
	}, `SELECT person, place, opened, renewed, path FROM lease WHERE seminar = $1 ORDER BY opened, person`, of)
}

// RenewLeases opens or renews presences, all in one transaction.
func (d *DB) RenewLeases(ctx context.Context, of seminar.ID, leases []roll.Lease) error {
	return d.Write(ctx, func(tx *Tx) error {
		for _, l := range leases {
			err := tx.exec(`INSERT INTO lease (seminar, person, place, opened, renewed, path) VALUES ($1,$2,$3,$4,$5,$6)
				ON CONFLICT (seminar, person, place) DO UPDATE SET opened = excluded.opened, renewed = excluded.renewed, path = excluded.path`,
				of, l.Person, l.Place, stamp(l.Opened), stamp(l.Renewed), l.Path)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// EndLeases turns presences that have ended into evidence.
func (d *DB) EndLeases(ctx context.Context, of seminar.ID, leases []roll.Lease) error {
	return d.Write(ctx, func(tx *Tx) error {
		for _, l := range leases {
			if err := tx.exec(`DELETE FROM lease WHERE seminar = $1 AND person = $2 AND place = $3`, of, l.Person, l.Place); err != nil {
				return err
			}
			if err := tx.AddEvidence(of, l.Evidence(), ""); err != nil {
				return fmt.Errorf("ending a presence: %w", err)
			}
		}
		return nil
	})
}
