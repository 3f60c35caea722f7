package store

import (
	"context"
	"time"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// reasonEntry is the kind of the entry that tells the reason of private evidence, apart from the evidence.
const reasonEntry = "roll.reason"

// tellReason tells why leave was asked, and the like, in an entry that can be emptied alone.
func (tx *Tx) tellReason(of seminar.ID, e roll.Evidence) error {
	told := record.New(reasonEntry, map[string]string{"evidence": string(e.ID), "reason": e.Reason})
	told.Seminar, told.Actor, told.Person = of, e.Actor, e.Person
	_, err := tx.Tell(told)
	return err
}

// ForgetReasons deletes the reasons of private evidence, from the table and from the record, of which the chain stays whole. It
// tells how many there were, unless there were none.
func (d *DB) ForgetReasons(ctx context.Context, of seminar.ID) (count int64, err error) {
	err = d.Write(ctx, func(tx *Tx) error {
		if count, err = tx.empty(of, reasonEntry); err != nil || count == 0 {
			return err
		}
		if err := tx.exec(`UPDATE evidence SET reason = '' WHERE seminar = $1 AND kind IN ('leave_asked', 'leave_endorsed', 'leave_granted', 'leave_refused', 'leave_ended', 'duty', 'substitution')`, of); err != nil {
			return err
		}
		return tx.forgot(of, "reasons", count, nil)
	})
	return count, err
}

// ForgetEvidence deletes all evidence of a seminar, what the gates answered, and what the record says of either; the chain stays
// whole. totals is what remains and is told.
func (d *DB) ForgetEvidence(ctx context.Context, of seminar.ID, totals any) (count int64, err error) {
	err = d.Write(ctx, func(tx *Tx) error {
		if count, err = tx.empty(of, "roll.evidence", reasonEntry, "gate.refused", "person.added", "case.settled", "prompt.time_given", "hand.raised", "turn.given", "question.asked", "question.opened", "idea.written", "idea.opened"); err != nil || count == 0 {
			return err
		}
		for _, table := range []string{"evidence", "scan", "lease", "patience", "vote", "ballot", "support", "opinion"} {
			if err := tx.exec(`DELETE FROM `+table+` WHERE seminar = $1`, of); err != nil {
				return err
			}
		}
		return tx.forgot(of, "evidence", count, totals)
	})
	return count, err
}

// EvidenceForgotten returns when retention deleted the evidence of a seminar; the zero time when it has not.
func (d *DB) EvidenceForgotten(ctx context.Context, of seminar.ID) (at time.Time, err error) {
	for e, err := range d.EntriesOf(ctx, of, "retention.executed") {
		if err != nil {
			return at, err
		}
		var b struct{ What string }
		if e.Decode(&b) == nil && b.What == "evidence" {
			at = e.At
		}
	}
	return at, nil
}

// empty deletes the bodies of entries; their commitments stay in the chain.
func (tx *Tx) empty(of seminar.ID, kinds ...string) (count int64, err error) {
	for _, kind := range kinds {
		n, err := tx.execCount(`UPDATE record SET body = NULL, salt = NULL WHERE seminar = $1 AND kind = $2 AND salt IS NOT NULL`, of, kind)
		if err != nil {
			return count, err
		}
		count += n
	}
	return count, nil
}

// forgot tells what retention has deleted.
func (tx *Tx) forgot(of seminar.ID, what string, count int64, totals any) error {
	e := record.New("retention.executed", map[string]any{"what": what, "entries": count, "totals": totals})
	e.Seminar = of
	_, err := tx.Tell(e)
	return err
}
