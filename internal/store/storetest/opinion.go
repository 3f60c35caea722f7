package storetest

import (
	"fmt"
	"slices"
	"sync"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
)

func (h *house) say(round seminar.ID, s floor.Said) error {
	return h.Write(ctx, func(tx *store.Tx) error { return tx.Say(rivers, round, s) })
}

func (h *house) closeIdeas(round seminar.ID) (counted []floor.Said) {
	h.Helper()
	_, err := h.CloseIdeas(ctx, entry(rivers, "ideas.closed", ""), floor.Box{Poll: round}, func(said []floor.Said) record.Entry {
		counted = said
		return entry(rivers, "ideas.counted", "")
	})
	h.ok(err)
	return counted
}

// Each has one opinion of an idea over all devices, the last one; after the close nothing that is kept says who said what.
func (h *house) opinions() {
	h.savePlan(samplePlan())
	mine := floor.Said{Idea: "i1", Person: maria, Place: main, Organisation: "water", Opinion: floor.Agree}
	if err := h.say("r1", mine); seminar.CodeOf(err) != seminar.CodeConflict {
		h.Fatalf("before the opening: %v", err)
	}
	_, err := h.OpenBox(ctx, entry(rivers, "ideas.opened", ""), floor.Box{Poll: "r1", Round: 1, Change: true})
	h.ok(err)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if err := h.say("r1", mine); err != nil {
				h.Error(err)
			}
		})
	}
	wg.Wait()
	other, second := mine, mine
	other.Person, second.Idea, second.Opinion = liwei, "i2", floor.Pass
	h.ok(h.say("r1", other))
	h.ok(h.say("r1", second))
	mine.Opinion, mine.Place = floor.Disagree, online // a mind that changes, and a person who moves
	h.ok(h.say("r1", mine))
	own, err := h.SaidBy(ctx, rivers, "r1", maria)
	h.equal([]any{own, err}, []any{map[seminar.ID]floor.Opinion{"i1": floor.Disagree, "i2": floor.Pass}, nil})
	people, opinions, err := h.SaidAt(ctx, rivers, "r1")
	h.equal([]any{people, opinions, err}, []any{2, 3, nil})
	want := []floor.Said{mine, other, second}
	slices.SortFunc(want[:2], func(a, b floor.Said) int { return map[bool]int{true: -1, false: 1}[a.Person < b.Person] })
	h.equal(h.closeIdeas("r1"), want)
	if err := h.say("r1", mine); seminar.CodeOf(err) != seminar.CodeConflict {
		h.Fatalf("after the close: %v", err)
	}
	own, err = h.SaidBy(ctx, rivers, "r1", maria)
	h.equal([]any{own, err}, []any{map[seminar.ID]floor.Opinion{}, nil})
	h.verify(rivers, 3)
}

// Of many who say what they think while the round is closed, those are counted who were told that it was taken, and nobody else.
func (h *house) opinionsAgainstTheClose() {
	h.savePlan(samplePlan())
	for n := range 5 {
		round := seminar.ID(fmt.Sprint("r", n))
		_, err := h.OpenBox(ctx, entry(rivers, "ideas.opened", ""), floor.Box{Poll: round, Round: 1, Change: true})
		h.ok(err)
		var mu sync.Mutex
		taken := 0
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				err := h.say(round, floor.Said{Idea: "i", Person: seminar.ID(fmt.Sprint("p", i)), Opinion: floor.Agree})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					taken++
				} else if seminar.CodeOf(err) != seminar.CodeConflict {
					h.Error(err)
				}
			})
		}
		counted := 0
		wg.Go(func() { counted = len(h.closeIdeas(round)) })
		wg.Wait()
		h.equal([]int{n, counted}, []int{n, taken})
	}
}
