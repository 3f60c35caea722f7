package keyframe_test

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"aula/internal/media/keyframe"
)

// asked runs a story and returns when the source was asked, in milliseconds.
func asked(t *testing.T, story func(*keyframe.Asker)) []int64 {
	var mu sync.Mutex
	var at []int64
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		a := keyframe.NewAsker(func() {
			mu.Lock()
			defer mu.Unlock()
			at = append(at, time.Since(start).Milliseconds())
		})
		story(a)
		a.Stop()
		synctest.Wait()
	})
	return at
}

func TestAsker(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name  string
		story func(*keyframe.Asker)
		want  []int64
	}{
		{"asks at once, and once for many wishes", func(a *keyframe.Asker) {
			for range 300 {
				a.Want()
			}
			a.Seen()
			time.Sleep(5 * time.Second)
		}, []int64{0}},
		{"repeats until a key frame is seen", func(a *keyframe.Asker) {
			a.Want()
			time.Sleep(1600 * ms)
			a.Seen()
			time.Sleep(5 * time.Second)
		}, []int64{0, 500, 1000, 1500}},
		{"a wish after a key frame waits for the budget", func(a *keyframe.Asker) {
			a.Want()
			time.Sleep(100 * ms)
			a.Seen()
			a.Want()
			time.Sleep(450 * ms)
			a.Seen()
			time.Sleep(5 * time.Second)
		}, []int64{0, 500}},
		{"a wish after a long time asks at once", func(a *keyframe.Asker) {
			a.Want()
			a.Seen()
			time.Sleep(1700 * ms)
			a.Want()
			a.Seen()
			time.Sleep(5 * time.Second)
		}, []int64{0, 1700}},
		{"a source that has gone is not asked", func(a *keyframe.Asker) {
			a.Want()
			a.Stop()
			a.Want()
			time.Sleep(5 * time.Second)
		}, []int64{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := asked(t, c.story); !slices.Equal(got, c.want) {
				t.Errorf("asked at %v ms, want %v", got, c.want)
			}
		})
	}
}
