package command

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"aula/internal/app"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// errNotTrue says that the record and what was read from it differ; it has been explained.
var errNotTrue = errors.New("the record is not intact")

// verify checks every chain and recomputes every roll from the record alone: it must
// be the roll that the tables give.
func verify(env *environment, args []string) error {
	if _, err := env.parse(args); err != nil {
		return err
	}
	db, err := app.OpenStore(env.ctx, env.config, time.Now)
	if err != nil {
		return err
	}
	defer db.Close()
	ids, err := db.Records(env.ctx)
	if err != nil {
		return err
	}
	keys, err := env.seminarKeys(db)
	if err != nil {
		return err
	}
	intact := true
	for _, id := range ids {
		if err := env.verifyOne(db, id, keys[id]); err != nil {
			intact = false
			fmt.Fprintln(env.err, err)
		}
	}
	if !intact {
		return errNotTrue
	}
	return nil
}

func (env *environment) seminarKeys(db *store.DB) (map[seminar.ID]string, error) {
	all, err := db.Seminars(env.ctx)
	keys := map[seminar.ID]string{}
	for _, s := range all {
		keys[s.ID] = s.Key
	}
	return keys, err
}

func (env *environment) verifyOne(db *store.DB, id seminar.ID, key string) error {
	count, head, err := record.Verify(db.Entries(env.ctx, id, 0))
	var broken *record.Broken
	if errors.As(err, &broken) {
		return fmt.Errorf("%s: entry %d does not fit: %s", cmp.Or(key, "server"), broken.Seq, broken.Why)
	}
	if err != nil {
		return err
	}
	if id == "" {
		fmt.Fprintf(env.out, "server: %d entries, head %s\n", count, head)
		return nil
	}
	told, same, err := env.recompute(db, id, key)
	if err != nil {
		return err
	}
	if !same {
		return fmt.Errorf("%s: the roll differs from the one recomputed from the record", key)
	}
	fmt.Fprintf(env.out, "%s: %d entries, head %s; roll recomputed from %d observations: the same\n", key, count, head, told)
	return nil
}

// recompute folds the roll from the record and from the tables, at one moment of a
// record that may still be growing, and says whether they are the same.
func (env *environment) recompute(db *store.DB, id seminar.ID, key string) (observations int, same bool, err error) {
	plan, err := db.Plan(env.ctx, key)
	if err != nil {
		return 0, false, fmt.Errorf("%s: %w", key, err)
	}
	for {
		before, _, err := db.Head(env.ctx, id)
		if err != nil {
			return 0, false, err
		}
		told, err := evidenceTold(env, db, id)
		if err != nil {
			return 0, false, err
		}
		facts, open, err := factsOf(env.ctx, db, plan)
		if err != nil {
			return 0, false, err
		}
		after, _, err := db.Head(env.ctx, id)
		if err != nil {
			return 0, false, err
		}
		if before != after {
			continue
		}
		again := facts
		facts.Evidence = slices.Concat(facts.Evidence, open)
		again.Evidence = slices.Concat(told, open)
		return len(told), canonical(roll.Fold(facts)) == canonical(roll.Fold(again)), nil
	}
}

// evidenceTold returns the evidence as the record tells it.
func evidenceTold(env *environment, db *store.DB, id seminar.ID) (told []roll.Evidence, err error) {
	for e, err := range db.EntriesOf(env.ctx, id, "roll.evidence") {
		if err != nil {
			return nil, err
		}
		var x roll.Evidence
		if err := e.Decode(&x); err != nil {
			return nil, err
		}
		told = append(told, x)
	}
	return told, nil
}

// canonical writes a roll so that two can be compared.
func canonical(r roll.Roll) string {
	b, err := json.Marshal(r)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
