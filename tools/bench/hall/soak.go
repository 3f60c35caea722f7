package hall

import (
	"fmt"
	"math/rand/v2"
	"time"

	"aula/internal/media/crowd"
)

const (
	soakMost = 100 // viewers at a time
	soakStep = 250 * time.Millisecond
)

// soak lets viewers come and go and tells what is left of them afterwards.
func soak(lasts time.Duration) ([]Figure, error) {
	w := ours("aula")
	defer w.stop()
	if err := w.startWith(crowd.NewLoad()); err != nil {
		return nil, err
	}
	if err := churn(w, soakStep*40); err != nil { // so that what is made once is made
		return nil, err
	}
	before, early, err := afterAll(w)
	if err != nil {
		return nil, err
	}
	if err := churn(w, lasts); err != nil {
		return nil, err
	}
	after, late, err := afterAll(w)
	if err != nil {
		return nil, err
	}
	return []Figure{
		{"hall.soak.heap_growth_kb", after.HeapKB - before.HeapKB, ""},
		{"hall.soak.goroutine_growth", float64(after.Goroutines - before.Goroutines), "0"},
		{"hall.soak.resident_growth_kb", late - early, ""},
		{"hall.soak.minutes", lasts.Minutes(), ""},
	}, nil
}

// churn lets one come or one go at every step, with or without a word.
func churn(w *webrtc, lasts time.Duration) error {
	dice := rand.New(rand.NewPCG(1, 1))
	joined := 0
	for end := time.Now().Add(lasts); time.Now().Before(end); time.Sleep(soakStep) {
		if len(w.viewers) < soakMost && dice.IntN(3) > 0 || len(w.viewers) == 0 {
			v, err := w.join(joined)
			if err != nil {
				return err
			}
			joined++
			w.viewers = append(w.viewers, v)
			continue
		}
		i := dice.IntN(len(w.viewers))
		v := w.viewers[i]
		w.viewers = append(w.viewers[:i], w.viewers[i+1:]...)
		if dice.IntN(2) == 0 {
			v.Vanish()
		}
		if err := v.Close(); err != nil {
			return err
		}
	}
	fmt.Printf("%d viewers came in %v\n", joined, lasts)
	return w.unfill()
}

// afterAll waits until the server counts nobody and returns what it then needs.
func afterAll(w *webrtc) (state, float64, error) {
	if _, err := waitForNobody(w); err != nil {
		return state{}, 0, err
	}
	time.Sleep(settle)
	s, err := w.state()
	if err != nil {
		return s, 0, err
	}
	kb, err := resident(w.pid())
	return s, kb, err
}
