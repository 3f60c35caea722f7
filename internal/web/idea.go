package web

import (
	"cmp"
	"slices"

	"aula/internal/floor"
	"aula/internal/seminar"
	"aula/internal/store"
)

// ideaFields are what commands about ideas say.
type ideaFields struct {
	Round   seminar.ID    `json:"idea_round"`
	Idea    seminar.ID    `json:"idea"`
	Title   seminar.Text  `json:"title"`
	Opinion floor.Opinion `json:"opinion"`
}

// ideasTurnout tells how many have said what they think in a round that is open. It is no entry of the record, and says nothing of
// what they think: who reads that others agree, agrees.
const ideasTurnout = "ideas.turnout"

type ideasWire struct {
	Round    seminar.ID `json:"idea_round"`
	People   int        `json:"people"`
	Opinions int        `json:"opinions"`
}

func openIdeas(_ *call, m command) (floor.Command, error) {
	return floor.OpenIdeas{Title: m.Title, Names: m.Names, Approve: m.Approve}, nil
}

func ideasDeed(deed string) func(*call, command) (floor.Command, error) {
	return func(_ *call, m command) (floor.Command, error) {
		return floor.IdeasDeed{Deed: deed, Round: m.Round}, nil
	}
}

func ideaDeed(deed string) func(*call, command) (floor.Command, error) {
	return func(_ *call, m command) (floor.Command, error) {
		return floor.IdeaDeed{Deed: deed, Idea: m.Idea, Why: m.Why}, nil
	}
}

func writeIdea(c *call, m command) (floor.Command, error) {
	if !voters.allows(c.who, "") {
		return nil, seminar.Forbidden("error.idea.delegates_only")
	}
	return floor.WriteIdea{Round: m.Round, Text: seminar.Text{c.language(): m.Text}, Names: m.Names}, nil
}

// say keeps what the reader says of an idea.
func (c *call) say(m command, mode string) error {
	if !voters.allows(c.who, "") {
		return seminar.Forbidden("error.idea.delegates_only")
	}
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return err
	}
	r, idea, there := h.State().Idea(m.Idea)
	switch {
	case !there || idea.Stage != floor.Open:
		return seminar.NotFound("error.idea.unknown")
	case !m.Opinion.Known():
		return seminar.Invalid("error.invalid")
	}
	where, err := c.s.turnouts.where(c.r.Context(), c.s, c.book, c.who.Person.ID, false)
	if err != nil {
		return err
	}
	said := floor.Said{Idea: idea.ID, Person: c.who.Person.ID, Place: cmp.Or(where, c.by(mode).Place), Organisation: c.who.Person.Organisation, Opinion: m.Opinion}
	of := c.book.Seminar.ID
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error { return tx.Say(of, r.ID, said) })
	if err == nil {
		c.s.soon.do(c.s, of, r.ID, func() error { return c.s.tellIdeas(of, r.ID) })
	}
	return err
}

// tellIdeas tells how many have said what they think in a round that is open.
func (s *Server) tellIdeas(of, round seminar.ID) error {
	h, err := s.Halls.Hall(of)
	if err != nil {
		return err
	}
	if r, there := h.State().IdeaRound(round); !there || !r.Taking() { // counted by now, and nobody's any more
		return nil
	}
	people, opinions, err := s.Store.SaidAt(s.ctx, of, round)
	if err != nil {
		return err
	}
	e := s.passing(of, ideasTurnout, ideasWire{round, people, opinions})
	s.ideas.keep(round, e)
	s.Store.Feed.Publish(e)
	return nil
}

// ideasNow returns how many have said what they think in rounds that are open; after a start of the server it is counted.
func (c *call) ideasNow(rounds []floor.IdeaRound) (all []any) {
	for _, r := range rounds {
		if !r.Taking() {
			continue
		}
		told, there := c.s.ideas.of(r.ID)
		if !there {
			c.s.soon.do(c.s, c.book.Seminar.ID, r.ID, func() error { return c.s.tellIdeas(c.book.Seminar.ID, r.ID) })
		}
		for _, m := range told {
			all = append(all, m)
		}
	}
	return all
}

// ownOpinions returns what the reader says of the ideas of the round that is open.
func (c *call) ownOpinions(rounds []floor.IdeaRound) map[seminar.ID]floor.Opinion {
	open := slices.IndexFunc(rounds, func(r floor.IdeaRound) bool { return r.Taking() })
	if open < 0 || !voters.allows(c.who, "") {
		return nil
	}
	said, err := c.s.Store.SaidBy(c.r.Context(), c.book.Seminar.ID, rounds[open].ID, c.who.Person.ID)
	if err != nil {
		return nil // the page then asks again, and saying it again is no harm
	}
	return said
}
