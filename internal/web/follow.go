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
func (c *call) follow(ctx context.Context, since int64, send deliver) error {
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return err
	}
	hears := audienceOf(c.who)
	hears.since = c.login.Made
	if mode := c.r.FormValue("mode"); mode != "" && mode != "branch" { // a page that shows no roll; a poll would bring it thousands
		hears.kinds = slices.DeleteFunc(hears.kinds, func(kind string) bool { return kind == "roll.evidence" })
	}
	if kind := c.readsCaptions(); kind != "" {
		hears.kinds = append(hears.kinds, kind)
	}
	listener := c.s.Store.Feed.Listen(c.book.Seminar.ID, record.Hears{Kinds: hears.kinds, Person: hears.person}) // before reading, so that nothing falls between
	defer listener.Close()
	if err := send(0, encode(c.build())); err != nil {
		return err
	}
	head, _, err := c.s.Store.Head(ctx, c.book.Seminar.ID)
	if err != nil {
		return err
	}
	f := &follower{call: c, since: since, hears: hears, send: send}
	if since <= 0 || since > head || head-since > replayLimit {
		state := h.State()
		f.since, f.history = state.Seq, head
		if err := send(state.Seq, encode(c.snapshot(state, h.Presence().Beats()))); err != nil {
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
	send    deliver
}

// deliver sends a message with the number of its entry, 0 for one that is none.
type deliver func(seq int64, form []byte) error

func (f *follower) run(ctx context.Context, listener *record.Listener) error {
	if err := f.catchUp(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(f.s.ctx, cancel)()
	for {
		select {
		case <-listener.Ready:
			if err := f.hear(ctx, listener.Take()); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// hear passes live entries; those before them that another process wrote come first.
func (f *follower) hear(ctx context.Context, b record.Batch) error {
	if b.Lost {
		return errSlow
	}
	if b.After > f.since {
		if err := f.catchUp(ctx); err != nil {
			return err
		}
	}
	for _, item := range b.Items {
		if err := f.pass(item); err != nil {
			return err
		}
	}
	f.since = max(f.since, b.Through)
	return nil
}

// catchUp passes what the record has beyond since.
func (f *follower) catchUp(ctx context.Context) error {
	items, known := f.s.Store.Feed.After(f.book.Seminar.ID, f.since)
	if n := len(items); known && (n > 0 && items[n-1].Seq >= f.history || f.since >= f.history) { // else another process has written more
		for _, item := range items {
			if err := f.pass(item); err != nil {
				return err
			}
		}
		return nil
	}
	for e, err := range f.s.Store.Entries(ctx, f.book.Seminar.ID, f.since) {
		if err == nil {
			err = f.pass(&record.Item{Entry: e})
		}
		if err != nil {
			return fmt.Errorf("catching up: %w", err)
		}
	}
	return nil
}

// pass sends an entry once, if the listener may hear it.
func (f *follower) pass(e *record.Item) error {
	if e.Seq != 0 {
		if e.Seq <= f.since {
			return nil
		}
		f.since = e.Seq
		if e.Seq <= f.history && !slices.Contains(floor.Kinds(), e.Kind) {
			return nil
		}
	}
	if m, ok := f.hears.own(e.Entry); ok {
		return f.send(e.Seq, encode(m))
	}
	if !f.hears.hears(e.Entry) {
		return nil
	}
	return f.send(e.Seq, e.Form(func() []byte { return encode(tell(e.Entry)) }))
}
