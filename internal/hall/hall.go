// Package hall runs a live seminar: its floor, who is present online, what is on air.
package hall

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync/atomic"
	"time"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Store is what a hall keeps and reads.
type Store interface {
	Tell(context.Context, record.Entry) (record.Entry, error)
	Told(ctx context.Context, of seminar.ID, op string) (record.Entry, bool, error)
	EntriesOf(ctx context.Context, of seminar.ID, kinds ...string) iter.Seq2[record.Entry, error]
	Leases(context.Context, seminar.ID) ([]roll.Lease, error)
	RenewLeases(context.Context, seminar.ID, []roll.Lease) error
	EndLeases(context.Context, seminar.ID, []roll.Lease) error
	OpenBox(context.Context, record.Entry, floor.Box) (record.Entry, error)
	ClosePoll(ctx context.Context, e record.Entry, box floor.Box, count func(ballots map[string]int) record.Entry) ([]record.Entry, error)
	CloseIdeas(ctx context.Context, e record.Entry, box floor.Box, count func([]floor.Said) record.Entry) ([]record.Entry, error)
}

// Media is what a hall asks of the media plane.
type Media interface {
	PutOnAir(room, slot, publisher string) error
	TakeOff(room, slot, publisher string)
	Dismiss(room, publisher string) // ends what the publisher sends
	Expel(room, owner string)       // ends everything that a person, key or device sends
	Mute(room, slot string, muted bool) error
	Shrink(room, slot string, small bool) error // screens show the slot's picture small
}

// Hall is the live part of one seminar. One goroutine owns its state; every command
// goes through it, so commands have one order for everybody.
type Hall struct {
	of       seminar.ID
	store    Store
	media    Media
	settings Settings
	log      *slog.Logger

	// in
	orders chan order
	deeds  chan func()

	// out
	state    atomic.Pointer[floor.State] // replaced, never changed
	done     chan struct{}
	presence *Presence

	// accessed by run only
	live    floor.State
	closing *time.Timer // when the next poll takes no more votes
	sources []Source    // connected, in the order in which they came
}

type order struct {
	ctx     context.Context
	by      floor.By
	op      string
	command floor.Command
	answer  chan error
}

// open replays the record and starts the hall. It runs until ctx ends.
func open(ctx context.Context, of seminar.ID, s Store, m Media, settings Settings, log *slog.Logger) (*Hall, error) {
	h := &Hall{of: of, store: s, media: m, settings: settings, log: log.With("seminar", of), orders: make(chan order), deeds: make(chan func()), done: make(chan struct{}), closing: time.NewTimer(time.Hour)}
	for e, err := range s.EntriesOf(ctx, of, floor.Kinds()...) {
		if err == nil {
			err = h.live.Apply(e)
		}
		if err != nil {
			return nil, fmt.Errorf("hall: replaying the record: %w", err)
		}
	}
	h.resume(ctx)
	h.show()
	var err error
	if h.presence, err = openPresence(ctx, of, s, settings, h.log); err != nil {
		return nil, err
	}
	go h.run(ctx)
	return h, nil
}

// itself is the hall acting without a person.
var itself = floor.By{Air: true, Moderates: true, Serve: func(seminar.ID) bool { return false }}

func (h *Hall) run(ctx context.Context) {
	defer close(h.done)
	tick := time.NewTicker(h.presence.settings.Flush)
	defer tick.Stop()
	for {
		select {
		case o := <-h.orders:
			o.answer <- h.obey(o.ctx, o.by, o.op, o.command)
		case deed := <-h.deeds:
			deed()
		case <-h.closing.C:
			h.closePolls(ctx)
		case <-tick.C:
			h.presence.flush(ctx)
			h.expire(ctx, h.settings.Clock())
			h.closePolls(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// Do carries out a command. op is the sender's own name for it: a command that comes
// again under the same op is answered as the first time and done once. Errors are
// those of floor.State.Do, or of the store.
func (h *Hall) Do(ctx context.Context, by floor.By, op string, c floor.Command) error {
	o := order{ctx, by, op, c, make(chan error, 1)}
	select {
	case h.orders <- o:
		return <-o.answer
	case <-h.done:
		return seminar.Fail(seminar.CodeUnavailable, "error.unavailable")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Done reports whether a command that comes again was carried out the first time.
func (h *Hall) Done(ctx context.Context, by floor.By, op string, c floor.Command) (bool, error) {
	_, done, err := h.store.Told(ctx, h.of, named(op, c, by))
	return done, err
}

// inside runs a deed in the hall's loop and waits for it. It does nothing once the hall has closed.
func (h *Hall) inside(ctx context.Context, deed func(context.Context)) {
	done := make(chan struct{})
	select {
	case h.deeds <- func() { defer close(done); deed(ctx) }:
		<-done
	case <-h.done:
	case <-ctx.Done():
	}
}

func (h *Hall) obey(ctx context.Context, by floor.By, op string, c floor.Command) error {
	if op != "" {
		op = named(op, c, by)
		if _, done, err := h.store.Told(ctx, h.of, op); done || err != nil {
			return err
		}
	}
	e, err := h.live.Do(c, by)
	if err != nil {
		return err
	}
	e.Seminar, e.Op = h.of, op
	before := h.live.Clone()
	told, err := h.tell(context.WithoutCancel(ctx), e)
	if errors.Is(err, record.ErrTold) {
		return nil
	} else if err != nil {
		return err
	}
	for _, e := range told {
		if err := h.live.Apply(e); err != nil {
			return err
		}
	}
	h.show()
	h.follow(ctx, before)
	h.followPolls(0)
	h.followWritten(ctx, told)
	h.followFeedback(ctx, told)
	return nil
}

// named returns the op under which a command is recorded: it says whose it is, but of commands of which nobody may find that out.
func named(op string, c floor.Command, by floor.By) string {
	if u, ok := c.(floor.Unsigned); ok && u.Unsigned() {
		return "unsigned:" + op
	}
	return string(by.Who.ID) + ":" + op
}

func (h *Hall) show() {
	s := h.live.Clone()
	h.state.Store(&s)
}

// State returns the floor as it is. The caller must not change it.
func (h *Hall) State() *floor.State { return h.state.Load() }

// Presence returns who is in the hall online.
func (h *Hall) Presence() *Presence { return h.presence }
