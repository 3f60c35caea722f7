package store

import (
	"context"

	"aula/internal/record"
	"aula/internal/seminar"
)

// SavePatience keeps how many times the usual time to answer somebody has, and tells the record; 1 is the usual.
func (d *DB) SavePatience(ctx context.Context, of, person seminar.ID, times int, told record.Entry) error {
	return d.Write(ctx, func(tx *Tx) error {
		err := tx.exec(`DELETE FROM patience WHERE seminar = $1 AND person = $2`, of, person)
		if err == nil && times > 1 {
			err = tx.exec(`INSERT INTO patience (seminar, person, times) VALUES ($1,$2,$3)`, of, person, times)
		}
		if err != nil {
			return err
		}
		_, err = tx.Tell(told)
		return err
	})
}

// Patience returns how many times the usual time to answer people have; who is not in it has it once.
func (d *DB) Patience(ctx context.Context, of seminar.ID) (map[seminar.ID]int, error) {
	type one struct {
		person seminar.ID
		times  int
	}
	all, err := list(ctx, d.read, func(r row) (x one, err error) {
		err = r.Scan(&x.person, &x.times)
		return x, err
	}, `SELECT person, times FROM patience WHERE seminar = $1`, of)
	patience := make(map[seminar.ID]int, len(all))
	for _, x := range all {
		patience[x.person] = x.times
	}
	return patience, err
}
