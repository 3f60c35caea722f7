package demo

import (
	"context"
	"math/rand/v2"

	"aula/internal/demo/visitor"
	"aula/internal/floor"
	"aula/internal/seminar"
)

// asked are the questions that delegates write during the lecture.
func asked() []string {
	return []string{
		"Who pays for the first two years, before the river pays back?",
		"How do we measure that a bank is healthy, with the people we have?",
		"Can a city below a dam do anything alone?",
		"What did you do when a farmer would not give up the strip along the bank?",
		"Which of the three measures would you begin with, if there is money for one?",
	}
}

// askInWriting has the board opened and questions written, and others want them answered, until all have been asked. The board is
// open from then on, for visitors too.
func (h *house) askInWriting(ctx context.Context) {
	open := visitor.Command{Do: "questions.open", Names: string(floor.NamedToAll)}
	if err := unlessDone(h.visitor(playedChair).Command(ctx, open)); err != nil {
		h.Log.Debug("demonstration: the board of questions", "err", err)
		return
	}
	hall, err := h.app.Web.Halls.Hall(h.plan.Seminar.ID)
	if err != nil {
		h.Log.Error("demonstration: hall", "err", err)
		return
	}
	people := h.onlineToday()
	for _, question := range asked() {
		if !wait(ctx, h.tempo.question.draw()) {
			return
		}
		asker := people[rand.IntN(len(people))]
		h.write(ctx, asker, visitor.Command{Do: "question.ask", Names: string(floor.NamedToAll), Text: question})
		for _, q := range hall.State().Questions {
			if p := people[rand.IntN(len(people))]; q.Stage == floor.Open && p.ID != asker.ID {
				h.write(ctx, p, visitor.Command{Do: "question.support", Question: q.ID, Wanted: true})
			}
		}
	}
}

// write has somebody give a command that may come too late.
func (h *house) write(ctx context.Context, p seminar.Person, c visitor.Command) {
	c.Mode = "home"
	if err := heeded(h.visitor(p.Key).Command(ctx, c)); err != nil && ctx.Err() == nil {
		h.Log.Debug("demonstration: a delegate's command", "do", c.Do, "err", err)
	}
}
