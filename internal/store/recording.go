package store

import (
	"context"
	"database/sql"
	"errors"

	"aula/internal/record"
	"aula/internal/recording"
	"aula/internal/seminar"
)

const recordingColumns = `id, seminar, session, began, ended, cause, made, wanted, composed, public, deleted`

func scanRecording(r row) (x recording.Recording, err error) {
	var began, ended, made, wanted, composed, deleted int64
	err = r.Scan(&x.ID, &x.Seminar, &x.Session, &began, &ended, &x.Cause, &made, &wanted, &composed, &x.Public, &deleted)
	x.Began, x.Ended, x.Made, x.Wanted, x.Composed, x.Deleted = moment(began), moment(ended), moment(made), moment(wanted), moment(composed), moment(deleted)
	return x, err
}

// SaveRecording keeps a recording as it is now and tells the record what happened to it.
func (d *DB) SaveRecording(ctx context.Context, x recording.Recording, told record.Entry) error {
	return d.Write(ctx, func(tx *Tx) error {
		err := tx.exec(`INSERT INTO recording (`+recordingColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)
			ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, cause = excluded.cause, made = excluded.made,
			wanted = excluded.wanted, composed = excluded.composed, public = excluded.public, deleted = excluded.deleted`,
			x.ID, x.Seminar, x.Session, stamp(x.Began), stamp(x.Ended), x.Cause, stamp(x.Made), stamp(x.Wanted), stamp(x.Composed), x.Public, stamp(x.Deleted))
		if err != nil {
			return err
		}
		_, err = tx.Tell(told)
		return err
	})
}

// Recordings returns the recordings of a seminar, the latest first, with those that were deleted.
func (d *DB) Recordings(ctx context.Context, of seminar.ID) ([]recording.Recording, error) {
	return list(ctx, d.read, scanRecording, `SELECT `+recordingColumns+` FROM recording WHERE seminar = $1 ORDER BY began DESC, id DESC`, of)
}

// UnfinishedRecordings returns those of all seminars with which something is still to
// be done: that run, cannot be played, or are to be composed, and those that were deleted; the oldest first.
func (d *DB) UnfinishedRecordings(ctx context.Context) ([]recording.Recording, error) {
	return list(ctx, d.read, scanRecording, `SELECT `+recordingColumns+` FROM recording
		WHERE ended = 0 OR made = 0 OR (wanted <> 0 AND composed = 0) OR deleted <> 0 ORDER BY began, id`)
}

// Recording returns one; NotFound when the seminar has none with that id.
func (d *DB) Recording(ctx context.Context, of, id seminar.ID) (recording.Recording, error) {
	x, err := scanRecording(d.read.QueryRowContext(ctx, `SELECT `+recordingColumns+` FROM recording WHERE seminar = $1 AND id = $2`, of, id))
	if errors.Is(err, sql.ErrNoRows) {
		return x, seminar.NotFound("error.not_found")
	}
	return x, err
}
