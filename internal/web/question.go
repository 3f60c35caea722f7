package web

import (
	"strings"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
)

// questionFields are what commands about questions say.
type questionFields struct {
	Question seminar.ID  `json:"question"`
	Names    floor.Names `json:"names"`
	Approve  bool        `json:"approve"`
	Text     string      `json:"text"` // in the reader's language
	Into     seminar.ID  `json:"into"`
	Name     string      `json:"name"` // of who asks without a device, or is to answer
	Due      string      `json:"due"`
	Wanted   bool        `json:"wanted"`
}

func openBoard(_ *call, m command) (floor.Command, error) {
	return floor.OpenBoard{Board: floor.Board{Names: m.Names, Approve: m.Approve}}, nil
}

// ask asks a question, one's own or that of somebody without a device: by name, or just somebody in that hall.
func ask(c *call, m command) (floor.Command, error) {
	a := floor.Ask{Text: seminar.Text{c.language(): m.Text}, Names: m.Names}
	own := m.Place == ""
	if own && !voters.allows(c.who, "") {
		return nil, seminar.Forbidden("error.question.delegates_only")
	}
	if own {
		return a, nil
	}
	place, there := c.book.Seminar.Place(m.Place)
	if !there {
		return nil, seminar.NotFound("error.not_found")
	}
	a.Place, a.For = place.ID, &floor.Who{ID: place.ID, Name: place.Name}
	if name := strings.TrimSpace(m.Name); name != "" {
		a.For = c.book.whoNamed(name, c.language())
	}
	return a, nil
}

// questionDeed is a command that leads to an entry about a question.
func questionDeed(deed string) func(*call, command) (floor.Command, error) {
	return func(c *call, m command) (floor.Command, error) {
		d := floor.QuestionDeed{Deed: deed, Question: m.Question, Into: m.Into, Why: m.Why, Due: m.Due}
		if deed != "answered" && deed != "deferred" {
			return d, nil
		}
		if m.Text != "" {
			d.Answer = seminar.Text{c.language(): m.Text}
		}
		if m.Name != "" {
			d.Owner = c.book.whoNamed(m.Name, c.language())
		}
		q, there, err := c.question(m.Question)
		if err == nil && there {
			d.Votes, err = c.s.Store.SupportersOf(c.r.Context(), c.book.Seminar.ID, append(q.Parts[:len(q.Parts):len(q.Parts)], q.ID)...)
		}
		return d, err
	}
}

func (c *call) question(id seminar.ID) (q floor.Question, there bool, err error) {
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err == nil {
		q, there = h.State().Question(id)
	}
	return q, there, err
}

// whoNamed returns the person of that name; a name that nobody of the seminar has, or several, is a name alone.
func (b *book) whoNamed(name, language string) *floor.Who {
	var found []floor.Who
	for _, p := range b.Directory.People {
		for _, n := range p.Name {
			if n == name {
				found = append(found, b.whoIs(p))
				break
			}
		}
	}
	if len(found) == 1 {
		return &found[0]
	}
	return &floor.Who{Name: seminar.Text{language: name}}
}

// support keeps whether the reader wants a question answered.
func (c *call) support(m command) error {
	if !voters.allows(c.who, "") {
		return seminar.Forbidden("error.question.delegates_only")
	}
	switch q, there, err := c.question(m.Question); {
	case err != nil:
		return err
	case !there || !q.Seen():
		return seminar.NotFound("error.question.unknown")
	case q.Stage != floor.Open && q.Stage != floor.Taken:
		return seminar.Conflict("error.question.stage")
	}
	of := c.book.Seminar.ID
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		return tx.Support(of, m.Question, c.who.Person.ID, m.Wanted)
	})
	if err == nil {
		c.s.supports.changed(c.s, of)
	}
	return err
}

// supports tells how many want which question answered. What is told is counted from what is kept, and is no entry of the record.
type supports struct {
	last lately // by seminar
}

type supportWire struct {
	Counts map[seminar.ID]int `json:"counts"`
}

// changed has the support of all questions told soon.
func (x *supports) changed(s *Server, of seminar.ID) {
	s.soon.do(s, of, "questions", func() error {
		e, err := x.count(s, of)
		if err == nil {
			s.Store.Feed.Publish(e)
		}
		return err
	})
}

// count counts who wants what of the questions that everybody sees, and those a moderator has still to read.
func (x *supports) count(s *Server, of seminar.ID) (record.Entry, error) {
	h, err := s.Halls.Hall(of)
	if err != nil {
		return record.Entry{}, err
	}
	each, err := s.Store.Supporters(s.ctx, of)
	if err != nil {
		return record.Entry{}, err
	}
	counts := map[seminar.ID]int{}
	for _, q := range h.State().Questions {
		if q.Stage != floor.Open && q.Stage != floor.Taken {
			continue
		}
		n := each[q.ID]
		if len(q.Parts) > 0 { // whoever wanted several counts once
			if n, err = s.Store.SupportersOf(s.ctx, of, append(q.Parts[:len(q.Parts):len(q.Parts)], q.ID)...); err != nil {
				return record.Entry{}, err
			}
		}
		if n > 0 {
			counts[q.ID] = n
		}
	}
	e := s.passing(of, "question.support", supportWire{counts})
	x.last.keep(of, e)
	return e, nil
}

// of returns what was told last, for who has just come; after a start of the server it is counted.
func (x *supports) of(s *Server, of seminar.ID) (all []any) {
	if _, counted := x.last.of(of); !counted {
		if _, err := x.count(s, of); err != nil {
			s.Log.Warn("counting who wants which question answered", "err", err)
		}
	}
	told, _ := x.last.of(of)
	for _, m := range told {
		all = append(all, m)
	}
	return all
}

// ownSupport returns the questions that the reader wants answered.
func (c *call) ownSupport(questions []floor.Question) []seminar.ID {
	if len(questions) == 0 || !voters.allows(c.who, "") {
		return nil
	}
	all, err := c.s.Store.SupportedBy(c.r.Context(), c.book.Seminar.ID, c.who.Person.ID)
	if err != nil {
		return nil // the page then offers it, and saying so again is no harm
	}
	return all
}

// hiddenWire is what others than the asker and those who run the hall are told of a question that was hidden, or of an idea.
func hiddenWire(e record.Entry) any {
	var b struct {
		Question seminar.ID `json:"question,omitempty"`
		Round    seminar.ID `json:"idea_round,omitempty"`
		Idea     seminar.ID `json:"idea,omitempty"`
	}
	_ = e.Decode(&b) // a body that retention has deleted says nothing
	return b
}

// owners returns the names of those who may be asked to answer a question later: everybody with a part in the programme.
func (c *call) owners() (all []seminar.Text) {
	named := map[seminar.ID]bool{}
	add := func(id seminar.ID) {
		if p, ok := c.book.Directory.People[id]; ok && !named[id] {
			named[id] = true
			all = append(all, p.Name)
		}
	}
	for _, s := range c.book.Seminar.Sessions {
		for _, part := range s.Parts {
			add(part.Person)
		}
		for _, i := range s.Items {
			add(i.Person)
		}
	}
	return all
}
