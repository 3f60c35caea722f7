package media_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"aula/internal/media"
	"aula/internal/media/client"
	"aula/internal/media/crowd"
	"aula/internal/media/hop"
)

// A browser sends its camera in three sizes. Each viewer is sent the one that its way has
// room for, and another one when that changes, without a picture missing.
func TestEachViewerHasTheSizeItsWayHasRoomFor(t *testing.T) {
	path := chromium(t)
	for _, codec := range []string{"VP8", "H264"} {
		t.Run(codec, func(t *testing.T) {
			t.Parallel()
			testSizes(t, path, codec)
		})
	}
}

func testSizes(t *testing.T, path, codec string) {
	s := newStand(t)
	ctx := openBrowser(t, path, s, "/publisher")
	status, err := chromedp.Run(ctx, chromedp.Evaluate[int](fmt.Sprintf("publish(%q)", codec), chromedp.EvalAwaitPromise))
	if err != nil || status != 201 {
		t.Fatalf("publish: %d %v", status, err)
	}
	sizes := func() map[string]int { // what the browser sends now, which follows what it is busy with
		rates := map[string]int{}
		for _, pub := range s.plane.Health("room").Publishers {
			for _, track := range pub.Tracks {
				if track.Layer != "" {
					rates[track.Layer] = track.BitRate
				}
			}
		}
		return rates
	}
	within(t, 60*time.Second, "three sizes", func() bool {
		now := sizes()
		return now["l"] > 0 && now["m"] > now["l"] && now["h"] > now["m"]
	})
	people, err := crowd.Open(crowd.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer people.Close()
	const plenty, sound = 10_000_000, 40_000
	join := func(name string) *crowd.Viewer {
		v, err := people.View(context.Background(), client.Target{URL: s.http.URL + "/whep/room/" + name}, crowd.ViewOptions{
			Network: &hop.Network{Rate: plenty, Queue: time.Second}, DecryptAll: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { v.Close() })
		return v
	}
	narrow, small, wide := join("narrow"), join("small"), join("wide")
	has := func(what string, v *crowd.Viewer, right func(bits int, now map[string]int) bool) {
		t.Helper()
		within(t, 60*time.Second, what, func() bool {
			before := picture(v)
			bits := bitRate(v, 2*time.Second)
			after := picture(v)
			return after.Lost == before.Lost && after.Frames > before.Frames && right(bits, sizes())
		})
	}
	large := func(bits int, now map[string]int) bool { return bits > now["m"] && bits > 2*now["l"] }
	has("the largest size for one", narrow, large)
	has("the largest size for another", wide, large)
	for _, v := range []*crowd.Viewer{narrow, small} {
		v.SetRate(sizes()["l"]*3/2 + sound)
		has("the smallest size for a narrow way", v, func(bits int, now map[string]int) bool { return 2*bits < now["l"]+now["m"] })
	}
	has("the largest size still for the wide way", wide, large)
	if codec == "VP8" { // which the browser sends in two temporal layers
		narrow.SetRate(sizes()["l"]*4/5 + sound)
		within(t, 60*time.Second, "every other picture of the smallest size", func() bool {
			few, all := picture(narrow), picture(small)
			time.Sleep(2 * time.Second)
			fewer, more := picture(narrow), picture(small)
			share := float64(fewer.Frames-few.Frames) / float64(more.Frames-all.Frames)
			return fewer.Lost == few.Lost && share > 0.3 && share < 0.7
		})
	}
	narrow.SetRate(plenty)
	has("the largest size again", narrow, large)
	for _, c := range wide.Counts() {
		if c.Lost > 0 || c.Broken > 0 {
			t.Errorf("the wide way: %+v", c)
		}
	}
	if h := s.plane.Health("room"); len(h.Publishers) != 1 || h.Slots[0].OnAir != "camera" || h.Slots[0].Slot != media.Programme {
		t.Errorf("%+v", h)
	}
}

// bitRate watches the picture of a viewer for a while.
func bitRate(v *crowd.Viewer, during time.Duration) int {
	before, began := picture(v).Bytes, time.Now()
	time.Sleep(during)
	return int(float64(picture(v).Bytes-before) * 8 / time.Since(began).Seconds())
}

// picture counts what a viewer has had of its picture.
func picture(v *crowd.Viewer) crowd.Count {
	for _, c := range v.Counts() {
		if c.Kind == "video" {
			return c
		}
	}
	return crowd.Count{}
}
