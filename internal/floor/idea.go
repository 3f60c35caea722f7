package floor

import (
	"slices"
	"strings"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Idea is one thing that somebody holds to be right, in a sentence. It waits for a moderator, is open to everybody, or hidden.
type Idea struct {
	ID      seminar.ID    `json:"idea"`
	Round   seminar.ID    `json:"idea_round"`
	Text    seminar.Text  `json:"text"`             // in the language in which it was written
	Person  *Who          `json:"person,omitempty"` // nil when nobody may know, or not this reader
	Place   seminar.ID    `json:"place,omitempty"`
	Written time.Time     `json:"written,omitzero"`
	Stage   QuestionStage `json:"stage"`         // Waiting, Open or Hidden
	Why     string        `json:"why,omitempty"` // of Hidden
}

// public returns an idea of the round as everybody may see it.
func (r *IdeaRound) public(i Idea) Idea {
	if r.Names != NamedToAll {
		i.Person, i.Place = nil, ""
	}
	i.Why = ""
	return i
}

// Idea returns the idea with that id, and its round.
func (s *State) Idea(id seminar.ID) (r IdeaRound, i Idea, there bool) {
	for _, r := range s.IdeaRounds {
		for _, i := range r.Ideas {
			if i.ID == id {
				return r, i, true
			}
		}
	}
	return r, i, false
}

// WriteIdea writes an idea of one's own.
type WriteIdea struct {
	Round seminar.ID
	Text  seminar.Text
	Names Names // as the page said while it was written
}

// Unsigned reports whether nobody may know who writes.
func (c WriteIdea) Unsigned() bool { return c.Names == Anonymous }

func (c WriteIdea) do(s *State, by By) (record.Entry, error) {
	r, there := s.IdeaRound(c.Round)
	text, err := Prose(c.Text, maxIdea)
	switch {
	case !there:
		return record.Entry{}, seminar.NotFound("error.idea.unknown")
	case !r.Taking():
		return record.Entry{}, seminar.Conflict("error.idea.closed")
	case r.Names != c.Names:
		return record.Entry{}, seminar.Conflict("error.question.names")
	case err != nil:
		return record.Entry{}, seminar.Invalid("error.idea.text", "most", maxIdea).Because(err)
	case len(r.Ideas) >= maxIdeas, r.of(by.Who.ID, "") >= maxOwnIdeas, r.of(by.Who.ID, Waiting) >= maxWaiting:
		return record.Entry{}, seminar.Conflict("error.idea.many")
	}
	i := Idea{ID: seminar.NewID(), Round: r.ID, Text: text, Stage: Waiting}
	if c.Unsigned() {
		return record.New("idea.written", i), nil
	}
	i.Person, i.Place = &by.Who, by.Place
	return about(record.New("idea.written", i), by.Who.ID, by.Place), nil
}

// of counts the ideas that somebody is known to have written, at that stage or at any.
func (r *IdeaRound) of(person seminar.ID, stage QuestionStage) (n int) {
	for _, i := range r.Ideas {
		if i.Person != nil && i.Person.ID == person && (stage == "" || i.Stage == stage) {
			n++
		}
	}
	return n
}

// IdeaDeed does something with an idea: its name is that of the entry it leads to.
type IdeaDeed struct {
	Deed string // opened, hidden; withdrawn by who wrote it
	Idea seminar.ID
	Why  string // of hidden
}

// ideaDeeds says from which stages a deed is possible. What everybody sees is not withdrawn.
var ideaDeeds = map[string][]QuestionStage{
	"opened":    {Waiting, Hidden},
	"hidden":    {Waiting, Open},
	"withdrawn": {Waiting, Hidden},
}

func (c IdeaDeed) do(s *State, by By) (record.Entry, error) {
	stages, known := ideaDeeds[c.Deed]
	r, i, there := s.Idea(c.Idea)
	own := i.Person != nil && i.Person.ID == by.Who.ID
	switch {
	case !known:
		return record.Entry{}, seminar.Invalid("error.invalid")
	case c.Deed != "withdrawn" && !by.Moderates:
		return record.Entry{}, seminar.Forbidden("error.idea.staff_only")
	case !there:
		return record.Entry{}, seminar.NotFound("error.idea.unknown")
	case c.Deed == "withdrawn" && !own:
		return record.Entry{}, seminar.Forbidden("error.forbidden")
	case !r.Taking():
		return record.Entry{}, seminar.Conflict("error.idea.closed")
	case !slices.Contains(stages, i.Stage):
		return record.Entry{}, seminar.Conflict("error.idea.stage")
	}
	b := ideaBody{Round: r.ID, Idea: i.ID}
	var body any = b
	switch c.Deed {
	case "opened": // now everybody reads it
		i.Stage = Open
		body = r.public(i)
	case "hidden":
		if b.Why = strings.TrimSpace(c.Why); b.Why == "" || len(b.Why) > maxWhy {
			return record.Entry{}, seminar.Invalid("error.question.why")
		}
		body = b
	}
	e := record.New("idea."+c.Deed, body)
	if i.Person != nil {
		e.Person = i.Person.ID
	}
	return e, nil
}

type ideaBody struct {
	Round seminar.ID `json:"idea_round"`
	Idea  seminar.ID `json:"idea"`
	Why   string     `json:"why,omitempty"`
}

// changeIdeas changes the ideas of a round without touching what clones share.
func (s *State) changeIdeas(round seminar.ID, change func([]Idea) []Idea) {
	s.ideaRound(round, func(r *IdeaRound) { r.Ideas = change(slices.Clone(r.Ideas)) })
}

// idea changes one idea.
func (s *State) idea(round, id seminar.ID, change func(*Idea)) {
	s.changeIdeas(round, func(all []Idea) []Idea {
		for n := range all {
			if all[n].ID == id {
				change(&all[n])
			}
		}
		return all
	})
}
