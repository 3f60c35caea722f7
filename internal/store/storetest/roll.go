package storetest

import (
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

func (h *house) patience() {
	h.savePlan(samplePlan())
	give := func(times int) {
		e := record.New("prompt.time_given", nil)
		e.Seminar = rivers
		h.ok(h.SavePatience(ctx, rivers, maria, times, e))
	}
	give(2)
	give(4)
	got, err := h.Patience(ctx, rivers)
	h.ok(err)
	h.equal(got, map[seminar.ID]int{maria: 4})
	give(1)
	got, err = h.Patience(ctx, rivers)
	h.ok(err)
	h.equal(got, map[seminar.ID]int{})
}

func (h *house) personAdded() {
	p := samplePlan()
	h.savePlan(p)
	more := seminar.Person{ID: "000000000zhao", Key: "zhao", Name: seminar.Text{"zh-Hans": "赵敏"}, Organisation: p.People[0].Organisation, Delegate: true}
	add := func(x seminar.Person) error {
		return h.Write(ctx, func(tx *store.Tx) error { return tx.AddPerson(rivers, x, liwei, "walk-in") })
	}
	h.ok(add(more))
	got, err := h.Plan(ctx, p.Seminar.Key)
	h.ok(err)
	h.equal(got.People[len(got.People)-1], more)
	h.equal(got.Seminar.Release, p.Seminar.Release+1)
	twin := more
	twin.ID = "00000000zhao2"
	if err := add(twin); seminar.CodeOf(err) != seminar.CodeConflict {
		h.Errorf("a key that somebody has: %v", err)
	}
	again, err := h.Plan(ctx, p.Seminar.Key)
	h.ok(err)
	h.equal(again, got)
}

func (h *house) seals() {
	h.savePlan(samplePlan())
	h.ok(h.addEvidence(h.observations()[0], ""))
	seq, head, err := h.Head(ctx, rivers)
	h.ok(err)
	hash, err := h.HashAt(ctx, rivers, seq)
	h.ok(err)
	h.equal(hash, head)
	if _, err := h.HashAt(ctx, rivers, seq+1); err == nil {
		h.Error("an entry that is not there has a hash")
	}
	want := roll.Seal{Seminar: rivers, Day: "2026-11-23", Part: roll.Morning, Seq: seq, Head: head.String(), ByPlace: map[seminar.ID]roll.Tally{main: {Present: 2}}, Signature: []byte("signed")}
	e := record.New(store.SealEntry, want)
	e.Seminar = rivers
	_, err = h.Tell(ctx, e)
	h.ok(err)
	got, err := h.Seals(ctx, rivers)
	h.ok(err)
	h.equal(got, []roll.Seal{want})
}
