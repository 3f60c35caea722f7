package command

import (
	"fmt"

	"aula/internal/seminar"
	"aula/internal/store"
)

// retained are the kinds of entries of which retention deletes the bodies, and what it says that it has deleted then.
var retained = map[string][]string{
	"roll.evidence": {"evidence"}, "roll.reason": {"reasons", "evidence"}, "gate.refused": {"evidence"}, "person.added": {"evidence"},
	"case.settled": {"evidence"}, "prompt.time_given": {"evidence"}, "hand.raised": {"evidence"}, "turn.given": {"evidence"},
}

// emptied checks that no entry lacks its body but those that a later entry says retention has emptied: all of their kind until then.
func (env *environment) emptied(db *store.DB, id seminar.ID, key string) error {
	done := map[string]int64{} // what was deleted to the number of the entry that tells so
	for e, err := range db.EntriesOf(env.ctx, id, "retention.executed") {
		if err != nil {
			return err
		}
		var b struct{ What string }
		if err := e.Decode(&b); err != nil {
			return err
		}
		done[b.What] = e.Seq
	}
	for e, err := range db.Entries(env.ctx, id, 0) {
		if err != nil {
			return err
		}
		due := false
		for _, what := range retained[e.Kind] {
			due = due || e.Seq < done[what]
		}
		switch {
		case e.Salt == nil && !due:
			return fmt.Errorf("%s: entry %d has lost its body, and no retention tells of it", key, e.Seq)
		case e.Salt != nil && due:
			return fmt.Errorf("%s: entry %d still has the body that retention says it has deleted", key, e.Seq)
		}
	}
	return nil
}

// forgotten returns the entry up to which retention has deleted evidence; 0 when it has not.
func (env *environment) forgotten(db *store.DB, id seminar.ID) (seq int64, err error) {
	for e, err := range db.EntriesOf(env.ctx, id, "retention.executed") {
		if err != nil {
			return 0, err
		}
		var b struct{ What string }
		if e.Decode(&b) == nil && b.What == "evidence" {
			seq = e.Seq
		}
	}
	return seq, nil
}
