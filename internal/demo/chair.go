package demo

import (
	"context"
	"errors"
	"strings"
	"time"

	"aula/internal/demo/visitor"
	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/seminar"
)

// begin lets the played chair start the session that is due, unless the hall has kept
// to the programme by itself already, and its item.
func (h *house) begin(ctx context.Context) error {
	c := h.visitor(playedChair)
	session, item := h.due(time.Now())
	if session == nil {
		return nil
	}
	if err := unlessDone(c.Command(ctx, visitor.Command{Do: "session.start", Session: session.ID})); err != nil || item < 0 {
		return err
	}
	return unlessDone(c.Command(ctx, visitor.Command{Do: "item.start", Item: session.Items[item].ID}))
}

// unlessDone lets a conflict pass: somebody else has done it.
func unlessDone(err error) error {
	if r, refused := errors.AsType[*visitor.Refusal](err); refused && r.Code == seminar.CodeConflict {
		return nil
	}
	return err
}

// due returns the session that runs in the main hall at t by the programme, nil for
// none, and the index of the item that its clock has reached, -1 without items.
func (h *house) due(t time.Time) (*programme.Session, int) {
	hall := h.place("main").ID
	for i := range h.plan.Seminar.Sessions {
		s := &h.plan.Seminar.Sessions[i]
		if !s.Marked() || !s.At(hall) || s.Starts.After(t) || !s.Ends.After(t) {
			continue
		}
		ends := s.Starts
		for i, item := range s.Items {
			if ends = ends.Add(time.Duration(item.Minutes) * time.Minute); ends.After(t) {
				return s, i
			}
		}
		return s, len(s.Items) - 1
	}
	return nil, -1
}

// chair is the played chair at the console. As soon as somebody else runs the floor
// from another console, the played chair keeps aside for some time.
type chair struct {
	*house
	seat    *visitor.Seat
	played  map[seminar.ID]bool // delegates who are played
	aside   time.Time           // until when
	allowed time.Duration       // how long the present turn may last
	turn    seminar.ID          // the hand for which allowed was drawn
	next    time.Time           // when the floor may be given again
}

// preside keeps a chair at the console until ctx ends.
func (h *house) preside(ctx context.Context, played map[seminar.ID]bool) {
	c := &chair{house: h, played: played}
	for ctx.Err() == nil {
		if err := c.sit(ctx); err != nil && ctx.Err() == nil {
			h.Log.Debug("demonstration: the played chair lost the console", "err", err)
		}
		wait(ctx, 2*time.Second)
	}
}

func (c *chair) sit(ctx context.Context) error {
	seat, err := c.visitor(playedChair).Sit(ctx, "console")
	if err != nil {
		return err
	}
	defer seat.Close()
	c.seat = seat
	others := c.app.Store.Feed.Listen(c.plan.Seminar.ID, record.Hears{Kinds: floor.Kinds()})
	defer others.Close()
	tick := time.NewTicker(min(time.Second, c.tempo.pause.least))
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-seat.Left():
			return nil
		}
		c.hear(others.Take())
		if now := time.Now(); now.After(c.aside) {
			if err := c.act(ctx, now); err != nil {
				return err
			}
		}
	}
}

// hear learns whether somebody else has run the floor lately.
func (c *chair) hear(b record.Batch) {
	for _, e := range b.Items {
		if c.isChair(e.Actor) && isFloor(e.Kind) {
			c.aside = time.Now().Add(c.tempo.aside)
		}
	}
}

// isChair reports whether somebody else may run the floor.
func (c *chair) isChair(id seminar.ID) bool {
	for _, g := range c.plan.Grants {
		if g.Role == seminar.Chair && g.Person == id {
			return id != c.people[playedChair].ID
		}
	}
	return false
}

func isFloor(kind string) bool {
	for _, first := range []string{"session.", "item.", "turn.", "hand."} {
		if strings.HasPrefix(kind, first) {
			return true
		}
	}
	return false
}

// act does the one thing that is due.
func (c *chair) act(ctx context.Context, now time.Time) error {
	s := c.seat.Floor()
	if session, item := c.due(now); session != nil && s.Session != nil && s.Session.ID == session.ID && itemOf(s) < item {
		return c.say(ctx, visitor.Command{Do: "item.start", Item: session.Items[item].ID})
	}
	switch {
	case s.Turn != nil && s.Turn.Hand != c.turn: // also one that another chair has given
		c.turn, c.allowed = s.Turn.Hand, c.tempo.guest
		if c.played[s.Turn.Person.ID] {
			c.allowed = c.tempo.turn.draw()
		}
	case s.Turn != nil && now.Sub(s.Turn.Given) >= c.allowed:
		c.next = now.Add(c.tempo.pause.draw())
		return c.say(ctx, visitor.Command{Do: "turn.end"})
	case s.Turn == nil && s.Session != nil && len(s.Hands) > 0 && now.After(c.next):
		c.next = now.Add(c.tempo.pause.draw())
		return c.say(ctx, visitor.Command{Do: "turn.give", Hand: s.Queue()[0].Hand})
	}
	return nil
}

// itemOf returns the index of the running item; -1 when there is none.
func itemOf(s floor.State) int {
	for i, item := range s.Session.Items {
		if s.Item != nil && item.ID == s.Item.ID {
			return i
		}
	}
	return -1
}

// say gives a command. That the floor will not carry it out is no harm: it has moved on.
func (c *chair) say(ctx context.Context, order visitor.Command) error {
	return heeded(c.seat.Do(ctx, order))
}
