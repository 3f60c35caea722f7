package storetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/store"
)

// reasons of leave are told apart and go first; the evidence stays, and the chain is whole.
func (h *house) reasonsGo() {
	h.savePlan(samplePlan())
	at := h.moment().Add(-time.Minute)
	ask := roll.Evidence{Person: maria, Kind: roll.LeaveAsked, At: at, From: at, To: at.Add(time.Hour), Reason: "An operation on the knee.", Actor: maria}
	word := roll.Evidence{Person: maria, Kind: roll.Corrected, Session: opening, At: at, Mark: roll.Excused, Reason: "A letter came.", Actor: liwei}
	h.ok(h.addEvidence(ask, ""))
	h.ok(h.addEvidence(word, ""))
	for e, err := range h.EntriesOf(ctx, rivers, "roll.evidence") {
		h.ok(err)
		if strings.Contains(string(e.Body), "knee") {
			h.Error("the entry of the evidence tells the reason")
		}
	}
	if got := h.kept()[0].Reason; got != ask.Reason {
		h.Errorf("the reason is %q", got)
	}
	n, err := h.ForgetReasons(ctx, rivers)
	h.ok(err)
	h.equal(n, int64(1))
	kept := h.kept()
	if len(kept) != 2 || kept[0].Reason != "" || kept[1].Reason != word.Reason {
		h.Errorf("kept %+v", kept)
	}
	h.whole("knee")
	n, err = h.ForgetReasons(ctx, rivers)
	h.ok(err)
	h.equal(n, int64(0)) // and nothing is told
}

// all evidence goes, with all that the gates answered; totals remain.
func (h *house) evidenceGoes() {
	h.savePlan(samplePlan())
	for _, e := range h.observations() {
		h.ok(h.addEvidence(e, ""))
	}
	h.ok(h.Write(ctx, func(tx *store.Tx) error {
		return tx.AddScans(rivers, []store.Taken{refusedScan(store.Scan{Device: "gate", Sequence: 1, Person: maria})})
	}))
	n, err := h.ForgetEvidence(ctx, rivers, map[string]int{"present": 3})
	h.ok(err)
	h.equal(n, int64(len(h.observations())+1))
	h.equal(len(h.kept()), 0)
	h.write(func(tx *store.Tx) error {
		numbers, err := tx.Numbers(rivers, "gate")
		h.equal(len(numbers), 0)
		return err
	})
	h.whole("a letter came")
	for e, err := range h.EntriesOf(ctx, rivers, "retention.executed") {
		h.ok(err)
		var b struct{ Totals map[string]int }
		h.ok(json.Unmarshal(e.Body, &b))
		h.equal(b.Totals, map[string]int{"present": 3})
	}
}

// whole checks that the chain holds and that no body says a word any more; and that a body which was emptied cannot be filled again.
func (h *house) whole(word string) {
	h.Helper()
	_, _, err := record.Verify(h.Entries(ctx, rivers, 0))
	h.ok(err)
	var all []record.Entry
	for e, err := range h.Entries(ctx, rivers, 0) {
		h.ok(err)
		if bytes.Contains(e.Body, []byte(word)) {
			h.Errorf("entry %d still says %q", e.Seq, word)
		}
		all = append(all, e)
	}
	for i := range all {
		if all[i].Salt == nil {
			all[i].Salt, all[i].Body = []byte("salt"), []byte(`{"reason":"another"}`)
		}
	}
	var broken *record.Broken
	_, _, err = record.Verify(func(yield func(record.Entry, error) bool) {
		for _, e := range all {
			if !yield(e, nil) {
				return
			}
		}
	})
	if !errors.As(err, &broken) || broken.Why != "body" {
		h.Errorf("a body that was put in later passes: %v", err)
	}
}
