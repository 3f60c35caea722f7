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
	var rates map[string]int
	within(t, 60*time.Second, "three sizes", func() bool {
		rates = map[string]int{}
		h := s.plane.Health("room")
		if len(h.Publishers) == 1 {
			for _, track := range h.Publishers[0].Tracks {
				if track.Layer != "" && track.BitRate > 0 {
					rates[track.Layer] = track.BitRate
				}
			}
		}
		return len(rates) == 3 && rates["h"] > rates["m"] && rates["m"] > rates["l"]
	})
	people, err := crowd.Open(crowd.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer people.Close()
	join := func(name string, remb int) *crowd.Viewer {
		v, err := people.View(context.Background(), client.Target{URL: s.http.URL + "/whep/room/" + name}, crowd.ViewOptions{REMB: remb, DecryptAll: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { v.Close() })
		return v
	}
	narrow, wide := join("narrow", 10_000_000), join("wide", 10_000_000)
	rate := func(v *crowd.Viewer) int { return bitRate(v, 2*time.Second) }
	within(t, 20*time.Second, "the largest size for both", func() bool { return rate(wide) > rates["m"]+rates["l"] && rate(narrow) > rates["m"]+rates["l"] })
	narrow.SetREMB(rates["l"] + 90_000)
	within(t, 20*time.Second, "the smallest size for the narrow way", func() bool { return rate(narrow) < rates["l"]*3/2+90_000 })
	if got := rate(wide); got < rates["m"] {
		t.Errorf("the wide way has %d bit/s now; sizes %v", got, rates)
	}
	if codec == "VP8" { // which the browser sends in two temporal layers
		narrow.SetREMB(20_000)
		within(t, 30*time.Second, "every other picture of the smallest size", func() bool {
			n, all := frames(narrow), frames(wide)
			time.Sleep(2 * time.Second)
			n, all = frames(narrow)-n, frames(wide)-all
			return n > 0 && 10*n < 7*all
		})
	}
	narrow.SetREMB(10_000_000)
	within(t, 20*time.Second, "the largest size again", func() bool { return rate(narrow) > rates["m"]+rates["l"] })
	for name, v := range map[string]*crowd.Viewer{"narrow": narrow, "wide": wide} {
		for _, c := range v.Counts() {
			if c.Lost > 0 || c.Broken > 0 || c.Freezes > 1 {
				t.Errorf("%s: %+v", name, c)
			}
		}
	}
	if h := s.plane.Health("room"); len(h.Publishers) != 1 || h.Slots[0].OnAir != "camera" || h.Slots[0].Slot != media.Programme {
		t.Errorf("%+v", h)
	}
}

// bitRate watches the picture of a viewer for a while.
func bitRate(v *crowd.Viewer, during time.Duration) int {
	bytes := func() (n uint64) {
		for _, c := range v.Counts() {
			if c.Kind == "video" {
				n += c.Bytes
			}
		}
		return n
	}
	before, began := bytes(), time.Now()
	time.Sleep(during)
	return int(float64(bytes()-before) * 8 / time.Since(began).Seconds())
}

// frames counts the whole pictures a viewer has had.
func frames(v *crowd.Viewer) (n uint64) {
	for _, c := range v.Counts() {
		n += c.Frames
	}
	return n
}
