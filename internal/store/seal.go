package store

import (
	"context"
	"fmt"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// SealEntry is the kind of the entry that tells a seal; its body is a roll.Seal.
const SealEntry = "roll.sealed"

// Seals returns the seals of a seminar's half-days, in the order in which they were made.
func (d *DB) Seals(ctx context.Context, of seminar.ID) (all []roll.Seal, err error) {
	for e, err := range d.EntriesOf(ctx, of, SealEntry) {
		if err != nil {
			return nil, err
		}
		var s roll.Seal
		if err := e.Decode(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// HashAt returns the hash of an entry of the record; that of an empty record for 0.
func (d *DB) HashAt(ctx context.Context, of seminar.ID, seq int64) (hash record.Hash, err error) {
	if seq == 0 {
		return hash, nil
	}
	var b []byte
	if err := d.read.QueryRowContext(ctx, `SELECT hash FROM record WHERE seminar = $1 AND seq = $2`, of, seq).Scan(&b); err != nil {
		return hash, fmt.Errorf("store: entry %d: %w", seq, err)
	}
	copy(hash[:], b)
	return hash, nil
}
