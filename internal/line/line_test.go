package line_test

import (
	"runtime"
	"slices"
	"sync"
	"testing"

	"aula/internal/line"
)

// Seven come while the first is at work. They go on three at a time, in the order in
// which they came, and each returns only when its own work was done.
func TestThoseWhoWaitGoTogether(t *testing.T) {
	l := line.New(func(group []int) bool { return len(group) == 3 })
	busy, free := make(chan struct{}), make(chan struct{})
	var groups [][]int // written by one at a time
	done := make([]bool, 8)
	work := func(group []int) {
		if group[0] == 0 {
			close(busy)
			<-free
		}
		groups = append(groups, group)
		for _, n := range group {
			done[n] = true
		}
	}
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			l.Go(n, work)
			if !done[n] {
				t.Errorf("%d was sent away undone", n)
			}
		})
		if n == 0 {
			<-busy
			continue
		}
		for l.Waiting() < n {
			runtime.Gosched()
		}
	}
	close(free)
	wg.Wait()
	if want := [][]int{{0}, {1, 2, 3}, {4, 5, 6}, {7}}; !slices.EqualFunc(groups, want, slices.Equal) {
		t.Errorf("%v, want %v", groups, want)
	}
}

// A panic is that of its worker alone; those who were with it are not left waiting.
func TestAPanicLeavesNobodyWaiting(t *testing.T) {
	l := line.New(func([]int) bool { return true })
	func() {
		defer func() { _ = recover() }()
		l.Go(1, func([]int) { panic("one") })
	}()
	worked := false
	l.Go(2, func([]int) { worked = true })
	if !worked {
		t.Error("the line is blocked")
	}
}
