package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/seminar"
)

const tokenColumns = `id, kind, seminar, person, slot, place, label, made, expires, opened, revoked`

func scanToken(r row) (t account.Token, err error) {
	var made, expires, opened, revoked int64
	err = r.Scan(&t.ID, &t.Kind, &t.Seminar, &t.Person, &t.Slot, &t.Place, &t.Label, &made, &expires, &opened, &revoked)
	t.Made, t.Expires, t.Opened, t.Revoked = moment(made), moment(expires), moment(opened), moment(revoked)
	return t, err
}

// AddToken keeps a link or key under the hash of its secret.
func (tx *Tx) AddToken(hash []byte, t account.Token) error {
	return tx.exec(`INSERT INTO token (hash, `+tokenColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)`,
		hash, t.ID, t.Kind, t.Seminar, t.Person, t.Slot, t.Place, t.Label, stamp(t.Made), stamp(t.Expires), stamp(t.Opened), stamp(t.Revoked))
}

// Token returns the link or key with that hash; NotFound when there is none.
func (d *DB) Token(ctx context.Context, hash []byte) (account.Token, error) {
	t, err := scanToken(d.read.QueryRowContext(ctx, `SELECT `+tokenColumns+` FROM token WHERE hash = $1`, hash))
	if errors.Is(err, sql.ErrNoRows) {
		return t, seminar.NotFound("error.link")
	}
	return t, err
}

// Tokens returns the links or keys of a seminar, the newest last.
func (d *DB) Tokens(ctx context.Context, of seminar.ID, kind account.Kind) ([]account.Token, error) {
	return list(ctx, d.read, scanToken, `SELECT `+tokenColumns+` FROM token WHERE seminar = $1 AND kind = $2 ORDER BY made, id`, of, kind)
}

// Device returns the enrolment, of a hall's device or a door's, with that id; NotFound when there is none.
func (d *DB) Device(ctx context.Context, id seminar.ID) (account.Token, error) {
	t, err := scanToken(d.read.QueryRowContext(ctx, `SELECT `+tokenColumns+` FROM token WHERE id = $1 AND kind IN ($2, $3)`, id, account.Enrolment, account.Gate))
	if errors.Is(err, sql.ErrNoRows) {
		return t, seminar.NotFound("error.sign_in")
	}
	return t, err
}

// Enrol confirms an enrolment, once. One that was confirmed, revoked or has expired is
// NotFound. The login that comes of it is told by the caller.
func (tx *Tx) Enrol(t account.Token) error {
	rows, err := tx.execCount(`UPDATE token SET opened = $1 WHERE id = $2 AND kind = $3 AND opened = 0 AND revoked = 0 AND expires > $1`,
		stamp(tx.Now), t.ID, t.Kind)
	if err == nil && rows == 0 {
		err = seminar.NotFound("error.link")
	}
	return err
}

// AddEnrolment keeps an enrolment that somebody has made and tells it.
func (tx *Tx) AddEnrolment(hash []byte, t account.Token, actor seminar.ID) error {
	e := record.New(string(t.Kind)+".made", EnrolmentBody{t.ID, t.Label})
	e.Seminar, e.Place, e.Actor = t.Seminar, t.Place, actor
	if _, err := tx.Tell(e); err != nil {
		return err
	}
	return tx.AddToken(hash, t)
}

// RevokeEnrolment ends an enrolment and the login of its device, and tells it.
func (tx *Tx) RevokeEnrolment(t account.Token, actor seminar.ID) error {
	rows, err := tx.execCount(`UPDATE token SET revoked = $1 WHERE id = $2 AND seminar = $3 AND kind = $4 AND revoked = 0`, stamp(tx.Now), t.ID, t.Seminar, t.Kind)
	if err != nil || rows == 0 {
		return err
	}
	e := record.New(string(t.Kind)+".revoked", EnrolmentBody{t.ID, t.Label})
	e.Seminar, e.Place, e.Actor = t.Seminar, t.Place, actor
	if _, err := tx.Tell(e); err != nil {
		return err
	}
	return tx.exec(`UPDATE login SET ended = $1 WHERE seminar = $2 AND account = $3 AND ended = 0`, stamp(tx.Now), t.Seminar, t.ID)
}

// EnrolmentBody is the body of the entries that tell of an enrolment.
type EnrolmentBody struct {
	Enrolment seminar.ID `json:"enrolment"`
	Label     string     `json:"label"`
}

// OpenToken notes that a link was used.
func (tx *Tx) OpenToken(id seminar.ID) error {
	return tx.exec(`UPDATE token SET opened = $1 WHERE id = $2`, stamp(tx.Now), id)
}

// RevokeTokens ends links or keys: all of a kind that a person has, or the one with that id.
func (tx *Tx) RevokeTokens(of seminar.ID, kind account.Kind, person, id seminar.ID) error {
	return tx.exec(`UPDATE token SET revoked = $1 WHERE seminar = $2 AND kind = $3 AND revoked = 0 AND (person = $4 AND $4 <> '' OR id = $5)`,
		stamp(tx.Now), of, kind, person, id)
}

const accountColumns = `id, name, passphrase, seminar, person, server`

func scanAccount(r row) (a account.Account, err error) {
	err = r.Scan(&a.ID, &a.Name, &a.Passphrase, &a.Seminar, &a.Person, &a.Server)
	return a, err
}

// SaveAccount makes an account or gives it a new passphrase. A name that somebody
// else has is a Conflict.
func (tx *Tx) SaveAccount(a account.Account) error {
	err := tx.exec(`INSERT INTO account (`+accountColumns+`) VALUES ($1,$2,$3,$4,$5,$6)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, passphrase = excluded.passphrase`, a.ID, a.Name, a.Passphrase, a.Seminar, a.Person, a.Server)
	if duplicate(err) {
		return seminar.Conflict("error.account_name", "name", a.Name)
	}
	return err
}

// Account returns the account with that id or name; NotFound when there is none. An id
// goes first, whatever somebody else calls himself.
func (d *DB) Account(ctx context.Context, nameOrID string) (account.Account, error) {
	a, err := scanAccount(d.read.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM account WHERE name = $1 OR id = $1 ORDER BY id = $1 DESC LIMIT 1`, nameOrID))
	if errors.Is(err, sql.ErrNoRows) {
		return a, seminar.NotFound("error.not_found")
	}
	return a, err
}

