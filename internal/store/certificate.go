package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"

	"aula/internal/certificate"
	"aula/internal/record"
	"aula/internal/seminar"
)

// SaveCertificateRule keeps another rule by which a seminar gives certificates, and tells the record.
func (d *DB) SaveCertificateRule(ctx context.Context, of seminar.ID, rule certificate.Rule, told record.Entry) error {
	return d.Write(ctx, func(tx *Tx) error {
		err := tx.exec(`INSERT INTO certificate_rule (seminar, rule) VALUES ($1,$2) ON CONFLICT (seminar) DO UPDATE SET rule = excluded.rule`, of, asJSON{rule})
		if err != nil {
			return err
		}
		_, err = tx.Tell(told)
		return err
	})
}

// CertificateRule returns the rule that was kept for a seminar; NotFound when it has the one that its policy begins with.
func (d *DB) CertificateRule(ctx context.Context, of seminar.ID) (rule certificate.Rule, err error) {
	err = d.read.QueryRowContext(ctx, `SELECT rule FROM certificate_rule WHERE seminar = $1`, of).Scan(fromJSON{&rule})
	if errors.Is(err, sql.ErrNoRows) {
		return rule, seminar.NotFound("error.not_found")
	}
	return rule, err
}

const certificateColumns = `id, revision, year, serial, entry, awarded, issued, claim, badge, revoked, reason,
	(SELECT MAX(revision) FROM certificate AS newest WHERE newest.id = certificate.id)`

func scanCertificate(r row) (k certificate.Kept, err error) {
	var year, serial int
	var awarded, issued, revoked int64
	err = r.Scan(&k.ID, &k.Revision, &year, &serial, &k.Index, &awarded, &issued, fromJSON{&k.Claim}, &k.Badge, &revoked, &k.Reason, &k.Latest)
	k.Number, k.Awarded, k.Issued, k.Revoked = certificate.NewNumber(year, serial), moment(awarded), moment(issued), moment(revoked)
	return k, err
}

// Certificates returns every revision of every certificate of a seminar, by number and revision.
func (d *DB) Certificates(ctx context.Context, of seminar.ID) ([]certificate.Kept, error) {
	return certificatesOf(ctx, d.read, of)
}

// Certificates is that of the DB, as it is in this transaction.
func (tx *Tx) Certificates(of seminar.ID) ([]certificate.Kept, error) {
	return certificatesOf(tx.ctx, tx, of)
}

func certificatesOf(ctx context.Context, q querier, of seminar.ID) ([]certificate.Kept, error) {
	return list(ctx, q, scanCertificate, `SELECT `+certificateColumns+` FROM certificate WHERE seminar = $1 ORDER BY year, serial, revision`, of)
}

// CertificateOf returns the newest revision of a person's certificate; NotFound when they have none.
func (d *DB) CertificateOf(ctx context.Context, of, person seminar.ID) (certificate.Kept, error) {
	k, err := scanCertificate(d.read.QueryRowContext(ctx, `SELECT `+certificateColumns+` FROM certificate WHERE seminar = $1 AND person = $2 ORDER BY revision DESC LIMIT 1`, of, person))
	if errors.Is(err, sql.ErrNoRows) {
		return k, seminar.NotFound("error.certificate.none")
	}
	return k, err
}

// Certificate returns every revision of one certificate, the newest first; NotFound when there is none with that id.
func (d *DB) Certificate(ctx context.Context, id seminar.ID) ([]certificate.Kept, error) {
	all, err := list(ctx, d.read, scanCertificate, `SELECT `+certificateColumns+` FROM certificate WHERE id = $1 ORDER BY revision DESC`, id)
	if err == nil && len(all) == 0 {
		err = seminar.NotFound("error.certificate.none")
	}
	return all, err
}

