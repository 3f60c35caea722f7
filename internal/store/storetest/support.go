package storetest

import (
	"sync"

	"aula/internal/seminar"
	"aula/internal/store"
)

// Whoever wants a question answered counts once, over all devices and over all questions that were merged.
func (h *house) support() {
	h.savePlan(samplePlan())
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			for _, x := range []struct{ question, person seminar.ID }{{"q1", maria}, {"q2", maria}, {"q2", liwei}} {
				err := h.Write(ctx, func(tx *store.Tx) error { return tx.Support(rivers, x.question, x.person, true) })
				if err != nil {
					h.Error(err)
				}
			}
		})
	}
	wg.Wait()
	counts, err := h.Supporters(ctx, rivers)
	h.ok(err)
	h.equal(counts, map[seminar.ID]int{"q1": 1, "q2": 2})
	both, err := h.SupportersOf(ctx, rivers, "q1", "q2")
	h.ok(err)
	h.equal(both, 2)
	mine, err := h.SupportedBy(ctx, rivers, maria)
	h.ok(err)
	h.equal(mine, []seminar.ID{"q1", "q2"})
	h.write(func(tx *store.Tx) error { return tx.Support(rivers, "q1", maria, false) })
	counts, err = h.Supporters(ctx, rivers)
	h.ok(err)
	h.equal(counts, map[seminar.ID]int{"q2": 2})
}
