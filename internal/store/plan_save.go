package store

import (
	"context"
	"fmt"

	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

// SavePlan writes a plan over what is there: what the plan names is made or brought
// up to date, what it does not name stays. A key that another seminar has is a Conflict;
// after an error the transaction is lost. The caller tells the record of each change.
func (tx *Tx) SavePlan(p *seminarfile.Plan) error {
	s := &p.Seminar
	err := tx.exec(`INSERT INTO seminar (id, key, title, theme, host, zone, languages, accent, record, levels, policy, release)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)
		ON CONFLICT (id) DO UPDATE SET key = excluded.key, title = excluded.title, theme = excluded.theme, host = excluded.host,
		zone = excluded.zone, languages = excluded.languages, accent = excluded.accent, record = excluded.record, levels = excluded.levels,
		policy = excluded.policy, release = excluded.release`,
		s.ID, s.Key, asJSON{s.Title}, asJSON{s.Theme}, asJSON{s.Host}, s.Zone, asJSON{s.Languages}, s.Accent, s.Record, asJSON{s.Levels}, asJSON{p.Policy}, s.Release)
	if duplicate(err) {
		return seminar.Conflict("error.seminar_key", "key", s.Key)
	}
	if err != nil {
		return err
	}
	for i, x := range s.Places {
		if err := tx.savePlace(s.ID, i, x); err != nil {
			return err
		}
	}
	for i, x := range p.Organisations {
		if err := tx.saveOrganisation(s.ID, i, x); err != nil {
			return err
		}
	}
	for i, x := range p.People {
		if err := tx.savePerson(s.ID, i, x); err != nil {
			return err
		}
	}
	for _, x := range s.Sessions {
		if err := tx.saveSession(s.ID, x); err != nil {
			return err
		}
	}
	return tx.saveGrants(p)
}

func (tx *Tx) savePlace(of seminar.ID, i int, p seminar.Place) error {
	return tx.exec(`INSERT INTO place (id, seminar, key, kind, name, address, seats, position) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, address = excluded.address, seats = excluded.seats, position = excluded.position`,
		p.ID, of, p.Key, p.Kind, asJSON{p.Name}, asJSON{p.Address}, p.Seats, i)
}

func (tx *Tx) saveOrganisation(of seminar.ID, i int, o seminar.Organisation) error {
	return tx.exec(`INSERT INTO organisation (id, seminar, key, name, level, position, ordinal) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, level = excluded.level, position = excluded.position, ordinal = excluded.ordinal`,
		o.ID, of, o.Key, asJSON{o.Name}, o.Level, o.Order, i)
}

func (tx *Tx) savePerson(of seminar.ID, i int, p seminar.Person) error {
	return tx.exec(`INSERT INTO person (id, seminar, key, name, organisation, post, level, place, delegate, position, ordinal, language, email, withdrawn)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, organisation = excluded.organisation, post = excluded.post, level = excluded.level,
		place = excluded.place, delegate = excluded.delegate, position = excluded.position, ordinal = excluded.ordinal,
		language = excluded.language, email = excluded.email, withdrawn = excluded.withdrawn`,
		p.ID, of, p.Key, asJSON{p.Name}, p.Organisation, asJSON{p.Post}, p.Level, p.Place, p.Delegate, p.Order, i, p.Language, p.Email, p.Withdrawn)
}

func (tx *Tx) saveSession(of seminar.ID, s programme.Session) error {
	return tx.exec(`INSERT INTO session (id, seminar, key, kind, title, abstract, starts, ends, places, parts, items, no_roll, no_record, cancelled, sequence, updated)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title, abstract = excluded.abstract, starts = excluded.starts,
		ends = excluded.ends, places = excluded.places, parts = excluded.parts, items = excluded.items, no_roll = excluded.no_roll, no_record = excluded.no_record,
		cancelled = excluded.cancelled, sequence = excluded.sequence, updated = excluded.updated`,
		s.ID, of, s.Key, s.Kind, asJSON{s.Title}, asJSON{s.Abstract}, stamp(s.Starts), stamp(s.Ends), asJSON{s.Places}, asJSON{s.Parts}, asJSON{s.Items},
		s.NoRoll, s.NoRecord, s.Cancelled, s.Sequence, stamp(s.Updated))
}

// saveGrants replaces the roles of the people that the plan names.
func (tx *Tx) saveGrants(p *seminarfile.Plan) error {
	named := make(map[seminar.ID]bool, len(p.People))
	for _, person := range p.People {
		named[person.ID] = true
	}
	holders, err := list(tx.ctx, tx, scanID, `SELECT DISTINCT person FROM role_grant WHERE seminar = $1`, p.Seminar.ID)
	if err != nil {
		return err
	}
	for _, person := range holders { // few of the thousands on the list
		if !named[person] {
			continue
		}
		if err := tx.exec(`DELETE FROM role_grant WHERE seminar = $1 AND person = $2`, p.Seminar.ID, person); err != nil {
			return err
		}
	}
	for i, g := range p.Grants {
		err := tx.exec(`INSERT INTO role_grant (seminar, person, role, place, ordinal) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING`,
			p.Seminar.ID, g.Person, g.Role, g.Place, i)
		if err != nil {
			return fmt.Errorf("grant %s: %w", g.Role, err)
		}
	}
	return nil
}

// SavePlan keeps a plan and tells the record of it, all or nothing.
func (d *DB) SavePlan(ctx context.Context, p *seminarfile.Plan, told []record.Entry) error {
	return d.Write(ctx, func(tx *Tx) error {
		if err := tx.SavePlan(p); err != nil {
			return err
		}
		for _, e := range told {
			if _, err := tx.Tell(e); err != nil {
				return err
			}
		}
		return nil
	})
}
