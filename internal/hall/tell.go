package hall

import (
	"context"

	"aula/internal/record"
)

// tell keeps what a command leads to, and returns what was told.
func (h *Hall) tell(ctx context.Context, e record.Entry) ([]record.Entry, error) {
	switch e.Kind {
	case "poll.opened", "poll.reopened", "poll.closed":
		return h.tellPoll(ctx, e)
	case "ideas.opened", "ideas.closed":
		return h.tellIdeas(ctx, e)
	}
	return one(h.store.Tell(ctx, e))
}

func one(e record.Entry, err error) ([]record.Entry, error) { return []record.Entry{e}, err }
