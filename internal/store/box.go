package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
)

// OpenBox tells that a poll or a round of ideas is open and lets votes or opinions in from then on.
func (d *DB) OpenBox(ctx context.Context, e record.Entry, box floor.Box) (told record.Entry, err error) {
	err = d.Write(ctx, func(tx *Tx) error {
		if told, err = tx.Tell(e); err != nil {
			return err
		}
		return tx.exec(`INSERT INTO poll (seminar, poll, round, taken, secret, change) VALUES ($1,$2,$3,$4,$5,$6)
			ON CONFLICT (seminar, poll) DO UPDATE SET round = excluded.round, taken = excluded.taken, secret = excluded.secret, change = excluded.change`,
			e.Seminar, box.Poll, int64(box.Round), true, box.Secret, box.Change)
	})
	return told, err
}

// closeBox takes nothing more, tells e, and tells what count makes of what is in the box. All that was answered is in it, and
// nothing comes after it.
func (d *DB) closeBox(ctx context.Context, e record.Entry, box floor.Box, count func(*Tx) (record.Entry, error)) (all []record.Entry, err error) {
	err = d.Write(ctx, func(tx *Tx) error {
		all = nil
		if err := tx.exec(`UPDATE poll SET taken = $3 WHERE seminar = $1 AND poll = $2`, e.Seminar, box.Poll, false); err != nil {
			return err
		}
		counted, err := count(tx)
		if err != nil {
			return err
		}
		counted.Seminar, counted.Session, counted.Actor = e.Seminar, e.Session, e.Actor
		for _, x := range []record.Entry{e, counted} {
			told, err := tx.Tell(x)
			if err != nil {
				return err
			}
			all = append(all, told)
		}
		return nil
	})
	return all, err
}

// box returns the box of a poll or a round of ideas, and whether anything is let in; it is not when there is none.
func (tx *Tx) box(of, id seminar.ID) (box floor.Box, taken bool, err error) {
	var round int64
	err = tx.QueryRowContext(tx.ctx, `SELECT round, taken, secret, change FROM poll WHERE seminar = $1 AND poll = $2`, of, id).Scan(&round, &taken, &box.Secret, &box.Change)
	box.Poll, box.Round = id, int(round)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return box, false, fmt.Errorf("store: box of a poll: %w", err)
	}
	return box, taken, nil
}
