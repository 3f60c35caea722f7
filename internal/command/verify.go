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

// verify checks every chain, every seal and every piece of evidence, and recomputes every roll from the record alone: it must
// be the roll that the tables give. What does not fit is named.
func verify(env *environment, args []string) error {
	code := env.flags.String("seal", "", "`code` of a seal, as text: was the record then what it is now?")
	if _, err := env.parse(args); err != nil {
		return err
	}
	db, err := app.OpenStore(env.ctx, env.config, time.Now)
	if err != nil {
		return err
	}
	defer db.Close()
	if *code != "" {
		return env.verifyCode(db, *code)
	}
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
	if err := env.emptied(db, id, key); err != nil {
		return err
	}
	told, same, err := env.recompute(db, id, key)
	if err != nil {
		return err
	}
	if !same {
		return fmt.Errorf("%s: the roll differs from the one recomputed from the record", key)
	}
	fmt.Fprintf(env.out, "%s: %d entries, head %s; roll recomputed from %d observations: the same\n", key, count, head, told)
	return env.verifySeals(db, id, key)
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
		told, seqs, err := evidenceTold(env, db, id)
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
		if err := compare(key, told, seqs, facts.Evidence); err != nil {
			return 0, false, err
		}
		again := facts
		facts.Evidence = slices.Concat(facts.Evidence, open)
		again.Evidence = slices.Concat(told, open)
		return len(told), canonical(roll.Fold(facts)) == canonical(roll.Fold(again)), nil
	}
}

// evidenceTold returns the evidence as the record tells it, with the numbers of the entries. What retention has deleted is left out.
func evidenceTold(env *environment, db *store.DB, id seminar.ID) (told []roll.Evidence, seqs []int64, err error) {
	for e, err := range db.EntriesOf(env.ctx, id, "roll.evidence") {
		if err != nil {
			return nil, nil, err
		}
		if e.Salt == nil {
			continue
		}
		var x roll.Evidence
		if err := e.Decode(&x); err != nil {
			return nil, nil, err
		}
		told, seqs = append(told, x), append(seqs, e.Seq)
	}
	return told, seqs, nil
}

// compare finds the first piece of evidence in which the table differs from the record.
func compare(key string, told []roll.Evidence, seqs []int64, kept []roll.Evidence) error {
	kept = slices.Clone(kept)
	known := make(map[seminar.ID]bool, len(kept))
	for _, e := range kept {
		known[e.ID] = true
	}
	for i, e := range told {
		if !known[e.ID] {
			return fmt.Errorf("%s: the evidence of entry %d is missing from the table", key, seqs[i])
		}
		if i >= len(kept) || kept[i].ID != e.ID {
			return fmt.Errorf("%s: before the evidence of entry %d the table has some that the record does not know", key, seqs[i])
		}
		if e.Kind.Private() { // told apart; an older record may have it in the entry as well
			e.Reason, kept[i].Reason = "", ""
		}
		if a, b := text(e), text(kept[i]); a != b {
			return fmt.Errorf("%s: the evidence of entry %d differs: the record says %s, the table %s", key, seqs[i], a, b)
		}
	}
	if len(kept) > len(told) {
		return fmt.Errorf("%s: the table has evidence that the record does not know: %s", key, text(kept[len(told)]))
	}
	return nil
}

func text(e roll.Evidence) string {
	e.At, e.Said, e.Received, e.From, e.To = e.At.UTC(), e.Said.UTC(), e.Received.UTC(), e.From.UTC(), e.To.UTC()
	b, err := json.Marshal(e)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// canonical writes a roll so that two can be compared.
func canonical(r roll.Roll) string {
	b, err := json.Marshal(r)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
