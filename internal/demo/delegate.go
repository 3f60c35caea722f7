package demo

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"aula/internal/demo/clip"
	"aula/internal/demo/visitor"
	"aula/internal/floor"
	"aula/internal/seminar"
)

// delegate is a played delegate with a page of the hall open.
type delegate struct {
	*house
	me       seminar.Person
	browser  *visitor.Visitor
	mode     string // "home" or "hall"
	restless bool   // leaves from time to time
	watches  bool   // receives the pictures, too
	wishes   chan bool
	here     atomic.Bool
}

// handBack is after how long a delegate gives the floor back unasked.
const handBack = 4 * time.Minute

// wish asks the delegate to raise the hand, or to lower it. A delegate who has not
// acted on the last wish ignores it.
func (d *delegate) wish(up bool) {
	select {
	case d.wishes <- up:
	default:
	}
}

// live comes, stays, perhaps goes and comes again, until ctx ends.
func (d *delegate) live(ctx context.Context) {
	if !wait(ctx, rand.N(d.tempo.arrive)) {
		return
	}
	for ctx.Err() == nil {
		pause := 2 * time.Second
		switch err := d.visit(ctx); {
		case err == nil && d.restless:
			pause = d.tempo.away.draw()
		case err != nil && ctx.Err() == nil:
			d.Log.Debug("demonstration: a delegate lost the hall", "person", d.me.Key, "err", err)
		}
		wait(ctx, pause)
	}
}

// visit is one time in the hall. The error says that it was not the delegate who ended it.
func (d *delegate) visit(ctx context.Context) error {
	seat, err := d.browser.Sit(ctx, d.mode)
	if err != nil {
		return err
	}
	defer seat.Close()
	ctx, leave := context.WithCancel(ctx)
	var side sync.WaitGroup
	defer side.Wait()
	defer leave()
	if d.watches {
		side.Go(func() { d.watch(ctx, d.browser) })
	}
	d.here.Store(true)
	defer d.here.Store(false)
	return d.attend(ctx, seat, &side)
}

func (d *delegate) attend(ctx context.Context, seat *visitor.Seat, side *sync.WaitGroup) error {
	var bored <-chan time.Time
	if d.restless {
		bored = time.After(d.tempo.stay.draw())
	}
	turn := &speech{delegate: d, side: side}
	for {
		select {
		case up := <-d.wishes:
			if err := d.hand(ctx, seat, up); err != nil {
				return err
			}
		case <-seat.Changed():
			turn.follow(ctx, seat.Floor().Turn)
		case <-turn.tired:
			turn.tired = nil
			if err := heeded(seat.Do(ctx, visitor.Command{Do: "turn.end"})); err != nil {
				return err
			}
		case <-bored:
			if turn.hand != "" { // not now
				bored = time.After(d.tempo.stay.draw())
				continue
			}
			return d.hand(ctx, seat, false)
		case <-seat.Left():
			return errors.New("the connection was lost")
		}
	}
}

// hand raises or lowers the delegate's hand.
func (d *delegate) hand(ctx context.Context, seat *visitor.Seat, up bool) error {
	s := seat.Floor()
	h, raised := s.HandOf(d.me.ID)
	switch {
	case up && !raised:
		return heeded(seat.Do(ctx, visitor.Command{Do: "hand.raise"}))
	case !up && raised:
		return heeded(seat.Do(ctx, visitor.Command{Do: "hand.lower", Hand: h.Hand}))
	}
	return nil
}

// heeded lets a refusal pass: the floor has moved on, and that is no harm.
func heeded(err error) error {
	if _, refused := errors.AsType[*visitor.Refusal](err); refused {
		return nil
	}
	return err
}

// speech is what a delegate does with the floor: at home it is camera and sound for
// as long as the turn lasts. In the hall there is a microphone, and nothing to do.
type speech struct {
	*delegate
	side  *sync.WaitGroup
	hand  seminar.ID // the turn that goes on; "" for none
	stop  context.CancelFunc
	tired <-chan time.Time
}

// follow begins and ends with the delegate's turn.
func (s *speech) follow(ctx context.Context, turn *floor.Turn) {
	var now seminar.ID
	if turn != nil && turn.Person.ID == s.me.ID {
		now = turn.Hand
	}
	if now == s.hand {
		return
	}
	if s.stop != nil {
		s.stop()
		s.stop, s.tired = nil, nil
	}
	if s.hand = now; now == "" || turn.From != floor.FromHome {
		return
	}
	ctx, s.stop = context.WithCancel(ctx)
	s.tired = time.After(handBack)
	s.side.Go(func() { s.publish(ctx, s.browser.Media("/hall/publish/floor"), clip.Floor(), clip.FloorVoice()) })
}
