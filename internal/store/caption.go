package store

import (
	"context"
	"time"

	"aula/internal/caption"
	"aula/internal/seminar"
)

// Caption keeps a line, or corrects it, and returns it as it is kept: it begins when it came first.
func (tx *Tx) Caption(of seminar.ID, l caption.Line) (caption.Line, error) {
	var from, to int64
	err := tx.QueryRowContext(tx.ctx, `INSERT INTO caption (seminar, language, line, from_at, to_at, said) VALUES ($1,$2,$3,$4,$5,$6)
		ON CONFLICT (seminar, language, line) DO UPDATE SET to_at = CASE WHEN caption.to_at <> 0 THEN caption.to_at ELSE excluded.to_at END, said = excluded.said
		RETURNING from_at, to_at`, of, l.Language, l.ID, stamp(l.From), stamp(l.To), l.Text).Scan(&from, &to)
	l.From, l.To = moment(from), moment(to)
	return l, err
}

// ForgetCaptions deletes the lines of all languages that begin within a time.
func (tx *Tx) ForgetCaptions(of seminar.ID, from, until time.Time) error {
	return tx.exec(`DELETE FROM caption WHERE seminar = $1 AND from_at >= $2 AND from_at < $3`, of, stamp(from), stamp(until))
}

// Captions returns the lines of a language that begin within a time, in their order.
func (d *DB) Captions(ctx context.Context, of seminar.ID, language string, from, until time.Time) ([]caption.Line, error) {
	return list(ctx, d.read, func(r row) (l caption.Line, err error) {
		var from, to int64
		err = r.Scan(&l.ID, &l.Language, &from, &to, &l.Text)
		l.From, l.To = moment(from), moment(to)
		return l, err
	}, `SELECT line, language, from_at, to_at, said FROM caption WHERE seminar = $1 AND language = $2 AND from_at >= $3 AND from_at < $4 AND said <> '' ORDER BY from_at, line`,
		of, language, stamp(from), stamp(until))
}

// CaptionLanguages returns the languages in which something was said within a time.
func (d *DB) CaptionLanguages(ctx context.Context, of seminar.ID, from, until time.Time) ([]string, error) {
	return list(ctx, d.read, func(r row) (s string, err error) { err = r.Scan(&s); return s, err },
		`SELECT DISTINCT language FROM caption WHERE seminar = $1 AND from_at >= $2 AND from_at < $3 AND said <> '' ORDER BY language`, of, stamp(from), stamp(until))
}
