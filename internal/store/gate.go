package store

import (
	"context"
	"time"

	"aula/internal/roll/door"
	"aula/internal/seminar"
)

// Gate is a phone that scans at a door, by the random name that it keeps.
type Gate struct {
	Device    string
	Enrolment seminar.ID // by which it is the door's own; "" when a steward is signed in on it
	Person    seminar.ID // that steward; "" when it is the door's own
	Place     seminar.ID
	Label     string // what people call it: "North door"
	Heard     time.Time
	Skew      time.Duration // by how much its clock was ahead when it was heard
	Given     int64         // the highest number that it says it has given to a scan

	// Of its scans; set when it is read.
	Arrived   []door.Span // their numbers
	Held      int64       // how many of them came after it was revoked, and count for nothing
	Delivered time.Time   // when the last of them came
}

// Missing returns the numbers of its scans that have not arrived.
func (g Gate) Missing() []door.Span { return door.Missing(g.Arrived, g.Given) }

// HearGate notes that a phone was heard.
func (tx *Tx) HearGate(of seminar.ID, g Gate) error {
	return tx.exec(`INSERT INTO gate (seminar, device, enrolment, person, place, label, heard, skew, given) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)
		ON CONFLICT (seminar, device) DO UPDATE SET enrolment = excluded.enrolment, person = excluded.person, place = excluded.place, label = excluded.label,
		heard = excluded.heard, skew = excluded.skew, given = CASE WHEN excluded.given > gate.given THEN excluded.given ELSE gate.given END`,
		of, g.Device, g.Enrolment, g.Person, g.Place, g.Label, stamp(tx.Now), g.Skew.Milliseconds(), g.Given)
}

// HeldBack returns how many scans an enrolment has sent after it was revoked.
func (tx *Tx) HeldBack(of, enrolment seminar.ID) (int64, error) {
	return scanInt(tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM scan JOIN gate ON gate.seminar = scan.seminar AND gate.device = scan.device
		WHERE scan.seminar = $1 AND gate.enrolment = $2 AND scan.reason = $3`, of, enrolment, door.DeviceRevoked))
}

// Gates returns every phone that was heard or has scanned for a seminar.
func (d *DB) Gates(ctx context.Context, of seminar.ID) ([]Gate, error) {
	gates, err := list(ctx, d.read, func(r row) (g Gate, err error) {
		var heard, skew int64
		err = r.Scan(&g.Device, &g.Enrolment, &g.Person, &g.Place, &g.Label, &heard, &skew, &g.Given)
		g.Heard, g.Skew = moment(heard), time.Duration(skew)*time.Millisecond
		return g, err
	}, `SELECT device, enrolment, person, place, label, heard, skew, given FROM gate WHERE seminar = $1 ORDER BY device`, of)
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(gates))
	for i, g := range gates {
		at[g.Device] = i
	}
	runs, err := d.runs(ctx, of)
	for _, x := range runs {
		i, known := at[x.Device]
		if !known { // scanned before phones were noted
			i = len(gates)
			at[x.Device], gates = i, append(gates, Gate{Device: x.Device, Place: x.Place, Heard: x.Delivered})
		}
		g := &gates[i]
		g.Arrived, g.Held = append(g.Arrived, x.Arrived...), g.Held+x.Held
		if x.Delivered.After(g.Delivered) {
			g.Delivered = x.Delivered
		}
	}
	return gates, err
}

// runs returns what has arrived of each device, a Gate for each run of its numbers.
func (d *DB) runs(ctx context.Context, of seminar.ID) ([]Gate, error) {
	return list(ctx, d.read, func(r row) (g Gate, err error) {
		var run door.Span
		var delivered int64
		err = r.Scan(&g.Device, &g.Place, &run.From, &run.To, &g.Held, &delivered)
		g.Arrived, g.Delivered = []door.Span{run}, moment(delivered)
		return g, err
	}, `SELECT device, MAX(place), MIN(device_seq), MAX(device_seq), SUM(CASE WHEN reason = $2 THEN 1 ELSE 0 END), MAX(received) FROM (
			SELECT device, device_seq, place, reason, received, device_seq - ROW_NUMBER() OVER (PARTITION BY device ORDER BY device_seq) AS island
			FROM scan WHERE seminar = $1 AND device_seq > 0) AS numbered
		GROUP BY device, island ORDER BY device, MIN(device_seq)`, of, door.DeviceRevoked)
}
