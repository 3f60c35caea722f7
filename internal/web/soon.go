package web

import (
	"sync"
	"time"

	"aula/internal/seminar"
)

// soon does work for a seminar a little later, and the same work at most once in a while, however often it is asked for.
type soon struct {
	mu  sync.Mutex
	due map[seminar.ID]map[seminar.ID]func() error // by seminar and by what it is about; guarded by mu
}

// soonEach is how often the same work is done at most.
const soonEach = 400 * time.Millisecond

// do has work done that is about something in a seminar; work about the same that is still to be done is replaced by it.
func (x *soon) do(s *Server, of, about seminar.ID, work func() error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.due == nil {
		x.due = map[seminar.ID]map[seminar.ID]func() error{}
	}
	if due, working := x.due[of]; working {
		due[about] = work
		return
	}
	x.due[of] = map[seminar.ID]func() error{about: work}
	s.streams.run(func() { x.run(s, of) })
}

// run works until nothing has been asked for in a while.
func (x *soon) run(s *Server, of seminar.ID) {
	tick := time.NewTicker(soonEach)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-s.ctx.Done():
			return
		}
		due := x.take(of)
		if len(due) == 0 {
			return
		}
		for _, work := range due {
			if err := work(); err != nil && s.ctx.Err() == nil {
				s.Log.Error("telling what has changed", "seminar", of, "err", err)
			}
		}
	}
}

// take returns what is to be done for a seminar; when there is nothing, nobody works for it any more.
func (x *soon) take(of seminar.ID) map[seminar.ID]func() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	due := x.due[of]
	if len(due) == 0 {
		delete(x.due, of)
	} else {
		x.due[of] = map[seminar.ID]func() error{}
	}
	return due
}
