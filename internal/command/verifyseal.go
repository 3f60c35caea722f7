package command

import (
	"encoding/hex"
	"fmt"
	"path/filepath"

	"aula/internal/roll"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/store"
)

// verifySeals checks the seals of a seminar: each is signed by this server and stands on the record as it is, and the marks that it
// was made of follow from the evidence up to its entry. Where the programme or the rule have changed since, or retention has deleted
// the evidence, the marks cannot be recomputed, and that is said.
func (env *environment) verifySeals(db *store.DB, id seminar.ID, key string) error {
	seals, err := db.Seals(env.ctx, id)
	if err != nil || len(seals) == 0 {
		return err
	}
	keys, err := env.keys()
	if err != nil {
		return err
	}
	changed, err := env.planChanged(db, id)
	if err != nil {
		return err
	}
	forgotten, err := env.forgotten(db, id)
	if err != nil {
		return err
	}
	plan, err := db.Plan(env.ctx, key)
	if err != nil {
		return err
	}
	added, err := env.added(db, id)
	if err != nil {
		return err
	}
	told, seqs, err := evidenceTold(env, db, id)
	if err != nil {
		return err
	}
	for _, s := range seals {
		name := fmt.Sprintf("%s: seal of %s, %s", key, s.Day, s.Part)
		if err := s.Verify(keys.Ring()); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := env.standsOn(db, id, s.Seq, s.Head); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		switch {
		case forgotten > s.Seq:
			fmt.Fprintf(env.out, "%s: true, on entry %d; its evidence was deleted by retention, its marks are not recomputed\n", name, s.Seq)
			continue
		case changed > s.Seq:
			fmt.Fprintf(env.out, "%s: true, on entry %d; programme or rule have changed since, its marks are not recomputed\n", name, s.Seq)
			continue
		}
		n := 0
		for n < len(seqs) && seqs[n] <= s.Seq {
			n++
		}
		r := roll.Fold(roll.Facts{Policy: plan.Policy, Seminar: &plan.Seminar, People: then(plan.People, added, s.Seq), Evidence: told[:n], AsOf: s.At})
		half := roll.Half{}
		for _, h := range r.Halves {
			if s.Of(h) {
				half = h
			}
		}
		if roll.Digest(r, half) != s.Digest {
			return fmt.Errorf("%s: the marks do not follow from the evidence up to entry %d", name, s.Seq)
		}
		fmt.Fprintf(env.out, "%s: true, on entry %d; marks recomputed: the same\n", name, s.Seq)
	}
	return nil
}

// keys opens the keys that are there.
func (env *environment) keys() (*pass.Keys, error) {
	return pass.Open(filepath.Join(env.config.Data, "keys"))
}

// standsOn says whether an entry of the record has the hash that was sealed.
func (env *environment) standsOn(db *store.DB, id seminar.ID, seq int64, head string) error {
	hash, err := db.HashAt(env.ctx, id, seq)
	if err != nil {
		return fmt.Errorf("the record has no entry %d", seq)
	}
	if hex.EncodeToString(hash[:]) != head {
		return fmt.Errorf("entry %d is not what it was: the record has been written anew", seq)
	}
	return nil
}

// planChanged returns the last entry that changed what a roll is folded from beside its evidence.
func (env *environment) planChanged(db *store.DB, id seminar.ID) (last int64, err error) {
	kinds := []string{"programme.released", "roll.policy_changed"}
	for e, err := range db.EntriesOf(env.ctx, id, kinds...) {
		if err != nil {
			return 0, err
		}
		last = e.Seq
	}
	return last, nil
}

// added returns the entries by which people came onto the list one by one.
func (env *environment) added(db *store.DB, id seminar.ID) (map[seminar.ID]int64, error) {
	seqs := map[seminar.ID]int64{}
	for e, err := range db.EntriesOf(env.ctx, id, "person.added") {
		if err != nil {
			return nil, err
		}
		if seqs[e.Person] == 0 {
			seqs[e.Person] = e.Seq
		}
	}
	return seqs, nil
}

// then returns who was on the list at an entry of the record.
func then(people []seminar.Person, added map[seminar.ID]int64, seq int64) (all []seminar.Person) {
	for _, p := range people {
		if added[p.ID] <= seq {
			all = append(all, p)
		}
	}
	return all
}

// verifyCode checks the code of a seal, as it was printed or photographed, against the record.
func (env *environment) verifyCode(db *store.DB, code string) error {
	c, err := roll.ParseSealCode(code)
	if err != nil {
		return err
	}
	keys, err := env.keys()
	if err != nil {
		return err
	}
	if err := c.Verify(keys.Ring()); err != nil {
		return err
	}
	if err := env.standsOn(db, c.Seminar, c.Seq, c.Head); err != nil {
		return err
	}
	fmt.Fprintf(env.out, "the seal is true: entry %d of the record is what it was\n", c.Seq)
	return nil
}
