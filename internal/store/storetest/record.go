package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"time"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
)

func entry(of seminar.ID, kind, op string) record.Entry {
	e := record.New(kind, map[string]string{"op": op})
	e.Seminar, e.Op = of, op
	return e
}

func (h *house) tell(e record.Entry) record.Entry {
	h.Helper()
	told, err := h.Tell(ctx, e)
	h.ok(err)
	return told
}

// entries returns what a sequence yields.
func (h *house) entries(of seminar.ID, after int64) (all []record.Entry) {
	h.Helper()
	for e, err := range h.Entries(ctx, of, after) {
		h.ok(err)
		all = append(all, e)
	}
	return all
}

func seqs(all []record.Entry) (n []int64) {
	for _, e := range all {
		n = append(n, e.Seq)
	}
	return n
}

// Each seminar counts for itself, and so does the server.
func (h *house) numbering() {
	var got []int64
	for _, of := range []seminar.ID{"", rivers, rivers, "", "000000000ther", rivers} {
		got = append(got, h.tell(entry(of, "hand.raised", "")).Seq)
	}
	h.equal(got, []int64{1, 1, 2, 2, 1, 3})
	h.verify("", 2)
	h.verify(rivers, 3)
	h.verify("nobody", 0)
	h.equal(seqs(h.entries(rivers, 1)), []int64{2, 3})
	all, err := h.Records(ctx)
	h.ok(err)
	h.equal(all, []seminar.ID{"", rivers, "000000000ther"})
}

func (h *house) opOnce() {
	first := h.tell(entry(rivers, "hand.raised", "a"))
	_, err := h.Tell(ctx, entry(rivers, "hand.lowered", "a"))
	h.told(err)
	h.tell(entry("", "hand.raised", "a")) // another record, another deed
	h.verify(rivers, 1)
	got, ok, err := h.Told(ctx, rivers, "a")
	if h.ok(err); !ok {
		h.Fatal("the op is not told")
	}
	h.equal(got, first)

	h.write(func(tx *store.Tx) error { // the transaction goes on
		if err := tx.AddToken([]byte("x"), account.Token{ID: "0000000000t0k", Kind: account.Start}); err != nil {
			return err
		}
		_, err := tx.Tell(entry(rivers, "hand.raised", "a"))
		h.told(err)
		_, err = tx.Tell(entry(rivers, "hand.raised", "b"))
		return err
	})
	h.verify(rivers, 2)
	_, err = h.Token(ctx, []byte("x"))
	h.ok(err)

	err = h.Write(ctx, func(tx *store.Tx) error { // or is given up as a whole
		if err := tx.AddToken([]byte("y"), account.Token{ID: "0000000000t0y", Kind: account.Start}); err != nil {
			return err
		}
		if _, err := tx.Tell(entry(rivers, "hand.raised", "c")); err != nil {
			return err
		}
		_, err := tx.Tell(entry(rivers, "hand.raised", "a"))
		return err
	})
	h.told(err)
	h.verify(rivers, 2)
	_, err = h.Token(ctx, []byte("y"))
	h.code(err, seminar.CodeNotFound)

	h.tell(entry(rivers, "hand.raised", "")) // without a name there is nothing to happen once
	h.tell(entry(rivers, "hand.raised", ""))
	if _, ok, err := h.Told(ctx, rivers, ""); ok || err != nil {
		h.Fatalf("the op \"\" is told: %v, %v", ok, err)
	}
}

// More than are read by one query.
func (h *house) manyEntries() {
	const n = 1100
	h.write(func(tx *store.Tx) error {
		for i := range n {
			if _, err := tx.Tell(entry(rivers, "hand.raised", fmt.Sprint(i))); err != nil {
				return err
			}
		}
		return nil
	})
	h.verify(rivers, n)
	all := h.entries(rivers, 0)
	if len(all) != n || all[n-1].Op != "1099" {
		h.Fatalf("%d entries", len(all))
	}
	page, err := h.EntriesPage(ctx, rivers, 0, 3)
	h.ok(err)
	h.equal(seqs(page), []int64{1100, 1099, 1098})
	page, err = h.EntriesPage(ctx, rivers, 1098, 2)
	h.ok(err)
	h.equal(page, []record.Entry{all[1096], all[1095]})
	page, err = h.EntriesPage(ctx, rivers, 2, 50)
	h.ok(err)
	h.equal(seqs(page), []int64{1})
	count, _ := h.countOf("hand.raised", "hand.lowered")
	h.equal(count, n)
}

