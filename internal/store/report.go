package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"aula/internal/record"
	"aula/internal/report"
	"aula/internal/seminar"
)

func scanReport(r row) (x report.Report, err error) {
	err = r.Scan(fromJSON{&x})
	return x, err
}

// SaveReport keeps a report as a new revision and tells it. A revision that is already
// there is a Conflict: somebody else saved one meanwhile.
func (tx *Tx) SaveReport(r report.Report, told record.Entry) error {
	err := tx.exec(`INSERT INTO report (seminar, revision, body) VALUES ($1,$2,$3)`, r.Seminar, r.Revision, asJSON{r})
	if duplicate(err) {
		return seminar.Conflict("error.conflict").Because(err)
	}
	if err != nil {
		return err
	}
	_, err = tx.Tell(told)
	return err
}

// Report returns the latest revision; NotFound when nothing has been drafted yet.
func (d *DB) Report(ctx context.Context, of seminar.ID) (report.Report, error) {
	r, err := scanReport(d.read.QueryRowContext(ctx, `SELECT body FROM report WHERE seminar = $1 ORDER BY revision DESC LIMIT 1`, of))
	if errors.Is(err, sql.ErrNoRows) {
		return r, seminar.NotFound("error.not_found")
	}
	return r, err
}

// ReportRevisions returns every revision, the newest first.
func (d *DB) ReportRevisions(ctx context.Context, of seminar.ID) ([]report.Report, error) {
	return list(ctx, d.read, scanReport, `SELECT body FROM report WHERE seminar = $1 ORDER BY revision DESC`, of)
}

// PublishedReport returns the latest published version, whatever has been changed
// since; NotFound when there is none.
func (d *DB) PublishedReport(ctx context.Context, of seminar.ID) (report.Report, error) {
	rows, err := d.read.QueryContext(ctx, `SELECT body FROM report WHERE seminar = $1 ORDER BY revision DESC`, of)
	if err != nil {
		return report.Report{}, fmt.Errorf("store: published report: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scanReport(rows)
		if err != nil || r.State == report.Published {
			return r, err
		}
	}
	if err := rows.Err(); err != nil {
		return report.Report{}, fmt.Errorf("store: published report: %w", err)
	}
	return report.Report{}, seminar.NotFound("error.not_found")
}

// Reports returns the latest published version of every seminar that has one, by
// seminar.
func (d *DB) Reports(ctx context.Context) ([]report.Report, error) {
	seminars, err := list(ctx, d.read, scanID, `SELECT DISTINCT seminar FROM report ORDER BY seminar`)
	if err != nil {
		return nil, err
	}
	var all []report.Report
	for _, of := range seminars {
		r, err := d.PublishedReport(ctx, of)
		if seminar.CodeOf(err) == seminar.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// AddPhoto keeps a picture. It belongs to the report only when a revision names it.
func (tx *Tx) AddPhoto(of seminar.ID, p report.Photo, data []byte) error {
	return tx.exec(`INSERT INTO photo (id, seminar, width, height, type, data) VALUES ($1,$2,$3,$4,$5,$6)`, p.ID, of, p.Width, p.Height, p.Type, data)
}

// Photo returns a picture and its bytes, without the words that a report gives to it;
// NotFound when the seminar has none with that id.
func (d *DB) Photo(ctx context.Context, of, id seminar.ID) (p report.Photo, data []byte, err error) {
	err = d.read.QueryRowContext(ctx, `SELECT id, width, height, type, data FROM photo WHERE seminar = $1 AND id = $2`, of, id).
		Scan(&p.ID, &p.Width, &p.Height, &p.Type, &data)
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil, seminar.NotFound("error.not_found")
	}
	return p, data, err
}