// AccountOf returns the account of a person; NotFound when there is none.
func (d *DB) AccountOf(ctx context.Context, of, person seminar.ID) (account.Account, error) {
	a, err := scanAccount(d.read.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM account WHERE seminar = $1 AND person = $2`, of, person))
	if errors.Is(err, sql.ErrNoRows) {
		return a, seminar.NotFound("error.not_found")
	}
	return a, err
}

// HasServerAccount reports whether the first organiser has been here.
func (d *DB) HasServerAccount(ctx context.Context) (bool, error) {
	return hasServerAccount(ctx, d.read)
}

// HasServerAccount is DB.HasServerAccount as of this transaction.
func (tx *Tx) HasServerAccount() (bool, error) { return hasServerAccount(tx.ctx, tx) }

func hasServerAccount(ctx context.Context, q interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM account WHERE server`).Scan(&n)
	return n > 0, err
}

const loginColumns = `id, seminar, person, account, device, made, seen, ended`

func scanLogin(r row) (l account.Login, err error) {
	var made, seen, ended int64
	err = r.Scan(&l.ID, &l.Seminar, &l.Person, &l.Account, &l.Device, &made, &seen, &ended)
	l.Made, l.Seen, l.Ended = moment(made), moment(seen), moment(ended)
	return l, err
}

