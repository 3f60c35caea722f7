package web

import (
	"sync"
	"time"

	"aula/internal/seminar"
)

// hallReport is what the screen of a hall says of its own reception.
type hallReport struct {
	Code string    `json:"code"` // as in lib/diagnose.ts: good, lossy, device …
	Kbps int       `json:"kbps"`
	Lost int       `json:"lost"` // percent
	RTT  int       `json:"rtt"`  // milliseconds
	Size string    `json:"size"` // of the picture: 1280×720
	At   time.Time `json:"at"`
}

// reportHolds is how long a hall's word is believed.
const reportHolds = 15 * time.Second

// hallReports keeps the last word of each hall's screens.
type hallReports struct {
	mu sync.Mutex
	of map[screenKey]hallReport // guarded by mu
}

type screenKey struct{ seminar, place, login seminar.ID }

// hears takes a report from a device or screen that belongs to one hall; those of others
// say nothing about a hall.
func (c *call) hears(m command) {
	place := c.who.Hall
	if places, all := c.who.Places(seminar.Screen); place == "" && !all && len(places) == 1 {
		place = places[0]
	}
	if place == "" || m.Report == nil || len(m.Report.Code) > 20 || len(m.Report.Size) > 20 {
		return
	}
	r := *m.Report
	r.At = c.s.Clock().UTC()
	c.s.reports.keep(screenKey{c.book.Seminar.ID, place, c.login.ID}, r)
}

func (h *hallReports) keep(k screenKey, r hallReport) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.of == nil {
		h.of = map[screenKey]hallReport{}
	}
	for old, said := range h.of {
		if r.At.Sub(said.At) > reportHolds {
			delete(h.of, old)
		}
	}
	h.of[k] = r
}

// last returns the worst of what the screens of a hall said lately; nil when they said nothing.
func (h *hallReports) last(of, place seminar.ID, now time.Time) *hallReport {
	h.mu.Lock()
	defer h.mu.Unlock()
	var worst *hallReport
	for k, r := range h.of {
		if k.seminar != of || k.place != place || now.Sub(r.At) > reportHolds {
			continue
		}
		if worst == nil || worst.Code == "good" || r.Lost > worst.Lost {
			worst = &r
		}
	}
	return worst
}

// deskHalls returns every hall with what its screens said.
func (c *call) deskHalls() []deskHall {
	all := []deskHall{}
	for _, p := range c.book.Seminar.Places {
		if p.Kind != seminar.Online {
			all = append(all, deskHall{Place: p.ID, Report: c.s.reports.last(c.book.Seminar.ID, p.ID, c.s.Clock())})
		}
	}
	return all
}
