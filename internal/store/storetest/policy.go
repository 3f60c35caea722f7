package storetest

import (
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// policies are changed one by one, with an entry for each, and touch nothing else.
func (h *house) policies() {
	h.savePlan(samplePlan())
	p := roll.Policy{Preset: "cpe-nasba", Source: "NASBA", CreditMinutes: 50, CreditStep: 20, LeaveParts: 7, KeepYears: 5}
	told := record.New("roll.policy_changed", map[string]roll.Policy{"after": p})
	told.Seminar = rivers
	h.ok(h.SavePolicy(ctx, rivers, p, told))
	want := samplePlan()
	want.Policy = p
	want.Seminar.Release++ // so that every server reads it
	h.equal(h.loadPlan("rivers"), want)
	told.Seminar = ""
	h.code(h.SavePolicy(ctx, "000000000ther", p, told), seminar.CodeNotFound)
	h.verify(rivers, 1)
}
