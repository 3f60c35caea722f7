package visitor

import (
	"context"

	"aula/internal/seminar"
)

// Command is what somebody wants done on the floor (docs/protocol.md, section 3).
type Command struct {
	Do      string     `json:"do"`
	Op      string     `json:"op,omitempty"` // made when it is sent
	Mode    string     `json:"mode,omitempty"`
	Place   string     `json:"place,omitempty"`
	Person  seminar.ID `json:"person,omitempty"`
	Hand    seminar.ID `json:"hand,omitempty"`
	Session seminar.ID `json:"session,omitempty"`
	Item    seminar.ID `json:"item,omitempty"`

	Names    string     `json:"names,omitempty"`
	Text     string     `json:"text,omitempty"`
	Question seminar.ID `json:"question,omitempty"`
	Wanted   bool       `json:"wanted,omitempty"`

	Title   seminar.Text `json:"title,omitempty"`
	Round   seminar.ID   `json:"idea_round,omitempty"`
	Idea    seminar.ID   `json:"idea,omitempty"`
	Opinion string       `json:"opinion,omitempty"`
}

// Command sends one command without a socket. A command that the floor will not
// carry out is a *Refusal.
func (v *Visitor) Command(ctx context.Context, c Command) error {
	c.Op = string(seminar.NewID())
	return v.Post(ctx, "/floor", c, nil)
}
