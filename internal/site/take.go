package site

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// fromCentre begins the ops of evidence that was taken over; it is not delivered back.
const fromCentre = "centre:"

// fetch takes over what is new at the centre.
func (s *Site) fetch(ctx context.Context) error {
	for more := true; more; {
		s.mu.Lock()
		have := s.taken
		s.mu.Unlock()
		asked := s.Clock()
		n, err := s.line.news(ctx, have.Through, have.Digest)
		if err != nil {
			return err
		}
		if s.Folder.Place != "" && n.Place != s.Folder.Place {
			return errors.New("the key is for another hall than this folder: take another folder with --data")
		}
		if n.Plan != nil && (n.Plan.Seminar.Key != s.Folder.SeminarKey() || s.Seminar != "" && n.Plan.Seminar.ID != s.Seminar) {
			return fmt.Errorf("the centre sent the plan of %q", n.Plan.Seminar.Key)
		}
		now := s.Clock()
		s.mu.Lock()
		s.state.Heard, s.state.Ahead = now, asked.Add(now.Sub(asked)/2).Sub(n.Now)
		s.mu.Unlock()
		if err := s.take(ctx, have, n); err != nil {
			return err
		}
		more = n.More
	}
	return nil
}

// take keeps news, all or nothing.
func (s *Site) take(ctx context.Context, have taken, n News) error {
	next := taken{n.Digest, n.Through, have.Keys}
	if n.Plan == nil && len(n.Evidence) == 0 { // not worth an entry
		s.mu.Lock()
		s.taken = next
		s.mu.Unlock()
		return nil
	}
	var plan *seminarfile.Plan
	if n.Plan != nil {
		if next.Keys = n.Plan.Keys; s.Seminar == "" {
			s.Seminar = n.Plan.Seminar.ID
		}
		old, err := s.Store.Plan(ctx, n.Plan.Seminar.Key)
		if err != nil && seminar.CodeOf(err) != seminar.CodeNotFound {
			return err
		}
		if plan = n.Plan.over(old); joined(old, plan, n.Place) {
			next.Through = 0 // what was told of them before was nobody's business here
		}
	}
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		if plan != nil {
			if err := s.takePlan(tx, plan, n.Plan.Versions); err != nil {
				return err
			}
		}
		for _, e := range n.Evidence {
			if there, err := tx.HasEvidence(e.ID); err != nil {
				return err
			} else if there {
				continue
			}
			if err := tx.AddEvidence(s.Seminar, e, fromCentre+string(e.ID)); err != nil && !errors.Is(err, record.ErrTold) {
				return err
			}
		}
		return s.tell(tx, takenEntry, next)
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.taken = next
	s.mu.Unlock()
	if s.Folder.Place == "" {
		s.Folder.Place = n.Place
		return s.Folder.save()
	}
	return nil
}

// takePlan keeps a plan as a release of the site's own: it counts those by which people came to its doors, too.
func (s *Site) takePlan(tx *store.Tx, p *seminarfile.Plan, versions map[seminar.ID]uint8) error {
	release, err := tx.Release(p.Seminar.ID)
	if err != nil {
		return err
	}
	p.Seminar.Release = release + 1
	if err := tx.SavePlan(p); err != nil {
		return err
	}
	for person, version := range versions {
		if err := tx.SetPassVersion(p.Seminar.ID, person, version); err != nil {
			return err
		}
	}
	return s.tell(tx, "programme.released", map[string]int{"release": p.Seminar.Release})
}

// over is the plan as the site keeps it over the one that it has: who is no longer named holds no role any more.
func (p *Plan) over(old *seminarfile.Plan) *seminarfile.Plan {
	all := &seminarfile.Plan{Seminar: p.Seminar, Policy: p.Policy, Organisations: p.Organisations, People: p.People, Grants: p.Grants}
	if old == nil {
		return all
	}
	named := map[seminar.ID]bool{}
	for _, x := range p.People {
		named[x.ID] = true
	}
	holds := func(id seminar.ID) bool {
		return slices.ContainsFunc(old.Grants, func(g seminar.Grant) bool { return g.Person == id })
	}
	for _, x := range old.People {
		if !named[x.ID] && holds(x.ID) {
			all.People = append(all.People, x) // with no grant
		}
	}
	return all
}

// joined reports whether a plan has people of the hall whom the old one had elsewhere or not at all.
func joined(old, p *seminarfile.Plan, place seminar.ID) bool {
	if old == nil {
		return false
	}
	own := map[seminar.ID]bool{}
	for _, x := range old.People {
		own[x.ID] = x.Place == place
	}
	return slices.ContainsFunc(p.People, func(x seminar.Person) bool { return x.Place == place && !own[x.ID] })
}
