package web

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"aula/internal/floor"
	"aula/internal/record"
)

// errSlow says that a listener did not keep up. It comes back with the last number it saw.
var errSlow = errors.New("listener too slow")

// replayLimit is how many entries a listener may have missed and still get them one by
// one; beyond it a snapshot is less work for both sides.
const replayLimit = 1000

// follow sends the entries after since, then those that come, until ctx or the server
// ends or send fails. A listener without a number, or with one from too long ago or
// from another record, begins with a snapshot.
func (c *call) follow(ctx context.Context, since int64, send func(message) error) error {
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return err
	}
	listener := c.s.Store.Feed.Listen(c.book.Seminar.ID) // before reading, so that nothing falls between
	defer listener.Close()
	if err := send(c.build()); err != nil {
		return err
	}
	head, _, err := c.s.Store.Head(ctx, c.book.Seminar.ID)
	if err != nil {
		return err
	}
	f := &follower{call: c, since: since, hears: audienceOf(c.who), send: send}
	f.hears.since = c.login.Made
	if since <= 0 || since > head || head-since > replayLimit {
		state := h.State()
		f.since, f.history = state.Seq, head
		if err := send(c.snapshot(state, h.Presence().Beats())); err != nil {
			return err
		}
	}
	return f.run(ctx, listener)
}

// follower is one listener on its way through the record.
type follower struct {
	*call
	since   int64 // the last entry that was passed
	history int64 // up to here a newcomer, who has the state, is told only what the floor is made of
	hears   audience
	send    func(message) error
}

func (f *follower) run(ctx context.Context, listener *record.Listener) error {
	if err := f.catchUp(ctx); err != nil {
		return err
	}
	for {
		select {
		case e, ok := <-listener.C:
			if !ok {
				return errSlow
			}
			if err := f.hear(ctx, e); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		case <-f.s.ctx.Done():
			return f.s.ctx.Err()
		}
	}
}

// hear passes a live entry; those before it that another process wrote come first.
func (f *follower) hear(ctx context.Context, e record.Entry) error {
	if e.Seq > f.since+1 {
		if err := f.catchUp(ctx); err != nil {
			return err
		}
	}
	return f.pass(e)
}

// catchUp passes what the record has beyond since.
func (f *follower) catchUp(ctx context.Context) error {
	for e, err := range f.s.Store.Entries(ctx, f.book.Seminar.ID, f.since) {
		if err == nil {
			err = f.pass(e)
		}
		if err != nil {
			return fmt.Errorf("catching up: %w", err)
		}
	}
	return nil
}

// pass sends an entry once, if the listener may hear it.
func (f *follower) pass(e record.Entry) error {
	if e.Seq <= f.since {
		return nil
	}
	f.since = e.Seq
	if e.Seq <= f.history && !slices.Contains(floor.Kinds(), e.Kind) {
		return nil
	}
	if m, ok := f.hears.tell(e); ok {
		return f.send(m)
	}
	return nil
}
