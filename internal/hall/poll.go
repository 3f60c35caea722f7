package hall

import (
	"context"
	"time"

	"aula/internal/floor"
	"aula/internal/record"
)

// tellPoll keeps what is done with a poll. Its box opens and closes in the same step, so that no vote is taken before or after
// what everybody hears.
func (h *Hall) tellPoll(ctx context.Context, e record.Entry) ([]record.Entry, error) {
	var subject floor.Poll
	if err := e.Decode(&subject); err != nil {
		return nil, err
	}
	p, there := h.live.Poll(subject.ID)
	switch {
	case there && e.Kind == "poll.closed":
		return h.store.ClosePoll(ctx, e, p.Box(), func(ballots map[string]int) record.Entry { return floor.Counted(p.ID, p.Count(ballots)) })
	case there:
		return one(h.store.OpenBox(ctx, e, p.Box()))
	}
	return one(h.store.Tell(ctx, e))
}

// followFeedback opens what asks for feedback as soon as it is there: it is ready-made.
func (h *Hall) followFeedback(ctx context.Context, told []record.Entry) {
	for _, e := range told {
		var p floor.Poll
		if e.Kind == "poll.made" && e.Decode(&p) == nil && p.Feedback {
			h.itself(ctx, floor.PollDeed{Deed: "opened", Poll: p.ID})
		}
	}
}

// followPolls has the next poll closed when its last moment has come.
func (h *Hall) followPolls(soonest time.Duration) {
	now := h.settings.Clock()
	for _, p := range h.live.Polls {
		if p.Stage == floor.Closing {
			h.closing.Reset(max(soonest, p.Until.Sub(now)))
			return
		}
	}
}

func (h *Hall) closePolls(ctx context.Context) {
	now := h.settings.Clock()
	for _, p := range h.live.Clone().Polls {
		if p.Stage == floor.Closing && !now.Before(p.Until) {
			h.itself(ctx, floor.ClosePoll{Poll: p.ID})
		}
	}
	h.followPolls(time.Second) // one that cannot be closed now is tried again
}
