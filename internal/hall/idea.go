package hall

import (
	"context"

	"aula/internal/floor"
	"aula/internal/record"
)

// tellIdeas keeps that a round of ideas is opened or closed, and its box with it.
func (h *Hall) tellIdeas(ctx context.Context, e record.Entry) ([]record.Entry, error) {
	var subject floor.IdeaRound
	if err := e.Decode(&subject); err != nil {
		return nil, err
	}
	if r, there := h.live.IdeaRound(subject.ID); there {
		return h.store.CloseIdeas(ctx, e, r.Box(), r.Received)
	}
	return one(h.store.OpenBox(ctx, e, subject.Box()))
}
