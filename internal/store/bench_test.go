package store_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"aula/internal/record"
	"aula/internal/store"
)

// What one entry in a transaction of its own costs, on disk before the answer: for one
// writer after the other, for a rush of 64, and beside them the bare flush of 4 KiB
// that no store can beat alone.
func BenchmarkEntry(b *testing.B) {
	b.Run("flush", benchmarkFlush)
	b.Run("writers=1", func(b *testing.B) { benchmarkEntry(b, 1) })
	b.Run("writers=64", func(b *testing.B) { benchmarkEntry(b, 64) })
}

func benchmarkFlush(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "flush"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	for b.Loop() {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkEntry(b *testing.B, writers int) {
	ctx := context.Background()
	d, err := store.Open(ctx, b.TempDir(), "", time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	work := make(chan struct{}, b.N)
	for range b.N {
		work <- struct{}{}
	}
	close(work)
	took := make([][]time.Duration, writers)
	b.ResetTimer()
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for range work {
				began := time.Now()
				if _, err := d.Tell(ctx, record.New("roll.evidence", map[string]string{"person": "0000000000000", "place": "0000000000000"})); err != nil {
					b.Error(err)
					return
				}
				took[i] = append(took[i], time.Since(began))
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	all := slices.Concat(took...)
	slices.Sort(all)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
}
