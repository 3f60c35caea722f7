package store_test

import (
	"context"
	"strconv"
	"syscall"
	"testing"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// What a scan at a door costs the processor in the store alone, 64 in a write, the disk included.
func BenchmarkScans(b *testing.B) {
	ctx := context.Background()
	d, err := store.Open(ctx, b.TempDir(), "", time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	const of = "00000000000se"
	plan := seminarfile.Plan{Seminar: programme.Seminar{ID: of, Key: "rush", Zone: "UTC", Languages: []string{"en"}}}
	if err := d.Write(ctx, func(tx *store.Tx) error { return tx.SavePlan(&plan) }); err != nil {
		b.Fatal(err)
	}
	const atOnce = 64
	var number int64
	batch := func() (all []store.Taken) {
		for range atOnce {
			number++
			now := time.Now()
			s := store.Scan{Device: "gate-" + strconv.Itoa(int(number%24)), Sequence: number / 24, Place: "0000000000001", Person: seminar.NewID(), At: now, Welcome: true, Reason: "welcome", Shown: "welcome"}
			all = append(all, store.Taken{Scan: s, Evidence: &roll.Evidence{ID: seminar.NewID(), Person: s.Person, Kind: roll.ScanIn, Place: s.Place, At: now, Received: now, Device: s.Device, Sequence: s.Sequence, Actor: "0000000000002"}})
		}
		return all
	}
	write := func() {
		all := batch()
		if err := d.Write(ctx, func(tx *store.Tx) error { return tx.AddScans(of, all) }); err != nil {
			b.Fatal(err)
		}
	}
	for range 200 { // a table of some size
		write()
	}
	b.ResetTimer()
	before := processor()
	for b.Loop() {
		write()
	}
	b.ReportMetric(float64((processor()-before).Microseconds())/float64(b.N*atOnce), "cpu-µs/scan")
}

func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
