package web

import (
	"context"
	"time"
)

// forget deletes what the rule of a seminar keeps no longer. Before evidence goes, the totals of each session are told: they say nothing of anybody.
func (s *Server) forget(ctx context.Context, b *book) error {
	if s.Site != nil && s.Site.State(ctx).Waiting > 0 {
		return nil // what is not delivered is nowhere else
	}
	now, last := s.Clock(), time.Time{}
	ledger, facts, err := s.present(ctx, b)
	if err != nil {
		return err
	}
	for _, e := range ledger.All(0) {
		if e.Received.After(last) {
			last = e.Received
		}
	}
	keeps := b.Policy.Keeps(&b.Seminar, last)
	due := func(t time.Time) bool { return !t.IsZero() && !now.Before(t) }
	if due(keeps.Reasons) {
		n, err := s.Store.ForgetReasons(ctx, b.Seminar.ID)
		if err != nil {
			return err
		}
		if n > 0 {
			s.Log.Info("retention: reasons deleted", "seminar", b.Seminar.Key, "count", n)
			s.ledgers.forget(b.Seminar.ID)
		}
	}
	if !due(keeps.Evidence) {
		return nil
	}
	if last.IsZero() {
		return nil
	}
	totals := ledger.Fold(facts).BySession
	n, err := s.Store.ForgetEvidence(ctx, b.Seminar.ID, totals)
	if err != nil {
		return err
	}
	if n > 0 {
		s.Log.Info("retention: evidence deleted", "seminar", b.Seminar.Key, "entries", n)
		s.ledgers.forget(b.Seminar.ID)
	}
	return nil
}
