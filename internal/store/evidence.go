package store

import (
	"context"
	"fmt"
	"time"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// AddEvidence keeps one observation and tells it; the entry's body is the evidence
// itself, so that the roll can be recomputed from the record alone. It returns
// record.ErrTold for an op or an observation of a device (Device and Sequence) that is
// already there; then nothing was written and the transaction may go on.
func (tx *Tx) AddEvidence(of seminar.ID, e roll.Evidence, op string) error {
	if e.Device != "" {
		n, err := scanInt(tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM evidence WHERE seminar = $1 AND device = $2 AND device <> '' AND device_seq = $3`,
			of, e.Device, e.Sequence))
		if err != nil {
			return fmt.Errorf("store: looking for evidence: %w", err)
		}
		if n > 0 {
			return record.ErrTold
		}
	}
	e.At, e.From, e.To = seminar.Millis(e.At), seminar.Millis(e.From), seminar.Millis(e.To) // the record says what the table keeps
	e.Received = tx.Now
	if e.ID == "" {
		e.ID = seminar.NewID()
	}
	open := e
	if e.Kind.Private() {
		open.Reason = ""
	}
	told := record.New("roll.evidence", open)
	told.Seminar, told.Actor, told.Person, told.Place, told.Session, told.Op = of, e.Actor, e.Person, e.Place, e.Session, op
	told, err := tx.Tell(told)
	if err != nil {
		return err
	}
	if open.Reason != e.Reason {
		if err := tx.tellReason(of, e); err != nil {
			return err
		}
	}
	return tx.exec(`INSERT INTO evidence (id, seminar, seq, person, kind, place, session, at, received, from_at, to_at, mark, reason, ref, heads, device, device_seq, actor)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18)`,
		e.ID, of, told.Seq, e.Person, e.Kind, e.Place, e.Session, stamp(e.At), stamp(e.Received), stamp(e.From), stamp(e.To), e.Mark, e.Reason, e.Ref, e.Count, e.Device, e.Sequence, e.Actor)
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
	all, err := list(ctx, d.read, func(r row) (e roll.Evidence, err error) {
		var at, received, from, to int64
		err = r.Scan(&last, &e.ID, &e.Person, &e.Kind, &e.Place, &e.Session, &at, &received, &from, &to, &e.Mark, &e.Reason, &e.Ref, &e.Count, &e.Device, &e.Sequence, &e.Actor)
		e.At, e.Received, e.From, e.To = moment(at), moment(received), moment(from), moment(to)
		return e, err
	}, `SELECT seq, id, person, kind, place, session, at, received, from_at, to_at, mark, reason, ref, heads, device, device_seq, actor
		FROM evidence WHERE seminar = $1 AND seq > $2 ORDER BY seq`, of, after)
	return all, last, err
}

// Scan is what a gate answered, whether or not it became evidence.
type Scan struct {
	Device   string
	Sequence int64
	Place    seminar.ID
	Person   seminar.ID // "" when the code named nobody
	At       time.Time
	Welcome  bool
	Reason   string // the server's verdict
	Args     string // what fills its sentence, as door.Verdict writes it
	Shown    string // the verdict that the steward saw
}

// AddScan keeps what a gate answered. It returns record.ErrTold when the device's sequence
// number is already there; then nothing was written and the transaction may go on.
func (tx *Tx) AddScan(of seminar.ID, s Scan) error {
	rows, err := tx.execCount(`INSERT INTO scan (seminar, device, device_seq, place, person, at, received, welcome, reason, args, shown)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) ON CONFLICT DO NOTHING`,
		of, s.Device, s.Sequence, s.Place, s.Person, stamp(s.At), stamp(tx.Now), s.Welcome, s.Reason, s.Args, s.Shown)
	if err == nil && rows == 0 {
		return record.ErrTold
	}
	return err
}

// Scanned returns what a gate was answered for a device's sequence number that is there.
func (tx *Tx) Scanned(of seminar.ID, device string, sequence int64) (s Scan, err error) {
	var at int64
	err = tx.QueryRowContext(tx.ctx, `SELECT device, device_seq, place, person, at, welcome, reason, args, shown FROM scan WHERE seminar = $1 AND device = $2 AND device_seq = $3`,
		of, device, sequence).Scan(&s.Device, &s.Sequence, &s.Place, &s.Person, &at, &s.Welcome, &s.Reason, &s.Args, &s.Shown)
	s.At = moment(at)
	return s, err
}

// ScannedThrough returns the highest sequence number of a device without a gap before
// it; a device counts from 1.
func (d *DB) ScannedThrough(ctx context.Context, of seminar.ID, device string) (through int64, err error) {
	return scanInt(d.read.QueryRowContext(ctx, `SELECT COALESCE(MAX(n), 0) FROM (
		SELECT device_seq, ROW_NUMBER() OVER (ORDER BY device_seq) AS n
		FROM scan WHERE seminar = $1 AND device = $2 AND device_seq > 0) AS counted WHERE device_seq = n`, of, device))
}

func scanInt(r row) (n int64, err error) {
	err = r.Scan(&n)
	return n, err
}

// Leases returns the open presences of a seminar.
func (d *DB) Leases(ctx context.Context, of seminar.ID) ([]roll.Lease, error) {
	return list(ctx, d.read, func(r row) (l roll.Lease, err error) {
		var opened, renewed int64
		err = r.Scan(&l.Person, &l.Place, &opened, &renewed)
		l.Opened, l.Renewed = moment(opened), moment(renewed)
		return l, err
	}, `SELECT person, place, opened, renewed FROM lease WHERE seminar = $1 ORDER BY opened, person`, of)
}

// RenewLeases opens or renews presences, all in one transaction.
func (d *DB) RenewLeases(ctx context.Context, of seminar.ID, leases []roll.Lease) error {
	return d.Write(ctx, func(tx *Tx) error {
		for _, l := range leases {
			err := tx.exec(`INSERT INTO lease (seminar, person, place, opened, renewed) VALUES ($1,$2,$3,$4,$5)
				ON CONFLICT (seminar, person, place) DO UPDATE SET opened = excluded.opened, renewed = excluded.renewed`, of, l.Person, l.Place, stamp(l.Opened), stamp(l.Renewed))
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
