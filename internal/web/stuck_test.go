package web

import (
	"testing"
	"testing/synctest"
	"time"
)

// A write that takes too long is ended, and no other; nobody looks when nothing is open.
func TestAWriteThatIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s stuck
		ended := make(chan struct{})
		slow, leave := s.watch(5*time.Second, func() { close(ended) })
		quick, go2 := s.watch(5*time.Second, func() { t.Error("a quick one was ended") })
		for range 10 {
			if err := quick.do(func() error { time.Sleep(3 * time.Second); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		go2()
		began := time.Now()
		_ = slow.do(func() error { <-ended; return nil })
		if took := time.Since(began); took <= 5*time.Second || took > 5*time.Second+2*stuckLook {
			t.Errorf("ended after %v", took)
		}
		leave()
		time.Sleep(2 * stuckLook) // the look has ended, or the bubble would never
	})
}