// CertificateList returns the places of a status list that are revoked; NotFound when no certificate has its place in it. The
// first list is always there.
func (d *DB) CertificateList(ctx context.Context, number int) (revoked []int, err error) {
	from, to := number*certificate.Entries, (number+1)*certificate.Entries
	if number > 0 {
		var used int
		if err := d.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM certificate WHERE entry >= $1 AND entry < $2`, from, to).Scan(&used); err != nil {
			return nil, fmt.Errorf("store: status list: %w", err)
		} else if used == 0 {
			return nil, seminar.NotFound("error.not_found")
		}
	}
	return list(ctx, d.read, func(r row) (place int, err error) {
		err = r.Scan(&place)
		return place - from, err
	}, `SELECT entry FROM certificate WHERE entry >= $1 AND entry < $2 AND revoked <> 0 ORDER BY entry`, from, to)
}

// Issue gives a claim its number and its place in the status lists, has it signed by sign, keeps it, and tells what tell says of
// it. The first certificate of a person in a seminar takes the next serial of the year; a later one is a new revision, with the
// id and number of the one before, which is revoked by it.
func (tx *Tx) Issue(claim certificate.Claim, year int, sign func(certificate.Certificate) (string, error), tell func(certificate.Certificate) record.Entry) (certificate.Kept, error) {
	k := certificate.Kept{Certificate: certificate.Certificate{ID: seminar.NewID(), Revision: 1, Awarded: tx.Now, Issued: tx.Now, Claim: claim}}
	serial := 0
	err := tx.QueryRowContext(tx.ctx, `SELECT id, revision, year, serial, awarded FROM certificate WHERE seminar = $1 AND person = $2 ORDER BY revision DESC LIMIT 1`,
		claim.Seminar, claim.Person).Scan(&k.ID, &k.Revision, &year, &serial, scanMoment{&k.Awarded})
	switch {
	case errors.Is(err, sql.ErrNoRows):
		err = tx.QueryRowContext(tx.ctx, `SELECT COALESCE(MAX(serial), 0) + 1 FROM certificate WHERE year = $1`, year).Scan(&serial)
	case err == nil:
		err = tx.exec(`UPDATE certificate SET revoked = $1 WHERE id = $2 AND revision = $3 AND revoked = 0`, stamp(tx.Now), k.ID, k.Revision)
		k.Revision++
	}
	if err == nil {
		k.Index, err = tx.freeEntry()
	}
	if err != nil {
		return k, fmt.Errorf("store: certificate: %w", err)
	}
	k.Number, k.Latest = certificate.NewNumber(year, serial), k.Revision
	if k.Badge, err = sign(k.Certificate); err != nil {
		return k, err
	}
	err = tx.exec(`INSERT INTO certificate (id, revision, seminar, person, year, serial, entry, awarded, issued, claim, badge, revoked, reason) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)`,
		k.ID, k.Revision, claim.Seminar, claim.Person, year, serial, k.Index, stamp(k.Awarded), stamp(k.Issued), asJSON{claim}, k.Badge, stamp(k.Revoked), k.Reason)
	if err != nil {
		return k, err
	}
	_, err = tx.Tell(tell(k.Certificate))
	return k, err
}

// freeEntry returns a place in the status lists that was never used: one by chance, so that it does not say in what order
// certificates were given. A list that is half full is followed by the next, so that chance soon finds one.
func (tx *Tx) freeEntry() (place int, err error) {
	var used int
	if err := tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM certificate`).Scan(&used); err != nil {
		return 0, err
	}
	first := used / (certificate.Entries / 2) * certificate.Entries
	for taken := 1; taken > 0; {
		place = first + rand.IntN(certificate.Entries)
		if err := tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM certificate WHERE entry = $1`, place).Scan(&taken); err != nil {
			return 0, err
		}
	}
	return place, nil
}

// Revoke revokes the newest revision of a certificate, for good, and tells it; NotFound when the seminar has none with that id, a
// Conflict when it is revoked already.
func (tx *Tx) Revoke(of, id seminar.ID, reason string, told record.Entry) error {
	var revision int
	var revoked int64
	err := tx.QueryRowContext(tx.ctx, `SELECT revision, revoked FROM certificate WHERE seminar = $1 AND id = $2 ORDER BY revision DESC LIMIT 1`, of, id).Scan(&revision, &revoked)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return seminar.NotFound("error.certificate.none")
	case err != nil:
		return fmt.Errorf("store: certificate: %w", err)
	case revoked != 0:
		return seminar.Conflict("error.certificate.revoked")
	}
	if err := tx.exec(`UPDATE certificate SET revoked = $1, reason = $2 WHERE id = $3 AND revision = $4`, stamp(tx.Now), reason, id, revision); err != nil {
		return err
	}
	_, err = tx.Tell(told)
	return err
}

// Told reports whether an entry with that op is there, also one of this transaction.
func (tx *Tx) Told(of seminar.ID, op string) (bool, error) {
	var n int
	err := tx.QueryRowContext(tx.ctx, `SELECT COUNT(*) FROM record WHERE seminar = $1 AND op = $2 AND op <> ''`, of, op).Scan(&n)
	return n > 0, err
}
