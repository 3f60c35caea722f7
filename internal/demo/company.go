package demo

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"aula/internal/demo/visitor"
	"aula/internal/floor"
	"aula/internal/seminar"
)

// Of those at home this many watch the pictures, which costs this machine something,
// and every restless-th goes away from time to time.
const (
	watchers = 3
	restless = 4
)

// The queue of hands stays between these two lengths.
const (
	fewHands  = 2
	manyHands = 6
)

// enliven lets everybody act who is played.
func (h *house) enliven(ctx context.Context, company *sync.WaitGroup) {
	played := map[seminar.ID]bool{}
	var delegates []*delegate
	join := func(p seminar.Person, mode string) *delegate {
		d := &delegate{house: h, me: p, mode: mode, browser: h.visitor(p.Key), wishes: make(chan bool, 1)}
		delegates, played[p.ID] = append(delegates, d), true
		return d
	}
	for i, p := range h.onlineToday() {
		d := join(p, "home")
		d.watches, d.restless = i < watchers, i >= watchers && i%restless == 0
	}
	for _, key := range withPhone() {
		join(h.people[key], "hall")
	}
	for _, b := range branches() {
		for _, p := range h.inHallToday(b.place) {
			played[p.ID] = true
		}
	}
	for _, d := range delegates {
		company.Go(func() { d.live(ctx) })
	}
	company.Go(func() { h.preside(ctx, played) })
	company.Go(func() { h.raiseHands(ctx, delegates) })
	company.Go(func() { h.askInWriting(ctx) })
	company.Go(func() { h.collectIdeas(ctx) })
	company.Go(func() { h.keepDoor(ctx) })
	for _, b := range branches() {
		company.Go(func() { h.callRoll(ctx, b) })
	}
}

// director has hands go up and down.
type director struct {
	*house
	delegates []*delegate
}

// raiseHands keeps the queue of hands moving until ctx ends. Visitors' own hands are
// left alone.
func (h *house) raiseHands(ctx context.Context, delegates []*delegate) {
	d := &director{h, delegates}
	hall, err := h.app.Web.Halls.Hall(h.plan.Seminar.ID)
	if err != nil {
		h.Log.Error("demonstration: hall", "err", err)
		return
	}
	for wait(ctx, h.tempo.hand.draw()) {
		s := hall.State()
		switch n := len(s.Hands); {
		case s.Session == nil:
		case n < fewHands, n < manyHands && rand.IntN(3) > 0:
			d.raise(ctx, s)
		default:
			d.lower(ctx, s)
		}
	}
}

// raise has somebody raise a hand: mostly at home, at times by a steward for somebody
// in a branch hall.
func (d *director) raise(ctx context.Context, s *floor.State) {
	if rand.IntN(5) == 0 {
		b := branches()[rand.IntN(len(branches()))]
		there := d.inHallToday(b.place)
		p := there[rand.IntN(len(there))]
		if _, up := s.HandOf(p.ID); !up {
			d.ask(ctx, b, visitor.Command{Do: "hand.raise", Mode: "branch", Place: b.place, Person: p.ID})
		}
		return
	}
	free := slices.DeleteFunc(slices.Clone(d.delegates), func(x *delegate) bool {
		_, up := s.HandOf(x.me.ID)
		return up || !x.here.Load() || s.Turn != nil && s.Turn.Person.ID == x.me.ID
	})
	if len(free) > 0 {
		free[rand.IntN(len(free))].wish(true)
	}
}

// lower has a player whose hand has been up for a while think better of it.
func (d *director) lower(ctx context.Context, s *floor.State) {
	h := s.Hands[rand.IntN(len(s.Hands))]
	if time.Since(h.Raised) < 2*d.tempo.hand.most {
		return
	}
	for _, b := range branches() {
		if h.From == floor.FromBranch && h.Place == d.place(b.place).ID {
			d.ask(ctx, b, visitor.Command{Do: "hand.lower", Mode: "branch", Hand: h.Hand})
			return
		}
	}
	if i := slices.IndexFunc(d.delegates, func(x *delegate) bool { return x.me.ID == h.Person.ID }); i >= 0 {
		d.delegates[i].wish(false)
	}
}

// ask has the steward of a branch hall give a command.
func (d *director) ask(ctx context.Context, b branch, c visitor.Command) {
	if err := heeded(d.visitor(b.steward).Command(ctx, c)); err != nil && ctx.Err() == nil {
		d.Log.Debug("demonstration: a steward's command", "do", c.Do, "err", err)
	}
}
