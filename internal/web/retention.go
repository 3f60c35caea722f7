package web

import (
	"context"
	"errors"
	"time"
)

// TendRetention deletes what the rule of each seminar keeps no longer, until ctx ends.
func (s *Server) TendRetention(ctx context.Context, each time.Duration) {
	tick := time.NewTicker(each)
	defer tick.Stop()
	for {
		if err := s.forgetAll(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("retention", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) forgetAll(ctx context.Context) error {
	all, err := s.Store.Seminars(ctx)
	if err != nil {
		return err
	}
	for _, x := range all {
		b, berr := s.books.book(ctx, x.Key)
		if berr == nil {
			berr = s.forget(ctx, b)
		}
		err = errors.Join(err, berr)
	}
	return err
}

// forget deletes what is due in one seminar. Before evidence goes, the totals of each session are told: they say nothing of anybody.
func (s *Server) forget(ctx context.Context, b *book) error {
	if s.Site != nil && s.Site.State(ctx).Waiting > 0 {
		return nil // what is not delivered is nowhere else
	}
	now, keeps := s.Clock(), b.Policy.Keeps(&b.Seminar)
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
	ledger, facts, err := s.present(ctx, b)
	if err != nil || len(ledger.All(0)) == 0 {
		return err
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
