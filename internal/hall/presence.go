package hall

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// Settings are the times of a hall.
type Settings struct {
	Beat  time.Duration // how often a page says that it is still there
	Lapse time.Duration // after how long without a beat a presence is over; more than twice Beat
	Flush time.Duration // how often renewals are written, so at most this much is lost by a crash
	Lost  time.Duration // after how long a source that is lost is taken off air; 0 for the default
	Clock seminar.Clock
}

// DefaultSettings are those of a real seminar.
func DefaultSettings() Settings {
	return Settings{Beat: 15 * time.Second, Lapse: 45 * time.Second, Flush: 5 * time.Second, Lost: 10 * time.Minute, Clock: time.Now}
}

// Presence keeps leases: who is online, since when, last heard when. However many
// pages and devices a person has open, it is one presence. A presence that is not
// renewed for Lapse is over, and ended when it was last heard; coming back before
// that continues it. Who changes the path by which they watch goes on without a gap, in another lease.
type Presence struct {
	of       seminar.ID
	store    Store
	settings Settings
	log      *slog.Logger

	mu     sync.Mutex
	leases map[presenceKey]*lease // guarded by mu
	ended  []roll.Lease           // guarded by mu; over, not yet written as evidence
}

type presenceKey struct{ person, place seminar.ID }

type lease struct {
	roll.Lease
	written time.Time     // the renewal that the store knows
	heard   time.Time     // the last beat by the lease's path
	late    time.Duration // how late picture and sound come, as the page says
}

func openPresence(ctx context.Context, of seminar.ID, s Store, settings Settings, log *slog.Logger) (*Presence, error) {
	p := &Presence{of: of, store: s, settings: settings, log: log, leases: map[presenceKey]*lease{}}
	open, err := s.Leases(ctx, of)
	if err != nil {
		return nil, fmt.Errorf("hall: open presences: %w", err)
	}
	for _, l := range open { // of the last run: continued by who comes back, ended by the rest
		p.leases[presenceKey{l.Person, l.Place}] = &lease{Lease: l, written: l.Renewed, heard: l.Renewed}
	}
	return p, nil
}

// Beat says that a person is at a place online now, by a path.
func (p *Presence) Beat(person, place seminar.ID, path roll.Path) {
	now := seminar.Millis(p.settings.Clock())
	p.mu.Lock()
	defer p.mu.Unlock()
	key := presenceKey{person, place}
	l := p.leases[key]
	switch {
	case l == nil:
	case p.lapsed(l, now):
		p.ended = append(p.ended, l.Lease)
	case l.Path == path:
		l.Renewed, l.heard = now, now
		return
	case l.Path == "" && now.Sub(l.Opened) <= p.settings.Lapse: // picture and sound have just come
		l.Path, l.Renewed, l.heard = path, now, now
		return
	case now.Sub(l.heard) <= p.settings.Beat+p.settings.Beat/2: // another device beside, or a path that may yet come back
		l.Renewed = now
		return
	default:
		p.change(l, path, now)
		return
	}
	p.leases[key] = &lease{Lease: roll.Lease{Person: person, Place: place, Opened: now, Renewed: now, Path: path}, heard: now}
}

// change goes on by another path from when the old one was last heard.
func (p *Presence) change(l *lease, path roll.Path, now time.Time) {
	before := l.Lease
	before.Renewed = l.heard
	p.ended = append(p.ended, before)
	l.Opened = l.heard
	l.Path, l.Renewed, l.heard, l.written = path, now, now, time.Time{}
}

// lapseLocked ends the presences that were not renewed in time.
func (p *Presence) lapseLocked(now time.Time) {
	for key, l := range p.leases {
		if p.lapsed(l, now) {
			p.ended = append(p.ended, l.Lease)
			delete(p.leases, key)
		}
	}
}

func (p *Presence) lapsed(l *lease, now time.Time) bool {
	return now.Sub(l.Renewed) > p.settings.Lapse
}

// Open returns the presences that are not yet evidence, for a roll of this moment.
func (p *Presence) Open() []roll.Lease {
	p.mu.Lock()
	defer p.mu.Unlock()
	open := slices.Clone(p.ended)
	for _, l := range p.leases {
		open = append(open, l.Lease)
	}
	return open
}

// Online returns the presences of who is there now.
func (p *Presence) Online() []roll.Lease {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []roll.Lease
	now := p.settings.Clock()
	for _, l := range p.leases {
		if !p.lapsed(l, now) {
			all = append(all, l.Lease)
		}
	}
	return all
}

// Count returns how many people are online now, by place.
func (p *Presence) Count() map[seminar.ID]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	count := map[seminar.ID]int{}
	for key := range p.leases {
		count[key.place]++
	}
	return count
}

// Beats returns how often a page should beat.
func (p *Presence) Beats() time.Duration { return p.settings.Beat }

// Lag says how late picture and sound come to somebody.
func (p *Presence) Lag(person, place seminar.ID, late time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l := p.leases[presenceKey{person, place}]; l != nil {
		l.late = late
	}
}

// Late returns how late picture and sound come to all but the last twentieth of those who see a stream; 0 when nobody does.
func (p *Presence) Late() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []time.Duration
	now := p.settings.Clock()
	for _, l := range p.leases {
		if l.Path == roll.HLS && !p.lapsed(l, now) {
			all = append(all, l.late)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[(len(all)*95-1)/100]
}

// Settle turns what is known of every presence into evidence now; those who are there go on from where it ends.
func (h *Hall) Settle(ctx context.Context) {
	h.inside(ctx, func(ctx context.Context) {
		h.presence.cut()
		h.presence.flush(ctx)
	})
}

func (p *Presence) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.leases {
		if l.Opened.Before(l.Renewed) {
			p.ended = append(p.ended, l.Lease)
			l.Opened, l.written = l.Renewed, time.Time{}
		}
	}
}

// flush turns ended presences into evidence and writes renewals. What could not be
// written stays in memory for the next time. Only the hall's loop calls it.
func (p *Presence) flush(ctx context.Context) {
	p.mu.Lock()
	p.lapseLocked(p.settings.Clock())
	ended := slices.Clone(p.ended)
	var renew []roll.Lease
	for _, l := range p.leases {
		if l.Renewed.After(l.written) {
			renew = append(renew, l.Lease)
		}
	}
	p.mu.Unlock()
	if len(ended) > 0 { // before the renewals: a person may have a new lease already
		if err := p.store.EndLeases(ctx, p.of, ended); err != nil {
			p.log.Error("ending presences", "err", err)
			return
		}
	}
	if len(renew) > 0 {
		if err := p.store.RenewLeases(ctx, p.of, renew); err != nil {
			p.log.Error("renewing presences", "err", err)
			renew = nil
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = p.ended[len(ended):]
	for _, r := range renew {
		if l := p.leases[presenceKey{r.Person, r.Place}]; l != nil {
			l.written = r.Renewed
		}
	}
}
