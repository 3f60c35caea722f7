package storetest

import (
	"context"
	"errors"
	"iter"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
)

func addToken(tx *store.Tx, id seminar.ID) error {
	return tx.AddToken([]byte(id), account.Token{ID: id, Kind: account.Start})
}

func (h *house) hasToken(id seminar.ID) bool {
	h.Helper()
	_, err := h.Token(ctx, []byte(id))
	if err != nil {
		h.code(err, seminar.CodeNotFound)
	}
	return err == nil
}

func (h *house) failedWrite() {
	lost := errors.New("changed my mind")
	err := h.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(addToken(tx, "a"), lost)
	})
	if !errors.Is(err, lost) || h.hasToken("a") {
		h.Fatalf("error %v, token there: %v", err, h.hasToken("a"))
	}
	h.write(func(tx *store.Tx) error { return addToken(tx, "a") })
}

// After a statement that fails PostgreSQL keeps nothing; so does the store on SQLite.
func (h *house) overlooked() {
	err := h.Write(ctx, func(tx *store.Tx) error {
		if err := addToken(tx, "a"); err != nil {
			return err
		}
		_ = addToken(tx, "a") // there already
		return nil
	})
	if err == nil || h.hasToken("a") {
		h.Fatalf("error %v, token there: %v", err, h.hasToken("a"))
	}
}

func (h *house) panicking() {
	func() {
		defer func() {
			if v := recover(); v != "no such hall" {
				h.Errorf("recovered %v", v)
			}
		}()
		h.write(func(tx *store.Tx) error {
			h.ok(addToken(tx, "a"))
			panic("no such hall")
		})
	}()
	h.write(func(tx *store.Tx) error { return addToken(tx, "b") })
	if h.hasToken("a") || !h.hasToken("b") {
		h.Fatalf("a there: %v, b there: %v", h.hasToken("a"), h.hasToken("b"))
	}
}

func (h *house) cancelled() {
	gone, cancel := context.WithCancel(ctx)
	h.ok(h.Write(gone, func(tx *store.Tx) error {
		cancel() // too late: what has begun is finished
		return addToken(tx, "a")
	}))
	err := h.Write(gone, func(tx *store.Tx) error { return addToken(tx, "b") })
	if !errors.Is(err, context.Canceled) || !h.hasToken("a") || h.hasToken("b") {
		h.Fatalf("error %v, a there: %v, b there: %v", err, h.hasToken("a"), h.hasToken("b"))
	}
}

// However many readers stand still in the middle of the record, others read and write.
func (h *house) slowReaders() {
	for range 3 {
		h.tell(entry(rivers, "hand.raised", ""))
	}
	for range 100 {
		next, stop := iter.Pull2(h.Entries(ctx, rivers, 0))
		defer stop()
		if e, err, ok := next(); !ok || err != nil || e.Seq != 1 {
			h.Fatalf("entry %d, %v, %v", e.Seq, err, ok)
		}
	}
	told := h.tell(entry(rivers, "hand.lowered", "last"))
	got, _, err := h.Told(ctx, rivers, "last")
	h.ok(err)
	h.equal(got, told)
	h.equal([]record.Entry{got}, h.entries(rivers, 3))
}
