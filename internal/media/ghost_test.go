package media_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"aula/internal/media"
	"aula/internal/media/client"
	"aula/internal/media/crowd"
)

// Two hundred viewers vanish without a word, as telephones in a tunnel do. All of them are given up,
// each is told of once, nothing of them is left, and who is still there sees on.
func TestVanishedViewersAreGivenUp(t *testing.T) {
	const ghosts = 200
	s := newStandWith(t, func(c *media.Config) { c.Silence = 6 * time.Second })
	s.publish(t, media.Programme, "hall", hallClip(t))
	people, err := crowd.Open(crowd.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(people.Close)
	join := func(name string) *crowd.Viewer {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		v, err := people.View(ctx, client.Target{URL: s.http.URL + "/whep/room/" + name}, crowd.ViewOptions{})
		if err != nil {
			t.Error(err)
			return nil
		}
		return v
	}
	stays := join("who stays")
	if stays == nil {
		t.FailNow()
	}
	t.Cleanup(func() { stays.Close() })
	before := runtime.NumGoroutine()

	all := make([]*crowd.Viewer, ghosts)
	var joining sync.WaitGroup
	door := make(chan struct{}, 8)
	for i := range all {
		joining.Go(func() {
			door <- struct{}{}
			all[i] = join(fmt.Sprint("ghost ", i))
			<-door
		})
	}
	joining.Wait()
	if t.Failed() {
		t.FailNow()
	}
	within(t, time.Minute, "everybody", func() bool { return s.plane.Health("room").Viewers.Connected == ghosts+1 })
	for _, v := range all {
		v.Vanish()
	}
	within(t, time.Minute, "the end of all ghosts", func() bool { return s.plane.Health("room").Viewers.Count == 1 })
	within(t, time.Minute, "the end of what served them", func() bool { return runtime.NumGoroutine() <= before+20 })

	gone := map[string]int{}
	told := func() int {
		clear(gone)
		for _, what := range s.told.all() {
			if name, ok := strings.CutPrefix(what, "viewer gone "); ok {
				gone[name]++
			}
		}
		return len(gone)
	}
	eventually(t, "word of all ghosts", func() bool { return told() == ghosts })
	for name, times := range gone {
		if times != 1 || !strings.HasPrefix(name, "ghost ") {
			t.Errorf("%s was told to be gone %d times", name, times)
		}
	}
	seen := stays.Counts()[0].Frames
	within(t, 20*time.Second, "the picture of who stayed", func() bool { return stays.Counts()[0].Frames > seen+10 })
}
