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

func ballot(options ...int) floor.Ballot { return floor.Ballot{Options: options} }

func (h *house) vote(v floor.Vote) (first bool, err error) {
	err = h.Write(ctx, func(tx *store.Tx) error {
		first, err = tx.Vote(rivers, v)
		return err
	})
	return first, err
}

func (h *house) openPoll(box floor.Box) {
	h.Helper()
	_, err := h.OpenBox(ctx, entry(rivers, "poll.opened", ""), box)
	h.ok(err)
}

func (h *house) closePoll(box floor.Box) (counted map[string]int) {
	h.Helper()
	_, err := h.ClosePoll(ctx, entry(rivers, "poll.closed", ""), box, func(ballots map[string]int) record.Entry {
		counted = ballots
		return entry(rivers, "poll.counted", "")
	})
	h.ok(err)
	return counted
}

// One voter in 100 goroutines counts once; a vote is changed only where the poll says so, and is taken only while the box is open.
func (h *house) votesOnce() {
	h.savePlan(samplePlan())
	box := floor.Box{Poll: "p1", Round: 1}
	mine := floor.Vote{Poll: "p1", Voter: maria, Place: main, Ballot: ballot(1)}
	if _, err := h.vote(mine); seminar.CodeOf(err) != seminar.CodeConflict {
		h.Fatalf("before the opening: %v", err)
	}
	h.openPoll(box)
	var firsts sync.Map
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			first, err := h.vote(mine)
			if err != nil {
				h.Error(err)
			}
			firsts.Store(i, first)
		})
	}
	wg.Wait()
	n := 0
	firsts.Range(func(_, first any) bool {
		if first.(bool) {
			n++
		}
		return true
	})
	h.equal(n, 1)
	other := mine
	other.Ballot = ballot(2)
	if _, err := h.vote(other); seminar.CodeOf(err) != seminar.CodeConflict {
		h.Fatalf("another vote: %v", err)
	}
	_, err := h.vote(floor.Vote{Poll: "p1", Voter: liwei, Place: online, Ballot: ballot(2)})
	h.ok(err)
	turnout, err := h.Turnout(ctx, rivers, box)
	h.equal([]any{turnout, err}, []any{map[string]int{string(main): 1, string(online): 1}, nil})
	h.equal(h.closePoll(box), map[string]int{ballot(1).Form(): 1, ballot(2).Form(): 1})
	if _, err := h.vote(floor.Vote{Poll: "p1", Voter: "late", Ballot: ballot(2)}); seminar.CodeOf(err) != seminar.CodeConflict {
		h.Fatalf("after the close: %v", err)
	}
	voted, err := h.VotedIn(ctx, rivers, maria)
	h.equal([]any{voted, err}, []any{map[seminar.ID]string{"p1": ballot(1).Form()}, nil})

	box.Round, box.Change = 2, true // again from the beginning; now minds may change
	h.openPoll(box)
	voted, err = h.VotedIn(ctx, rivers, maria)
	h.equal([]any{voted, err}, []any{map[seminar.ID]string{}, nil})
	for _, v := range []floor.Vote{mine, other} {
		_, err := h.vote(v)
		h.ok(err)
	}
	h.equal(h.closePoll(box), map[string]int{ballot(2).Form(): 1})
	h.equal([]string{h.entries(rivers, 0)[0].Kind, h.entries(rivers, 0)[2].Kind}, []string{"poll.opened", "poll.counted"})
	h.verify(rivers, 6)
}

// Of many who vote while the poll is closed, those are counted who were told that their vote was taken, and nobody else.
func (h *house) votesAgainstTheClose() {
	h.savePlan(samplePlan())
	for round := range 5 {
		box := floor.Box{Poll: "p1", Round: round + 1, Secret: round%2 == 1}
		h.openPoll(box)
		var mu sync.Mutex
		taken := 0
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				_, err := h.vote(floor.Vote{Poll: "p1", Voter: seminar.ID(fmt.Sprint("v", i)), Place: main, Ballot: ballot(1 + i%2)})
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
		wg.Go(func() {
			for _, n := range h.closePoll(box) {
				counted += n
			}
		})
		wg.Wait()
		h.equal([]int{round, counted}, []int{round, taken})
	}
}

// What is kept of a secret poll says who has voted and what was voted, and nothing that joins the two.
func (h *house) votesInSecret() {
	h.savePlan(samplePlan())
	box := floor.Box{Poll: "p1", Round: 1, Secret: true}
	h.openPoll(box)
	var voters []string
	for i := range 30 {
		voters = append(voters, fmt.Sprint("v", i+10))
		_, err := h.vote(floor.Vote{Poll: "p1", Voter: seminar.ID(voters[i]), Place: main, Ballot: ballot(1 + i%3)})
		h.ok(err)
	}
	if _, err := h.vote(floor.Vote{Poll: "p1", Voter: seminar.ID(voters[0]), Ballot: ballot(2)}); seminar.CodeOf(err) != seminar.CodeConflict {
		h.Fatalf("a second vote: %v", err)
	}
	h.equal(h.closePoll(box), map[string]int{ballot(1).Form(): 10, ballot(2).Form(): 10, ballot(3).Form(): 10})
	choices := h.column("SELECT DISTINCT choice FROM vote")
	h.equal(choices, []string{""})
	ids := h.column("SELECT id FROM ballot")
	if !slices.IsSorted(ids) || len(ids) != 30 { // as they lie on disk: not in the order in which they came
		h.Errorf("ballots %v", ids)
	}
	h.equal(h.columns("ballot"), []string{"choice", "id", "poll", "round", "seminar"})
}

// column returns what a query finds, in the order in which the engine gives it.
func (h *house) column(query string) (all []string) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		rows, err := tx.QueryContext(ctx, query)
		h.ok(err)
		defer rows.Close()
		for rows.Next() {
			var s string
			h.ok(rows.Scan(&s))
			all = append(all, s)
		}
		return rows.Err()
	})
	return all
}

// columns returns the names of the columns of a table, sorted.
func (h *house) columns(table string) (names []string) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT * FROM "+table)
		h.ok(err)
		defer rows.Close()
		names, err = rows.Columns()
		return err
	})
	slices.Sort(names)
	return names
}
