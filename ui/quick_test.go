//go:build unix && !race

package ui_test

import (
	"slices"
	"syscall"
	"testing"
	"time"
)

// Building may delay the start by 80 ms on two cores. Processor time is measured, for
// others may be at work on the machine.
func TestBuildIsQuick(t *testing.T) {
	const limit = 2 * 80 * time.Millisecond
	var took []time.Duration
	for range 5 {
		before := processor(t)
		build(t)
		took = append(took, processor(t)-before)
	}
	t.Log(took)
	if best := slices.Min(took); best > limit {
		t.Errorf("building took %v of processor time, limit %v", took, limit)
	}
}

func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
