package store

import (
	"context"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
)

// Say keeps what somebody says of an idea, in place of what they said of it before. It fails with Conflict when the round takes
// no opinions.
func (tx *Tx) Say(of, round seminar.ID, s floor.Said) error {
	if _, taken, err := tx.box(of, round); err != nil {
		return err
	} else if !taken {
		return seminar.Conflict("error.idea.closed")
	}
	return tx.exec(`INSERT INTO opinion (seminar, idea_round, idea, person, place, organisation, opinion) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (seminar, idea_round, person, idea) DO UPDATE SET place = excluded.place, organisation = excluded.organisation, opinion = excluded.opinion`,
		of, round, s.Idea, s.Person, s.Place, s.Organisation, string(s.Opinion))
}

// CloseIdeas takes no more opinions, tells e, counts, tells what count makes of them, and deletes who said what: from then on
// there is no more than the count.
func (d *DB) CloseIdeas(ctx context.Context, e record.Entry, box floor.Box, count func([]floor.Said) record.Entry) ([]record.Entry, error) {
	return d.closeBox(ctx, e, box, func(tx *Tx) (record.Entry, error) {
		said, err := list(ctx, tx, func(r row) (s floor.Said, err error) {
			err = r.Scan(&s.Idea, &s.Person, &s.Place, &s.Organisation, &s.Opinion)
			return s, err
		}, `SELECT idea, person, place, organisation, opinion FROM opinion WHERE seminar = $1 AND idea_round = $2 ORDER BY idea, person`, e.Seminar, box.Poll)
		if err != nil {
			return record.Entry{}, err
		}
		return count(said), tx.exec(`DELETE FROM opinion WHERE seminar = $1 AND idea_round = $2`, e.Seminar, box.Poll)
	})
}

// SaidBy returns what somebody says of the ideas of a round that is open.
func (d *DB) SaidBy(ctx context.Context, of, round, person seminar.ID) (map[seminar.ID]floor.Opinion, error) {
	all, err := list(ctx, d.read, func(r row) (s floor.Said, err error) {
		err = r.Scan(&s.Idea, &s.Opinion)
		return s, err
	}, `SELECT idea, opinion FROM opinion WHERE seminar = $1 AND idea_round = $2 AND person = $3`, of, round, person)
	said := map[seminar.ID]floor.Opinion{}
	for _, s := range all {
		said[s.Idea] = s.Opinion
	}
	return said, err
}

// SaidAt returns how many people have said something in a round that is open, and of how many ideas altogether.
func (d *DB) SaidAt(ctx context.Context, of, round seminar.ID) (people, opinions int, err error) {
	n, err := scanInt(d.read.QueryRowContext(ctx, `SELECT COUNT(DISTINCT person) FROM opinion WHERE seminar = $1 AND idea_round = $2`, of, round))
	if err != nil {
		return 0, 0, err
	}
	m, err := scanInt(d.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM opinion WHERE seminar = $1 AND idea_round = $2`, of, round))
	return int(n), int(m), err
}
