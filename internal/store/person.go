package store

import (
	"aula/internal/record"
	"aula/internal/seminar"
)

// AddPerson puts one more person on the list of a seminar, which is a new release of its plan, and tells the record why. A key
// that somebody has is a Conflict; after an error the transaction is lost.
func (tx *Tx) AddPerson(of seminar.ID, p seminar.Person, actor seminar.ID, why string) error {
	ordinal, err := scanInt(tx.QueryRowContext(tx.ctx, `SELECT COALESCE(MAX(ordinal), 0) + 1 FROM person WHERE seminar = $1`, of))
	if err != nil {
		return err
	}
	if err := tx.savePerson(of, int(ordinal), p); duplicate(err) {
		return seminar.Conflict("error.person_key_taken", "key", p.Key)
	} else if err != nil {
		return err
	}
	if err := tx.exec(`UPDATE seminar SET release = release + 1 WHERE id = $1`, of); err != nil {
		return err
	}
	e := record.New("person.added", map[string]any{"key": p.Key, "name": p.Name, "post": p.Post, "organisation": p.Organisation, "place": p.Place, "why": why})
	e.Seminar, e.Person, e.Actor, e.Place = of, p.ID, actor, p.Place
	_, err = tx.Tell(e)
	return err
}