// AddLogin signs a browser in.
func (tx *Tx) AddLogin(hash []byte, l account.Login) error {
	return tx.exec(`INSERT INTO login (hash, `+loginColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)`,
		hash, l.ID, l.Seminar, l.Person, l.Account, l.Device, stamp(l.Made), stamp(l.Seen), stamp(l.Ended))
}

// Login returns the login with that hash; NotFound when there is none.
func (d *DB) Login(ctx context.Context, hash []byte) (account.Login, error) {
	l, err := scanLogin(d.read.QueryRowContext(ctx, `SELECT `+loginColumns+` FROM login WHERE hash = $1`, hash))
	if errors.Is(err, sql.ErrNoRows) {
		return l, seminar.NotFound("error.sign_in")
	}
	return l, err
}

// Logins returns the browsers in which a person or an account is signed in, the one seen last first.
func (d *DB) Logins(ctx context.Context, of, person, account seminar.ID) ([]account.Login, error) {
	return list(ctx, d.read, scanLogin, `SELECT `+loginColumns+` FROM login
		WHERE ended = 0 AND seminar = $1 AND person = $2 AND account = $3 ORDER BY seen DESC, id`, of, person, account)
}

// SeeLogin notes that a login was used.
func (d *DB) SeeLogin(ctx context.Context, id seminar.ID) error {
	return d.Write(ctx, func(tx *Tx) error { return tx.exec(`UPDATE login SET seen = $1 WHERE id = $2`, stamp(tx.Now), id) })
}

// EndLogin signs a browser out and tells who did it. Ending it again changes nothing.
func (tx *Tx) EndLogin(l account.Login, actor seminar.ID) error {
	rows, err := tx.execCount(`UPDATE login SET ended = $1 WHERE id = $2 AND ended = 0`, stamp(tx.Now), l.ID)
	if err != nil || rows == 0 {
		return err
	}
	e := record.New("login.ended", map[string]seminar.ID{"login": l.ID})
	e.Seminar, e.Person, e.Actor = l.Seminar, l.Person, actor
	_, err = tx.Tell(e)
	return err
}

// PassVersions returns the version of each delegate's pass that is not the first.
func (d *DB) PassVersions(ctx context.Context, of seminar.ID) (map[seminar.ID]uint8, error) {
	return passVersions(ctx, d.read, of)
}

// PassVersions returns what DB.PassVersions does, what this transaction has renewed included.
func (tx *Tx) PassVersions(of seminar.ID) (map[seminar.ID]uint8, error) {
	return passVersions(tx.ctx, tx, of)
}

func passVersions(ctx context.Context, q querier, of seminar.ID) (map[seminar.ID]uint8, error) {
	type version struct {
		person seminar.ID
		n      uint8
	}
	all, err := list(ctx, q, func(r row) (v version, err error) {
		err = r.Scan(&v.person, &v.n)
		return v, err
	}, `SELECT id, pass_version FROM person WHERE seminar = $1 AND pass_version > 1`, of)
	versions := make(map[seminar.ID]uint8, len(all))
	for _, v := range all {
		versions[v.person] = v.n
	}
	return versions, err
}

// RenewPass makes a delegate's older passes void.
func (tx *Tx) RenewPass(of, person seminar.ID) error {
	return tx.exec(`UPDATE person SET pass_version = pass_version + 1 WHERE seminar = $1 AND id = $2`, of, person)
}

// Invite makes a new invitation for a person, ends their older ones and returns the
// link's secret, which is not kept.
func (tx *Tx) Invite(of, person, actor seminar.ID, expires time.Time) (secret string, err error) {
	if err := tx.RevokeTokens(of, account.Invitation, person, ""); err != nil {
		return "", err
	}
	e := record.New("invitation.made", nil)
	e.Seminar, e.Person, e.Actor = of, person, actor
	if _, err := tx.Tell(e); err != nil {
		return "", err
	}
	secret = account.Secret()
	return secret, tx.AddToken(account.Hash(secret), account.Token{
		ID: seminar.NewID(), Kind: account.Invitation, Seminar: of, Person: person, Made: tx.Now, Expires: expires,
	})
}
