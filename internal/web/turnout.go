package web

import (
	"cmp"
	"context"
	"encoding/json"
	"sync"
	"time"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// turnouts tells how polls fill up. What is told is counted from the votes that are kept, and is no entry of the record.
type turnouts struct {
	last   lately // by poll
	mu     sync.Mutex
	crowds map[seminar.ID]*crowd // guarded by mu
}

// turnout is how many have voted, of how many, by place.
type turnout struct {
	Poll    seminar.ID         `json:"poll"`
	Round   int                `json:"round"`
	Voters  int                `json:"voters"`
	Present int                `json:"present"`
	Places  map[string]int     `json:"places"` // voters
	Of      map[seminar.ID]int `json:"of"`     // present
}

// tally is what a poll would come to now; only staff hears of it, and of a secret poll nobody does.
type tally struct {
	Poll   seminar.ID   `json:"poll"`
	Round  int          `json:"round"`
	Result floor.Result `json:"result"`
}

// changed has the turnout of a poll told soon.
func (t *turnouts) changed(s *Server, b *book, p floor.Poll) {
	s.soon.do(s, b.Seminar.ID, p.ID, func() error { return t.tell(s, b, p) })
}

func (t *turnouts) tell(s *Server, b *book, p floor.Poll) error {
	of := b.Seminar.ID
	places, err := s.Store.Turnout(s.ctx, of, p.Box())
	if err != nil {
		return err
	}
	there, err := t.crowd(of).read(s.ctx, s, b, crowdHolds)
	if err != nil {
		return err
	}
	out := turnout{Poll: p.ID, Round: p.Round, Places: places, Of: map[seminar.ID]int{}, Present: len(there)}
	for _, n := range places {
		out.Voters += n
	}
	for _, place := range there {
		out.Of[place]++
	}
	told := []record.Entry{s.passing(of, "poll.turnout", out)}
	if !p.Secret { // a count that goes up when somebody is seen to vote says how they voted
		ballots, err := s.Store.Ballots(s.ctx, of, p.Box())
		if err != nil {
			return err
		}
		told = append(told, s.passing(of, "poll.tally", tally{p.ID, p.Round, p.Count(ballots)}))
	}
	t.last.keep(p.ID, told...)
	s.Store.Feed.Publish(told...)
	return nil
}

// passing is what is told and not kept.
func (s *Server) passing(of seminar.ID, kind string, body any) record.Entry {
	form, err := json.Marshal(body)
	if err != nil {
		panic("web: " + kind + ": " + err.Error()) // made of types that always marshal
	}
	return record.Entry{Seminar: of, At: s.Clock().UTC(), Kind: kind, Body: form}
}

// of returns what was told last of polls of which votes are taken, for who has just come.
func (t *turnouts) of(polls []floor.Poll, hears audience) (all []any) {
	for _, p := range polls {
		told, _ := t.last.of(p.ID)
		for _, m := range told {
			if hears.hears(record.Entry{Kind: m.Kind}) {
				all = append(all, m)
			}
		}
	}
	return all
}

// crowd is who is present, and where, by the roll: read anew when it is older than a question may bear.
type crowd struct {
	mu    sync.Mutex
	at    time.Time                 // guarded by mu
	there map[seminar.ID]seminar.ID // person to place; guarded by mu, replaced and never changed
}

// How old an answer may be: of how many are present, and of whether one is who says so.
const (
	crowdHolds = 3 * time.Second
	crowdFresh = time.Second
)

func (t *turnouts) crowd(of seminar.ID) *crowd {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.crowds == nil {
		t.crowds = map[seminar.ID]*crowd{}
	}
	if t.crowds[of] == nil {
		t.crowds[of] = &crowd{}
	}
	return t.crowds[of]
}

// where returns at which place somebody is present; "" when nowhere. Unless it matters, what was known lately is enough.
func (t *turnouts) where(ctx context.Context, s *Server, b *book, person seminar.ID, matters bool) (seminar.ID, error) {
	c := t.crowd(b.Seminar.ID)
	there, err := c.read(ctx, s, b, crowdHolds)
	if err == nil && matters && there[person] == "" { // they may just have come
		there, err = c.read(ctx, s, b, crowdFresh)
	}
	return there[person], err
}

func (c *crowd) read(ctx context.Context, s *Server, b *book, holds time.Duration) (map[seminar.ID]seminar.ID, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := s.Clock()
	if c.there != nil && now.Sub(c.at) < holds && !now.Before(c.at) {
		return c.there, nil
	}
	ledger, facts, err := s.present(ctx, b)
	if err != nil {
		return nil, err
	}
	facts.Evidence = append(ledger.All(0), facts.Evidence...)
	there := map[seminar.ID]seminar.ID{}
	for _, x := range roll.Now(facts) {
		if x.Where == roll.InHall || x.Where == roll.AtHome {
			there[x.Person] = x.Place
		}
	}
	h, err := s.Halls.Hall(b.Seminar.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range b.alone(h.Presence().Online()) { // who has just come has not lasted yet
		there[l.Person] = cmp.Or(there[l.Person], l.Place)
	}
	c.at, c.there = now, there
	return there, nil
}
