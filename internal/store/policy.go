package store

import (
	"context"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// SavePolicy keeps another rule for a seminar's roll and tells the record; NotFound when there is no such seminar.
func (d *DB) SavePolicy(ctx context.Context, of seminar.ID, p roll.Policy, told record.Entry) error {
	return d.Write(ctx, func(tx *Tx) error {
		n, err := tx.execCount(`UPDATE seminar SET policy = $1, release = release + 1 WHERE id = $2`, asJSON{p}, of)
		if err != nil {
			return err
		}
		if n == 0 {
			return seminar.NotFound("error.not_found")
		}
		_, err = tx.Tell(told)
		return err
	})
}