// countOf returns how many entries of those kinds there are, and the number of the last.
func (h *house) countOf(kinds ...string) (n int, last int64) {
	h.Helper()
	for e, err := range h.EntriesOf(ctx, rivers, kinds...) {
		if h.ok(err); e.Seq <= last {
			h.Fatalf("entry %d after %d", e.Seq, last)
		}
		n, last = n+1, e.Seq
	}
	return n, last
}

func (h *house) entriesOf() {
	h.write(func(tx *store.Tx) error {
		for i := range 30 {
			kind := []string{"hand.raised", "hand.lowered", "poll.opened"}[i%3]
			if _, err := tx.Tell(entry(rivers, kind, "")); err != nil {
				return err
			}
		}
		return nil
	})
	for _, x := range []struct {
		kinds []string
		n     int
		last  int64
	}{
		{[]string{"hand.raised", "poll.opened"}, 20, 30},
		{[]string{"hand.lowered"}, 10, 29},
		{[]string{"poll.closed"}, 0, 0},
		{nil, 0, 0},
	} {
		if n, last := h.countOf(x.kinds...); n != x.n || last != x.last {
			h.Errorf("of %v: %d entries to %d, want %d to %d", x.kinds, n, last, x.n, x.last)
		}
	}
}

// What Tell returns is what is read later, to the bit.
func (h *house) entryRoundTrip() {
	e := record.New("roll.corrected", map[string]string{"reason": "train <late> & ill 晚到"})
	e.Seminar, e.Actor, e.Session, e.Place, e.Person, e.Op = rivers, liwei, opening, main, maria, "o:1"
	e.At = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC) // the server's clock decides
	told := h.tell(e)
	if !told.At.Equal(h.moment()) || told.Seq != 1 {
		h.Fatalf("told as %d at %v", told.Seq, told.At)
	}
	h.clock.pass(time.Second)
	bare := h.tell(record.Entry{Seminar: rivers, Kind: "hall.opened"})
	got := h.entries(rivers, 0)
	h.equal(got[0], told)
	if !bytes.Equal(got[1].Body, nil) || got[1].Hash != bare.Hash || !got[1].At.Equal(bare.At) {
		h.Fatalf("got %+v, want %+v", got[1], bare)
	}
	h.verify(rivers, 2)
}

func (h *house) feedAfterCommit() {
	l := h.Feed.Listen(rivers, record.Hears{All: true})
	defer l.Close()
	h.write(func(tx *store.Tx) error {
		for range 3 {
			if _, err := tx.Tell(entry(rivers, "hand.raised", "")); err != nil {
				return err
			}
		}
		if _, err := tx.Tell(entry("", "login.made", "")); err != nil {
			return err
		}
		if len(l.Take().Items) != 0 {
			h.Error("heard before the commit")
		}
		if n := len(h.entries(rivers, 0)); n != 0 {
			h.Errorf("others read %d entries before the commit", n)
		}
		return nil
	})
	lost := errors.New("changed my mind")
	err := h.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Tell(entry(rivers, "hand.raised", ""))
		return errors.Join(err, lost)
	})
	if !errors.Is(err, lost) {
		h.Fatal(err)
	}
	h.tell(entry(rivers, "hand.lowered", ""))
	var heard []record.Entry
	for _, item := range l.Take().Items {
		heard = append(heard, item.Entry)
	}
	h.equal(heard, h.entries(rivers, 0))
	h.equal(seqs(heard), []int64{1, 2, 3, 4})
}

// Many writers at once: no number is missing or given twice, and the feed is in order.
func (h *house) eightWriters() {
	const writers, each = 8, 50
	heard := make(chan []int64)
	l := h.Feed.Listen(rivers, record.Hears{All: true})
	defer l.Close()
	go func() {
		var all []int64
		for len(all) < writers*each {
			<-l.Ready
			for _, item := range l.Take().Items {
				all = append(all, item.Seq)
			}
		}
		heard <- all
	}()
	var wg sync.WaitGroup
	var given [writers][]int64
	for i := range writers {
		wg.Go(func() {
			for range each {
				e, err := h.Tell(ctx, entry(rivers, "hand.raised", ""))
				if err != nil {
					h.Error(err)
				}
				h.clock.pass(time.Millisecond)
				given[i] = append(given[i], e.Seq)
			}
		})
	}
	wg.Wait()
	h.verify(rivers, writers*each)
	seen := map[int64]bool{}
	for _, mine := range given {
		for i, n := range mine {
			if seen[n] || i > 0 && n <= mine[i-1] {
				h.Fatalf("number %d after %v", n, mine[:i])
			}
			seen[n] = true
		}
	}
	for i, n := range <-heard {
		if n != int64(i+1) {
			h.Fatalf("heard entry %d, want %d", n, i+1)
		}
	}
}
