package hall

import (
	"context"

	"aula/internal/floor"
	"aula/internal/record"
)

// followWritten shows everybody what was just asked or written, where no moderator is to read it first.
func (h *Hall) followWritten(ctx context.Context, told []record.Entry) {
	for _, e := range told {
		c, err := h.unread(e)
		if err != nil {
			h.log.Warn("what was written could not be shown", "kind", e.Kind, "seq", e.Seq, "err", err)
		} else if c != nil {
			h.itself(ctx, c)
		}
	}
}

// unread returns the command that shows everybody what an entry brought; nil when a moderator reads it first, or it brought nothing.
func (h *Hall) unread(e record.Entry) (floor.Command, error) {
	switch e.Kind {
	case "question.asked":
		var q floor.Question
		if err := e.Decode(&q); err != nil {
			return nil, err
		}
		if h.live.Board != nil && !h.live.Board.Approve {
			return floor.QuestionDeed{Deed: "opened", Question: q.ID}, nil
		}
	case "idea.written":
		var i floor.Idea
		if err := e.Decode(&i); err != nil {
			return nil, err
		}
		if r, there := h.live.IdeaRound(i.Round); there && !r.Approve {
			return floor.IdeaDeed{Deed: "opened", Idea: i.ID}, nil
		}
	}
	return nil, nil
}
