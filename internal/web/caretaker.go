package web

import (
	"context"
	"errors"
	"time"
)

// Tend keeps every hall to its programme where no chair acts, until ctx ends.
func (s *Server) Tend(ctx context.Context, each time.Duration) {
	tick := time.NewTicker(each)
	defer tick.Stop()
	for {
		if err := s.tendAll(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("keeping to the programme", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// TendRecordings keeps every hall's recording as the programme wants it, until ctx ends.
func (s *Server) TendRecordings(ctx context.Context, each time.Duration) {
	tick := time.NewTicker(each)
	defer tick.Stop()
	for {
		if err := s.tendRecordings(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("keeping the recordings", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) tendRecordings(ctx context.Context) error {
	all, err := s.Store.Seminars(ctx)
	if err != nil {
		return err
	}
	for _, x := range all {
		b, berr := s.books.book(ctx, x.Key)
		if berr == nil {
			berr = s.Studio.Tend(ctx, &b.Seminar)
		}
		err = errors.Join(err, berr)
	}
	return err
}

func (s *Server) tendAll(ctx context.Context) error {
	all, err := s.Store.Seminars(ctx)
	if err != nil {
		return err
	}
	for _, x := range all {
		err = errors.Join(err, s.tend(ctx, x.Key))
	}
	return err
}

func (s *Server) tend(ctx context.Context, key string) error {
	b, err := s.books.book(ctx, key)
	if err != nil {
		return err
	}
	h, err := s.Halls.Hall(b.Seminar.ID)
	if err != nil {
		return err
	}
	return h.Tend(ctx, &b.Seminar, s.Clock(), b.floorSession)
}
