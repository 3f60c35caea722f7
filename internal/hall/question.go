package hall

import (
	"context"

	"aula/internal/floor"
	"aula/internal/record"
)

// followQuestions shows everybody what was just asked, where no moderator is to read it first.
func (h *Hall) followQuestions(ctx context.Context, told []record.Entry) {
	for _, e := range told {
		if e.Kind != "question.asked" || h.live.Board == nil || h.live.Board.Approve {
			continue
		}
		var q floor.Question
		if err := e.Decode(&q); err != nil {
			h.log.Warn("a question could not be shown", "seq", e.Seq, "err", err)
			continue
		}
		h.itself(ctx, floor.QuestionDeed{Deed: "opened", Question: q.ID})
	}
}
