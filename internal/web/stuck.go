package web

import (
	"sync"
	"sync/atomic"
	"time"
)

// stuck ends connections on which one write takes longer than it may. One look over all of
// them now and then is far cheaper than a timer for each write.
type stuck struct {
	mu    sync.Mutex
	open  map[*outflow]struct{} // guarded by mu
	looks bool                  // somebody looks; guarded by mu
}

// outflow is what goes out by one connection, one write at a time.
type outflow struct {
	mu    sync.Mutex
	began atomic.Int64 // when the write that goes on began, in nanoseconds since 1970; 0 for none
	limit time.Duration
	end   func() // ends the connection; may be called more than once
}

// do runs a write.
func (o *outflow) do(write func() error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.began.Store(time.Now().UnixNano())
	defer o.began.Store(0)
	return write()
}

// stuckLook is how often all are looked at.
const stuckLook = time.Second

// watch looks after an outflow until the caller calls leave.
func (s *stuck) watch(limit time.Duration, end func()) (o *outflow, leave func()) {
	o = &outflow{limit: limit, end: end}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[*outflow]struct{}{}
	}
	s.open[o] = struct{}{}
	if !s.looks {
		s.looks = true
		go s.look()
	}
	return o, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.open, o)
	}
}

// look ends what is stuck, for as long as anything is open.
func (s *stuck) look() {
	for {
		time.Sleep(stuckLook)
		ends, more := s.late(time.Now().UnixNano())
		for _, end := range ends {
			end()
		}
		if !more {
			return
		}
	}
}

func (s *stuck) late(now int64) (ends []func(), more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for o := range s.open {
		if began := o.began.Load(); began != 0 && time.Duration(now-began) > o.limit {
			ends = append(ends, o.end)
		}
	}
	s.looks = len(s.open) > 0
	return ends, s.looks
}
