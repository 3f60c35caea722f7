package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
)

// ClosePoll takes no more votes, tells e, counts, and tells what count makes of the ballots; how often each
// was given stands under its form. Every vote that was answered is among them, and none comes after them.
func (d *DB) ClosePoll(ctx context.Context, e record.Entry, box floor.Box, count func(ballots map[string]int) record.Entry) ([]record.Entry, error) {
	return d.closeBox(ctx, e, box, func(tx *Tx) (record.Entry, error) {
		if err := tx.shuffle(e.Seminar, box); err != nil {
			return record.Entry{}, err
		}
		ballots, err := ballots(ctx, tx, e.Seminar, box)
		return count(ballots), err
	})
}

// shuffle writes secret ballots anew in the order of their random ids: PostgreSQL keeps rows as they came.
func (tx *Tx) shuffle(of seminar.ID, box floor.Box) error {
	if !box.Secret {
		return nil
	}
	type ballot struct{ id, choice string }
	all, err := list(tx.ctx, tx, func(r row) (b ballot, err error) {
		err = r.Scan(&b.id, &b.choice)
		return b, err
	}, `SELECT id, choice FROM ballot WHERE seminar = $1 AND poll = $2 AND round = $3 ORDER BY id`, of, box.Poll, int64(box.Round))
	if err != nil {
		return err
	}
	if err := tx.exec(`DELETE FROM ballot WHERE seminar = $1 AND poll = $2 AND round = $3`, of, box.Poll, int64(box.Round)); err != nil {
		return err
	}
	var rows [][]any
	for _, b := range all {
		rows = append(rows, []any{of, box.Poll, int64(box.Round), b.id, b.choice})
	}
	return tx.insert("ballot", ballotColumns, rows)
}

const ballotColumns = `seminar, poll, round, id, choice`

// Vote puts a vote into the box of its poll: one for each voter, over all their devices. The same vote again is
// no error. It fails with Conflict when no votes are taken, or when the voter has voted otherwise and may not change it.
// first is false for a vote that was there.
func (tx *Tx) Vote(of seminar.ID, v floor.Vote) (first bool, err error) {
	box, taken, err := tx.box(of, v.Poll)
	if err != nil {
		return false, err
	}
	if !taken {
		return false, seminar.Conflict("error.poll.closed")
	}
	round := int64(box.Round)
	choice := v.Ballot.Form()
	open := choice
	if box.Secret {
		open = ""
	}
	rows, err := tx.execCount(`INSERT INTO vote (seminar, poll, round, voter, place, at, changes, choice) VALUES ($1,$2,$3,$4,$5,$6,0,$7)
		ON CONFLICT (seminar, poll, round, voter) DO NOTHING`, of, v.Poll, round, v.Voter, v.Place, stamp(tx.Now), open)
	switch {
	case err != nil:
		return false, err
	case rows == 0:
		return false, tx.voteAgain(of, box, round, v.Voter, choice)
	case box.Secret:
		return true, tx.insert("ballot", ballotColumns, [][]any{{of, v.Poll, round, rand.Text(), choice}})
	}
	return true, nil
}

func (tx *Tx) voteAgain(of seminar.ID, box floor.Box, round int64, voter seminar.ID, choice string) error {
	var before string
	err := tx.QueryRowContext(tx.ctx, `SELECT choice FROM vote WHERE seminar = $1 AND poll = $2 AND round = $3 AND voter = $4`, of, box.Poll, round, voter).Scan(&before)
	switch {
	case err != nil:
		return fmt.Errorf("store: vote: %w", err)
	case box.Secret, before != choice && !box.Change:
		return seminar.Conflict("error.poll.voted")
	case before == choice:
		return nil
	}
	return tx.exec(`UPDATE vote SET choice = $5, changes = changes + 1 WHERE seminar = $1 AND poll = $2 AND round = $3 AND voter = $4`, of, box.Poll, round, voter, choice)
}

// Ballots returns how often each ballot was given in a round, by its form.
func (d *DB) Ballots(ctx context.Context, of seminar.ID, box floor.Box) (map[string]int, error) {
	return ballots(ctx, d.read, of, box)
}

func ballots(ctx context.Context, q querier, of seminar.ID, box floor.Box) (map[string]int, error) {
	table := "vote"
	if box.Secret {
		table = "ballot"
	}
	return tallies(ctx, q, `SELECT choice, COUNT(*) FROM `+table+` WHERE seminar = $1 AND poll = $2 AND round = $3 GROUP BY choice`, of, box)
}

// Turnout returns how many have voted in a round, by the place where they were.
func (d *DB) Turnout(ctx context.Context, of seminar.ID, box floor.Box) (map[string]int, error) {
	return tallies(ctx, d.read, `SELECT place, COUNT(*) FROM vote WHERE seminar = $1 AND poll = $2 AND round = $3 GROUP BY place`, of, box)
}

func tallies(ctx context.Context, q querier, query string, of seminar.ID, box floor.Box) (map[string]int, error) {
	type tally struct {
		key string
		n   int64
	}
	all, err := list(ctx, q, func(r row) (t tally, err error) {
		err = r.Scan(&t.key, &t.n)
		return t, err
	}, query, of, box.Poll, int64(box.Round))
	counts := map[string]int{}
	for _, t := range all {
		counts[t.key] = int(t.n)
	}
	return counts, err
}

// VotedIn returns in which of the polls somebody has voted in the round that is the latest, and how, where that is kept.
func (d *DB) VotedIn(ctx context.Context, of, voter seminar.ID) (map[seminar.ID]string, error) {
	type own struct {
		poll   seminar.ID
		choice string
	}
	all, err := list(ctx, d.read, func(r row) (o own, err error) {
		err = r.Scan(&o.poll, &o.choice)
		return o, err
	}, `SELECT vote.poll, vote.choice FROM vote JOIN poll ON poll.seminar = vote.seminar AND poll.poll = vote.poll AND poll.round = vote.round
		WHERE vote.seminar = $1 AND vote.voter = $2`, of, voter)
	choices := map[seminar.ID]string{}
	for _, o := range all {
		choices[o.poll] = o.choice
	}
	return choices, err
}
