package hall

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"aula/internal/media/crowd"
)

const (
	crowdSize  = 1000             // viewers
	crowdIn    = 10 * time.Second // in which they come, evenly
	ghostsGone = 60 * time.Second // after the last has left, nobody may be there
	costJoins  = 200
)

// measureJoins measures a thousand people who come within ten seconds, and what one
// who joins costs beside a bare handshake.
func measureJoins() ([]Figure, error) {
	figures, err := joinThousand()
	if err != nil {
		return nil, err
	}
	cost, err := joinCost(costJoins)
	if err != nil {
		return nil, err
	}
	bare, err := handshakeCost(costJoins)
	if err != nil {
		return nil, err
	}
	return append(figures, Figure{"hall.cpu_ms_per_join", cost, ""}, Figure{"hall.cpu_ms_per_handshake", bare, ""}), nil
}

// joinThousand fails when one of them does not get in, sees no picture, or is still
// counted a minute after all have left: half of them without a word.
func joinThousand() ([]Figure, error) {
	w := ours("aula")
	defer w.stop()
	if err := w.startWith(crowd.NewStillLoad()); err != nil {
		return nil, err
	}
	began := time.Now()
	var mu sync.Mutex
	var failed error
	var all sync.WaitGroup
	for i := range crowdSize {
		time.Sleep(time.Until(began.Add(crowdIn * time.Duration(i) / crowdSize)))
		all.Go(func() {
			v, err := w.join(i)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = err
				return
			}
			w.viewers = append(w.viewers, v)
		})
	}
	all.Wait()
	if failed != nil {
		return nil, fmt.Errorf("a crowd of %d: %w", crowdSize, failed)
	}
	took, err := firstPictures(w.viewers)
	if err != nil {
		return nil, err
	}
	for i, v := range w.viewers {
		if i%2 == 0 {
			v.Vanish()
		}
	}
	if err := w.unfill(); err != nil {
		return nil, err
	}
	gone, err := waitForNobody(w)
	if err != nil {
		return nil, err
	}
	return []Figure{
		{"hall.join_1000.p50_ms", took[len(took)/2], ""},
		{"hall.join_1000.p95_ms", took[len(took)*95/100], ""},
		{"hall.ghosts_gone_s", gone, "under 60"},
	}, nil
}

// firstPictures returns how many milliseconds each took to the first whole key frame, sorted.
func firstPictures(viewers []*crowd.Viewer) ([]float64, error) {
	deadline := time.After(joinWithin)
	var took []float64
	for i, v := range viewers {
		select {
		case <-v.FirstKey():
		case <-v.Gone():
			return nil, fmt.Errorf("viewer %d was lost", i)
		case <-deadline:
			return nil, fmt.Errorf("viewer %d has no picture", i)
		}
		for _, c := range v.Counts() {
			if c.Kind == "video" {
				took = append(took, float64(c.FirstKey.Microseconds())/1000)
			}
		}
	}
	slices.Sort(took)
	return took, nil
}

// waitForNobody returns after how many seconds the server counts no viewer.
func waitForNobody(w *webrtc) (float64, error) {
	began := time.Now()
	for time.Since(began) < ghostsGone {
		s, err := w.state()
		if err != nil {
			return 0, err
		}
		if s.Viewers == 0 {
			return time.Since(began).Seconds(), nil
		}
		time.Sleep(250 * time.Millisecond)
	}
	return 0, fmt.Errorf("viewers are still counted %v after they left", ghostsGone)
}

// joinCost returns the server's CPU milliseconds for one viewer who joins an empty hall.
func joinCost(n int) (float64, error) {
	w := ours("aula")
	defer w.stop()
	if err := w.startWith(nil); err != nil {
		return 0, err
	}
	before, err := processUsage(w.pid())
	if err != nil {
		return 0, err
	}
	if err := w.fill(n); err != nil {
		return 0, err
	}
	after, err := processUsage(w.pid())
	return after.minus(before).sum().Seconds() * 1000 / float64(n), err
}
