package store

import (
	"context"
	"strconv"
	"strings"

	"aula/internal/seminar"
)

// Support keeps that somebody wants a question answered, or no longer does. Each counts once, however often they say so.
func (tx *Tx) Support(of, question, person seminar.ID, wanted bool) error {
	if wanted {
		return tx.exec(`INSERT INTO support (seminar, question, person) VALUES ($1,$2,$3) ON CONFLICT (seminar, question, person) DO NOTHING`, of, question, person)
	}
	return tx.exec(`DELETE FROM support WHERE seminar = $1 AND question = $2 AND person = $3`, of, question, person)
}

// Supporters returns how many want each question answered.
func (d *DB) Supporters(ctx context.Context, of seminar.ID) (map[seminar.ID]int, error) {
	type count struct {
		question seminar.ID
		n        int64
	}
	all, err := list(ctx, d.read, func(r row) (c count, err error) {
		err = r.Scan(&c.question, &c.n)
		return c, err
	}, `SELECT question, COUNT(*) FROM support WHERE seminar = $1 GROUP BY question`, of)
	counts := map[seminar.ID]int{}
	for _, c := range all {
		counts[c.question] = int(c.n)
	}
	return counts, err
}

// SupportersOf returns how many want any of some questions answered: whoever wants several counts once.
func (d *DB) SupportersOf(ctx context.Context, of seminar.ID, questions ...seminar.ID) (int, error) {
	if len(questions) == 0 {
		return 0, nil
	}
	args := []any{of}
	var in []string
	for _, q := range questions {
		args = append(args, q)
		in = append(in, "$"+strconv.Itoa(len(args)))
	}
	n, err := scanInt(d.read.QueryRowContext(ctx, `SELECT COUNT(DISTINCT person) FROM support WHERE seminar = $1 AND question IN (`+strings.Join(in, ",")+`)`, args...))
	return int(n), err
}

// SupportedBy returns the questions that somebody wants answered.
func (d *DB) SupportedBy(ctx context.Context, of, person seminar.ID) ([]seminar.ID, error) {
	return list(ctx, d.read, scanID, `SELECT question FROM support WHERE seminar = $1 AND person = $2 ORDER BY question`, of, person)
}
