package web_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/floor"
	"aula/internal/seminar"
)

// Somebody whose page sends without end is held back by their own login, on this device and on another one; what others want is done meanwhile,
// and what the flood wanted beyond its measure is not.
func TestAFloodOfMessages(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	hostile, patient := h.With(seminar.Delegate, "online"), h.With(seminar.Delegate, "main")
	chair := enter(t, h, h.With(seminar.Chair, ""), "console")
	chair.must(t, h, "questions.open", map[string]any{"names": "all"})
	c := h.Enter(hostile)
	flood := join(t, h, c, "home", 0)
	const many = 3000
	began := time.Now()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for i := range many {
			flood.say(t, map[string]any{"do": []string{"hand.raise", "hand.lower", "question.ask", "nonsense", "poll.vote"}[i%5], "op": op(), "text": "?", "names": "all"})
		}
	}()
	good := enter(t, h, patient, "hall")
	for range 5 {
		good.must(t, h, "hand.raise", nil)
		var raised floor.Hand
		decode(t, good.next(t, func(m message) bool {
			return m.Kind == "hand.raised" && decodes(m, &raised) && raised.Person.ID == patient.ID
		}).Body, &raised)
		good.must(t, h, "hand.lower", map[string]any{"hand": raised.Hand})
	}
	held, answered := 0, 0
	for answered < many {
		m := flood.next(t, func(m message) bool { return m.Reply != "" })
		if answered++; !m.OK && m.Error.Code == seminar.CodeTooMany {
			held++
		}
	}
	<-sent
	measure := 60 + 10*int(time.Since(began).Seconds()+1)
	if done := many - held; done > measure {
		t.Errorf("%d of %d messages were heard, by the measure at most %d", done, many, measure)
	}
	var posts sync.WaitGroup
	var heldPosts atomic.Int64
	for range 2 * measure { // by the same login, another way
		posts.Go(func() {
			if _, r := command(t, h, c, map[string]any{"do": "hand.raise", "op": op()}); !r.OK && r.Error.Code == seminar.CodeTooMany {
				heldPosts.Add(1)
			}
		})
	}
	posts.Wait()
	if heldPosts.Load() == 0 {
		t.Error("beside the flood posts are not held back")
	}
	if _, r := command(t, h, good.client, map[string]any{"do": "question.ask", "op": op(), "text": "May I?", "names": "all", "mode": "hall"}); !r.OK {
		t.Errorf("somebody else: %+v", r.Error)
	}
}
