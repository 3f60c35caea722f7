package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"aula/internal/programme"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

const seminarColumns = `id, key, title, theme, host, zone, languages, accent, record, levels, policy, release`

func scanSeminar(r row) (p seminarfile.Plan, err error) {
	s := &p.Seminar
	err = r.Scan(&s.ID, &s.Key, fromJSON{&s.Title}, fromJSON{&s.Theme}, fromJSON{&s.Host}, &s.Zone, fromJSON{&s.Languages}, &s.Accent, &s.Record,
		fromJSON{&s.Levels}, fromJSON{&p.Policy}, &s.Release)
	return p, err
}

// Seminars returns every seminar of the server without its parts, by key.
func (d *DB) Seminars(ctx context.Context) ([]programme.Seminar, error) {
	all, err := list(ctx, d.read, func(r row) (programme.Seminar, error) {
		p, err := scanSeminar(r)
		return p.Seminar, err
	}, `SELECT `+seminarColumns+` FROM seminar`)
	slices.SortFunc(all, func(a, b programme.Seminar) int { return strings.Compare(a.Key, b.Key) })
	return all, err
}

// Release returns the number of the last published change of a seminar; NotFound when
// there is no such seminar.
func (d *DB) Release(ctx context.Context, key string) (release int, err error) {
	err = d.read.QueryRowContext(ctx, `SELECT release FROM seminar WHERE key = $1`, key).Scan(&release)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, seminar.NotFound("error.not_found")
	}
	return release, err
}

// Plan returns everything that is planned for the seminar with that key. It returns
// a NotFound error when there is none.
func (d *DB) Plan(ctx context.Context, key string) (*seminarfile.Plan, error) {
	p, err := scanSeminar(d.read.QueryRowContext(ctx, `SELECT `+seminarColumns+` FROM seminar WHERE key = $1`, key))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, seminar.NotFound("error.not_found")
	}
	if err != nil {
		return nil, err
	}
	of := p.Seminar.ID
	if p.Seminar.Places, err = list(ctx, d.read, scanPlace, `SELECT id, key, kind, name, address, seats FROM place WHERE seminar = $1 ORDER BY position, key`, of); err != nil {
		return nil, err
	}
	if p.Seminar.Sessions, err = list(ctx, d.read, scanSession, `SELECT id, key, kind, title, abstract, starts, ends, places, parts, items, no_roll, no_record, cancelled, sequence, updated
		FROM session WHERE seminar = $1`, of); err != nil {
		return nil, err
	}
	p.Seminar.Sort() // here, because PostgreSQL may order keys by the rules of a language
	if p.Organisations, err = list(ctx, d.read, scanOrganisation, `SELECT id, key, name, level, position FROM organisation WHERE seminar = $1 ORDER BY ordinal, key`, of); err != nil {
		return nil, err
	}
	if p.People, err = list(ctx, d.read, scanPerson, `SELECT id, key, name, organisation, post, level, place, delegate, position, language, email, withdrawn
		FROM person WHERE seminar = $1 ORDER BY ordinal, key`, of); err != nil {
		return nil, err
	}
	if p.Grants, err = list(ctx, d.read, scanGrant, `SELECT person, role, place FROM role_grant WHERE seminar = $1 ORDER BY ordinal, person, role, place`, of); err != nil {
		return nil, err
	}
	sortGrants(p.Grants, p.People)
	return &p, nil
}

// sortGrants brings the grants into the order of the people who hold them.
func sortGrants(grants []seminar.Grant, people []seminar.Person) {
	rank := make(map[seminar.ID]int, len(people))
	for i, p := range people {
		rank[p.ID] = i
	}
	slices.SortStableFunc(grants, func(a, b seminar.Grant) int { return rank[a.Person] - rank[b.Person] })
}

func scanPlace(r row) (p seminar.Place, err error) {
	err = r.Scan(&p.ID, &p.Key, &p.Kind, fromJSON{&p.Name}, fromJSON{&p.Address}, &p.Seats)
	return p, err
}

func scanOrganisation(r row) (o seminar.Organisation, err error) {
	err = r.Scan(&o.ID, &o.Key, fromJSON{&o.Name}, &o.Level, &o.Order)
	return o, err
}

func scanPerson(r row) (p seminar.Person, err error) {
	err = r.Scan(&p.ID, &p.Key, fromJSON{&p.Name}, &p.Organisation, fromJSON{&p.Post}, &p.Level, &p.Place, &p.Delegate, &p.Order, &p.Language, &p.Email, &p.Withdrawn)
	return p, err
}

func scanGrant(r row) (g seminar.Grant, err error) {
	err = r.Scan(&g.Person, &g.Role, &g.Place)
	return g, err
}

func scanSession(r row) (s programme.Session, err error) {
	var starts, ends, updated int64
	err = r.Scan(&s.ID, &s.Key, &s.Kind, fromJSON{&s.Title}, fromJSON{&s.Abstract}, &starts, &ends, fromJSON{&s.Places}, fromJSON{&s.Parts}, fromJSON{&s.Items},
		&s.NoRoll, &s.NoRecord, &s.Cancelled, &s.Sequence, &updated)
	s.Starts, s.Ends, s.Updated = moment(starts), moment(ends), moment(updated)
	return s, err
}
