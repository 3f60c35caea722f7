package web

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// duty is something that the server does by itself in every seminar, again and again.
type duty struct {
	what string
	each time.Duration
	site bool // also on the own machine of a branch hall
	do   func(*Server, context.Context, *book) error
}

// duties are all of them. Sessions lose no more than a second of their recording at the start.
var duties = []duty{
	{"keeping to the programme", 5 * time.Second, false, (*Server).tend},
	{"keeping the recordings", time.Second, false, (*Server).tendRecording},
	{"asking who is there", time.Second, false, (*Server).ask},
	{"sealing", time.Minute, false, (*Server).sealDue},
	{"deleting what is kept no longer", time.Hour, true, (*Server).forget},
}

// Tend does its duties until ctx ends.
func (s *Server) Tend(ctx context.Context) {
	var work sync.WaitGroup
	defer work.Wait()
	for _, d := range duties {
		if s.Site != nil && !d.site {
			continue // the main server does it
		}
		work.Go(func() { s.perform(ctx, d) })
	}
}

// perform does one duty at once and then each time that it is due.
func (s *Server) perform(ctx context.Context, d duty) {
	tick := time.NewTicker(d.each)
	defer tick.Stop()
	for {
		if err := s.everywhere(ctx, d); err != nil && ctx.Err() == nil {
			s.Log.Error(d.what, "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// everywhere does a duty in every seminar; what goes wrong in one stops no other.
func (s *Server) everywhere(ctx context.Context, d duty) error {
	all, err := s.Store.Seminars(ctx)
	if err != nil {
		return err
	}
	for _, x := range all {
		b, berr := s.books.book(ctx, x.Key)
		if berr == nil {
			berr = d.do(s, ctx, b)
		}
		if berr != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", x.Key, berr))
		}
	}
	return err
}

// tend keeps the hall to its programme where no chair acts.
func (s *Server) tend(ctx context.Context, b *book) error {
	h, err := s.Halls.Hall(b.Seminar.ID)
	if err != nil {
		return err
	}
	return h.Tend(ctx, &b.Seminar, s.Clock(), b.floorSession)
}

// tendRecording keeps the hall's recording as the programme wants it.
func (s *Server) tendRecording(ctx context.Context, b *book) error {
	return s.Studio.Tend(ctx, &b.Seminar)
}
