package floor

import (
	"slices"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// IdeaRound asks everybody to write ideas, short and of one thing each, and to say of every idea whether they agree. Nobody
// answers an idea. What counts is what people have in common who sit in different places and come from different organisations.
type IdeaRound struct {
	ID      seminar.ID   `json:"idea_round"`
	Title   seminar.Text `json:"title"`
	Names   Names        `json:"names"`             // who learns who wrote an idea
	Approve bool         `json:"approve,omitempty"` // a moderator reads each before everybody does
	Opened  time.Time    `json:"opened,omitzero"`
	Closed  time.Time    `json:"closed,omitzero"` // zero while ideas and opinions are taken
	Ideas   []Idea       `json:"ideas,omitempty"` // in the order in which they were written
	Result  *IdeaResult  `json:"result,omitempty"`
	Shown   bool         `json:"shown,omitempty"` // the result, to everybody
}

// Bounds of idea rounds.
const (
	maxIdeaRounds = 50
	maxIdeas      = 300 // of one round
	maxOwnIdeas   = 20  // of one person in one round, where it is known who writes
	maxIdea       = 140 // characters
)

// Taking reports whether the round takes ideas and opinions.
func (r *IdeaRound) Taking() bool { return r.Closed.IsZero() }

// Box returns the box of the round: opinions may be changed while it is open.
func (r *IdeaRound) Box() Box { return Box{Poll: r.ID, Round: 1, Change: true} }

// Seen returns the ideas that everybody sees.
func (r *IdeaRound) Seen() (all []Idea) {
	for _, i := range r.Ideas {
		if i.Stage == Open {
			all = append(all, i)
		}
	}
	return all
}

// counted returns a round that was counted, with the ideas that everybody sees as everybody may see them.
func (r IdeaRound) counted() IdeaRound {
	seen := r.Seen()
	for i := range seen {
		seen[i] = r.public(seen[i])
	}
	r.Ideas = seen
	return r
}

// IdeaRound returns the round with that id.
func (s *State) IdeaRound(id seminar.ID) (IdeaRound, bool) {
	i := slices.IndexFunc(s.IdeaRounds, func(r IdeaRound) bool { return r.ID == id })
	if i < 0 {
		return IdeaRound{}, false
	}
	return s.IdeaRounds[i], true
}

// PublicIdeas returns the rounds as a reader sees them who does not run the hall: with the ideas that everybody sees, and their own.
func PublicIdeas(rounds []IdeaRound, reader seminar.ID) (all []IdeaRound) {
	for _, r := range rounds {
		var seen []Idea
		for _, i := range r.Ideas {
			switch {
			case i.Person != nil && i.Person.ID == reader:
				seen = append(seen, i)
			case i.Stage == Open:
				seen = append(seen, r.public(i))
			}
		}
		r.Ideas = seen
		if !r.Shown {
			r.Result = nil
		}
		all = append(all, r)
	}
	return all
}

// OpenIdeas begins a round.
type OpenIdeas struct {
	Title   seminar.Text
	Names   Names
	Approve bool
}

func (c OpenIdeas) do(s *State, by By) (record.Entry, error) {
	title, err := Prose(c.Title, maxIdea)
	switch {
	case !by.Moderates:
		return record.Entry{}, seminar.Forbidden("error.idea.staff_only")
	case slices.ContainsFunc(s.IdeaRounds, func(r IdeaRound) bool { return r.Taking() }): // one thing at a time
		return record.Entry{}, seminar.Conflict("error.idea.round_open")
	case len(s.IdeaRounds) >= maxIdeaRounds:
		return record.Entry{}, seminar.Conflict("error.idea.many_rounds")
	case err != nil:
		return record.Entry{}, seminar.Invalid("error.idea.title").Because(err)
	case !c.Names.known():
		return record.Entry{}, seminar.Invalid("error.invalid")
	}
	return record.New("ideas.opened", IdeaRound{ID: seminar.NewID(), Title: title, Names: c.Names, Approve: c.Approve}), nil
}

// IdeasDeed does something with a round: its name is that of the entry it leads to.
type IdeasDeed struct {
	Deed  string // closed, shown, hidden
	Round seminar.ID
}

func (c IdeasDeed) do(s *State, by By) (record.Entry, error) {
	r, there := s.IdeaRound(c.Round)
	switch {
	case !by.Moderates:
		return record.Entry{}, seminar.Forbidden("error.idea.staff_only")
	case !there:
		return record.Entry{}, seminar.NotFound("error.idea.unknown")
	}
	b := ideasBody{Round: r.ID}
	var possible bool
	switch c.Deed {
	case "closed":
		possible = r.Taking()
	case "shown":
		possible, b.Result = r.Result != nil && !r.Shown, r.Result
	case "hidden":
		possible = r.Shown
	default:
		return record.Entry{}, seminar.Invalid("error.invalid")
	}
	if !possible {
		return record.Entry{}, seminar.Conflict("error.idea.stage")
	}
	return record.New("ideas."+c.Deed, b), nil
}

// Received is the entry that tells how the ideas of a round were received.
func (r *IdeaRound) Received(said []Said) record.Entry {
	result := Receive(r.Seen(), said)
	return record.New("ideas.counted", ideasBody{Round: r.ID, Result: &result})
}

type ideasBody struct {
	Round  seminar.ID  `json:"idea_round"`
	Result *IdeaResult `json:"result,omitempty"`
}

// ideaRound changes one round without touching what clones share.
func (s *State) ideaRound(id seminar.ID, change func(*IdeaRound)) {
	i := slices.IndexFunc(s.IdeaRounds, func(r IdeaRound) bool { return r.ID == id })
	if i < 0 {
		return
	}
	s.IdeaRounds = slices.Clone(s.IdeaRounds)
	change(&s.IdeaRounds[i])
}

var ideaAppliers = map[string]func(*State, record.Entry) error{
	"ideas.opened": with(func(s *State, e record.Entry, r IdeaRound) {
		r.Opened = e.At
		s.IdeaRounds = append(slices.Clone(s.IdeaRounds), r)
	}),
	"ideas.closed": with(func(s *State, e record.Entry, b ideasBody) {
		s.ideaRound(b.Round, func(r *IdeaRound) { r.Closed = e.At })
	}),
	"ideas.counted": with(func(s *State, _ record.Entry, b ideasBody) {
		s.ideaRound(b.Round, func(r *IdeaRound) { r.Result = b.Result })
	}),
	"ideas.shown": with(func(s *State, _ record.Entry, b ideasBody) {
		s.ideaRound(b.Round, func(r *IdeaRound) { r.Shown = true })
	}),
	"ideas.hidden": with(func(s *State, _ record.Entry, b ideasBody) {
		s.ideaRound(b.Round, func(r *IdeaRound) { r.Shown = false })
	}),
	"idea.written": with(func(s *State, e record.Entry, i Idea) {
		i.Written = e.At
		s.changeIdeas(i.Round, func(all []Idea) []Idea { return append(all, i) })
	}),
	"idea.opened": with(func(s *State, _ record.Entry, b Idea) {
		if _, _, known := s.Idea(b.ID); !known { // who does not run the hall learns of it here
			s.changeIdeas(b.Round, func(all []Idea) []Idea { return append(all, b) })
		}
		s.idea(b.Round, b.ID, func(i *Idea) { i.Stage, i.Why = Open, "" })
	}),
	"idea.hidden": with(func(s *State, _ record.Entry, b ideaBody) {
		s.idea(b.Round, b.Idea, func(i *Idea) { i.Stage, i.Why = Hidden, b.Why })
	}),
	"idea.withdrawn": with(func(s *State, _ record.Entry, b ideaBody) {
		s.changeIdeas(b.Round, func(all []Idea) []Idea {
			return slices.DeleteFunc(all, func(i Idea) bool { return i.ID == b.Idea })
		})
	}),
}
