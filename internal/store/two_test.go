package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"aula/internal/record"
	"aula/internal/store"
	"aula/internal/store/storetest"
)

// Two servers that start at once on one empty database and write at once keep one chain.
func testTwoServers(t *testing.T, where storetest.Where) {
	ctx := context.Background()
	var wg, ready sync.WaitGroup
	ready.Add(2)
	for range 2 {
		wg.Go(func() {
			d, err := store.Open(ctx, where.Dir, where.URL, time.Now)
			ready.Done()
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			ready.Wait()
			for range 100 {
				if _, err := d.Tell(ctx, record.New("hand.raised", nil)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	d, err := store.Open(ctx, where.Dir, where.URL, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if n, _, err := record.Verify(d.Entries(ctx, "", 0)); n != 200 || err != nil {
		t.Errorf("%d entries, %v", n, err)
	}
}
