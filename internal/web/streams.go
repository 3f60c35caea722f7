package web

import (
	"sync"

	"aula/internal/seminar"
)

// streams are the long answers under way, and what is done beside requests. Once the
// server closes none begins.
type streams struct {
	mu   sync.Mutex
	over bool // guarded by mu
	all  sync.WaitGroup
}

// begin counts a long answer; end has to be called after it. It fails with Unavailable when the server closes.
func (x *streams) begin() (end func(), err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.over {
		return nil, seminar.Fail(seminar.CodeUnavailable, "error.unavailable")
	}
	x.all.Add(1)
	return x.all.Done, nil
}

// run runs work beside requests, unless the server closes.
func (x *streams) run(work func()) {
	end, err := x.begin()
	if err != nil {
		return
	}
	go func() {
		defer end()
		work()
	}()
}

// close lets nothing begin any more and waits for what is under way.
func (x *streams) close() {
	x.mu.Lock()
	x.over = true
	x.mu.Unlock()
	x.all.Wait()
}
