//go:build unix

package ui_test

import (
	"syscall"
	"testing"
	"time"

	"aula/ui"
)

// What bundling scripts and styles costs the processor at every start: of 300 ms to the first page, 80 on two cores are for it.
func BenchmarkBuild(b *testing.B) {
	before := processor(b)
	for b.Loop() {
		if _, err := ui.Build(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((processor(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/build")
}

func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
