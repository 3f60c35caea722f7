package web

import (
	"sync"
	"time"

	"aula/internal/seminar"
	"aula/internal/store"
)

// heardOften is how often it is written down that a phone was heard, when nothing else
// about it has changed: a note for each upload would be half of its work.
const heardOften = 20 * time.Second

// heardGates remembers what was last written of each phone.
type heardGates struct {
	mu sync.Mutex
	by map[heardKey]heardGate // guarded by mu
}

type heardKey struct {
	seminar seminar.ID
	device  string
}

type heardGate struct {
	store.Gate
	at time.Time
}

// news reports whether there is something to write about a phone.
func (h *heardGates) news(of seminar.ID, g store.Gate, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	last, known := h.by[heardKey{of, g.Device}]
	same := last.Enrolment == g.Enrolment && last.Person == g.Person && last.Place == g.Place && last.Label == g.Label && (last.Skew-g.Skew).Abs() < skewMatters
	return !known || !same || now.Sub(last.at) >= heardOften
}

func (h *heardGates) written(of seminar.ID, g store.Gate, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by == nil || len(h.by) > 10_000 {
		h.by = map[heardKey]heardGate{}
	}
	h.by[heardKey{of, g.Device}] = heardGate{g, now}
}

// hearing is what an upload says of the phone that sends it: what it is called, how its
// clock goes, and how many scans it has made, so that the desk sees what has not arrived.
type hearing struct {
	*call
	gate store.Gate
	news bool
}

func (c *call) hearing(u upload, skew time.Duration) hearing {
	g := store.Gate{Device: u.Device, Person: c.who.Person.ID, Place: c.place.ID, Label: u.Gate, Skew: skew, Given: u.Given}
	if c.who.Door != "" {
		g.Enrolment, g.Person, g.Label = c.who.Person.ID, "", c.who.Person.Name.In()
	}
	more := u.Given > 0 && (len(u.Scans) == 0 || u.Given > u.Scans[len(u.Scans)-1].Sequence) // than this upload brings
	return hearing{c, g, more || c.s.heard.news(c.book.Seminar.ID, g, c.s.Clock())}
}

func (h hearing) write(tx *store.Tx) error {
	if !h.news {
		return nil
	}
	return tx.HearGate(h.book.Seminar.ID, h.gate)
}

// done is called when it was written.
func (h hearing) done() {
	if h.news {
		h.s.heard.written(h.book.Seminar.ID, h.gate, h.s.Clock())
	}
}
