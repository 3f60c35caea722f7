package web

import (
	"sync"

	"aula/internal/record"
	"aula/internal/seminar"
)

// lately keeps what was told last and is no entry of the record, for who comes later.
type lately struct {
	mu sync.Mutex
	by map[seminar.ID][]message // by what it is about; guarded by mu
}

// keep keeps what is told about something, in place of what was told of it before.
func (l *lately) keep(about seminar.ID, told ...record.Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil {
		l.by = map[seminar.ID][]message{}
	}
	l.by[about] = nil
	for _, e := range told {
		l.by[about] = append(l.by[about], tell(e))
	}
}

// of returns what was told last about something; there is false when nothing was since the start of the server.
func (l *lately) of(about seminar.ID) (told []message, there bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	told, there = l.by[about]
	return told, there
}
