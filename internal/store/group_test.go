package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"aula/internal/record"
	"aula/internal/store"
	"aula/internal/store/storetest"
)

// Ten writes wait while another is at work, so they share a transaction. Those among
// them that fail, each in its own way, harm none of the others.
func testGroup(t *testing.T, where storetest.Where) {
	ctx := context.Background()
	d, err := store.Open(ctx, where.Dir, where.URL, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	lost := errors.New("changed my mind")
	gone, cancel := context.WithCancel(ctx)
	tell := func(tx *store.Tx, op string) error {
		e := record.New("hand.raised", nil)
		e.Op = op
		_, err := tx.Tell(e)
		return err
	}
	writes := []struct {
		fn   func(*store.Tx) error
		ctx  context.Context
		want func(err error, panicked any) bool
	}{
		2: {fn: func(tx *store.Tx) error { return errors.Join(tell(tx, "2"), lost) },
			want: func(err error, _ any) bool { return errors.Is(err, lost) }},
		4: {fn: func(tx *store.Tx) error { _ = tell(tx, "4"); panic("four") },
			want: func(_ error, panicked any) bool { return panicked == "four" }},
		5: {ctx: gone, want: func(err error, _ any) bool { return errors.Is(err, context.Canceled) }},
		7: {fn: func(tx *store.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO nowhere VALUES (1)`)
			return errors.Join(tell(tx, "7"), err)
		}, want: func(err error, _ any) bool { return err != nil }},
		8: {fn: func(tx *store.Tx) error { return tell(tx, "0") },
			want: func(err error, _ any) bool { return errors.Is(err, record.ErrTold) }},
		9: {},
	}
	busy, free := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := d.Write(ctx, func(*store.Tx) error { close(busy); <-free; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-busy
	for i, w := range writes {
		if w.ctx == nil {
			w.ctx = ctx
		}
		if w.fn == nil {
			w.fn = func(tx *store.Tx) error { return tell(tx, fmt.Sprint(i)) }
		}
		if w.want == nil {
			w.want = func(err error, panicked any) bool { return err == nil && panicked == nil }
		}
		wg.Go(func() {
			var err error
			defer func() {
				if v := recover(); !w.want(err, v) {
					t.Errorf("write %d: error %v, panic %v", i, err, v)
				}
			}()
			err = d.Write(w.ctx, w.fn)
		})
		for d.Waiting() <= i {
			runtime.Gosched()
		}
	}
	cancel()
	close(free)
	wg.Wait()
	var ops []string
	for e, err := range d.Entries(ctx, "", 0) {
		if err != nil {
			t.Fatal(err)
		}
		ops = append(ops, e.Op)
	}
	if got := fmt.Sprint(ops); got != "[0 1 3 6 9]" {
		t.Errorf("the record has %s", got)
	}
	if n, _, err := record.Verify(d.Entries(ctx, "", 0)); n != 5 || err != nil {
		t.Errorf("%d entries, %v", n, err)
	}
}
