package store

import (
	"fmt"
	"time"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Scan is what a gate answered, whether or not it became evidence.
type Scan struct {
	Device   string     `json:"device"`
	Sequence int64      `json:"sequence"`
	Place    seminar.ID `json:"place"`
	Person   seminar.ID `json:"person,omitempty"` // "" when the code named nobody
	At       time.Time  `json:"at"`
	Welcome  bool       `json:"welcome"`
	Reason   string     `json:"reason"`         // the server's verdict
	Args     string     `json:"args,omitempty"` // what fills its sentence, as door.Verdict writes it
	Shown    string     `json:"shown"`          // the verdict that the steward saw
}

// Taken is a scan with what it becomes: evidence, or an entry that tells of a refusal.
type Taken struct {
	Scan
	Evidence *roll.Evidence
	Refused  *record.Entry // when Evidence is nil
}

// AddScans keeps scans whose device and sequence number are not there yet, tells each of
// them, and adds the evidence of those that were let in. It needs few statements, however
// many scans there are.
func (tx *Tx) AddScans(of seminar.ID, all []Taken) error {
	var scans, entries, evidence [][]any
	for _, t := range all {
		scans = append(scans, []any{of, t.Device, t.Sequence, t.Place, t.Person, stamp(t.At), stamp(tx.Now), t.Welcome, t.Reason, t.Args, t.Shown})
		told := t.Refused
		if t.Evidence != nil {
			tx.complete(t.Evidence)
			told = evidenceEntry(of, t.Evidence, "")
		}
		if err := tx.seal(told); err != nil {
			return err
		}
		tx.keep(*told)
		entries = append(entries, entryRow(told))
		if t.Evidence != nil {
			evidence = append(evidence, evidenceRow(of, told.Seq, t.Evidence))
		}
	}
	for _, x := range []struct {
		table, columns string
		rows           [][]any
	}{{"scan", scanColumns, scans}, {"record", entryColumns, entries}, {"evidence", evidenceColumns, evidence}} {
		if err := tx.insert(x.table, x.columns, x.rows); err != nil {
			return fmt.Errorf("keeping scans: %w", err)
		}
	}
	return nil
}

const scanColumns = `seminar, device, device_seq, place, person, at, received, welcome, reason, args, shown`

// Scanned returns what a gate was answered for a device's sequence number that is there.
func (tx *Tx) Scanned(of seminar.ID, device string, sequence int64) (Scan, error) {
	return scanned(tx.QueryRowContext(tx.ctx, scannedQuery, of, device, sequence))
}

const scannedQuery = `SELECT device, device_seq, place, person, at, welcome, reason, args, shown FROM scan WHERE seminar = $1 AND device = $2 AND device_seq = $3`

func scanned(r row) (s Scan, err error) {
	var at int64
	err = r.Scan(&s.Device, &s.Sequence, &s.Place, &s.Person, &at, &s.Welcome, &s.Reason, &s.Args, &s.Shown)
	s.At = moment(at)
	return s, err
}

// Numbers returns the sequence numbers of a device that are there, in their order.
func (tx *Tx) Numbers(of seminar.ID, device string) ([]int64, error) {
	return list(tx.ctx, tx, scanInt, `SELECT device_seq FROM scan WHERE seminar = $1 AND device = $2 ORDER BY device_seq`, of, device)
}

// ScansAfter returns the evidence of the doors, and of people seen in halls, that was told after an entry of the record, in its order.
func (tx *Tx) ScansAfter(of seminar.ID, after int64) ([]roll.Evidence, error) {
	var seq int64
	return list(tx.ctx, tx, evidenceScanner(&seq), `SELECT `+evidenceRead+` FROM evidence
		WHERE seminar = $1 AND seq > $2 AND kind IN ('scan_in', 'scan_out', 'seat', 'hall_code', 'spoke', 'voted') ORDER BY seq`, of, after)
}

// ToldAfter reports whether the record tells of a kind of deed after an entry.
func (tx *Tx) ToldAfter(of seminar.ID, after int64, kind string) (bool, error) {
	n, err := scanInt(tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM record WHERE seminar = $1 AND kind = $2 AND seq > $3`+rare(kind)+` LIMIT 1) AS told`, of, kind, after))
	return n > 0, err
}
