// Package line lets those who come while others are at work go on together: whoever is
// first when the work is free takes with them all that wait.
package line

import "sync"

// Line is where they wait. It is made by New and safe for concurrent use.
type Line[T any] struct {
	full func([]T) bool
	turn chan struct{} // holds a token while somebody is at work
	mu   sync.Mutex
	wait []*place[T] // guarded by mu
}

type place[T any] struct {
	x    T
	done chan struct{} // closed when the work with x is over
}

// New returns an empty line. full says of a group that nobody else goes with it.
func New[T any](full func(group []T) bool) *Line[T] {
	return &Line[T]{full: full, turn: make(chan struct{}, 1)}
}

// Go returns when work was done with x, alone or in a group, by this caller or by
// another one. Groups are worked on one after the other, in the order in which they
// came; work must not call Go.
func (l *Line[T]) Go(x T, work func(group []T)) {
	mine := &place[T]{x: x, done: make(chan struct{})}
	l.mu.Lock()
	l.wait = append(l.wait, mine)
	l.mu.Unlock()
	select {
	case <-mine.done:
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
		for !mine.over() {
			l.next(work)
		}
	}
}

// Alone runs f while nobody is at work.
func (l *Line[T]) Alone(f func()) {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	f()
}

// Waiting returns how many wait and are not yet at work.
func (l *Line[T]) Waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.wait)
}

// next works on the group that is first.
func (l *Line[T]) next(work func([]T)) {
	places := l.take()
	defer func() {
		for _, p := range places {
			close(p.done)
		}
	}()
	group := make([]T, len(places))
	for i, p := range places {
		group[i] = p.x
	}
	work(group)
}

func (l *Line[T]) take() []*place[T] {
	l.mu.Lock()
	defer l.mu.Unlock()
	var group []T
	n := 0
	for n < len(l.wait) && (n == 0 || !l.full(group)) {
		group = append(group, l.wait[n].x)
		n++
	}
	first := l.wait[:n:n]
	if l.wait = l.wait[n:]; len(l.wait) == 0 {
		l.wait = nil
	}
	return first
}

func (p *place[T]) over() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}
