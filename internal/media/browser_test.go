package media_test

import (
	"context"
	_ "embed"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"aula/internal/demo/clip"
	"aula/internal/media"
)

//go:embed testdata/viewer.html
var viewerPage []byte

//go:embed testdata/publisher.html
var publisherPage []byte

// seen is what the page in testdata/viewer.html reports.
type seen struct {
	Counter   int     // the frame number in the picture, -1 when it cannot be read
	Width     int     // of the picture
	Loudest   int     // the strongest frequency in the sound, Hz
	Decoded   int     // frames
	Freezes   int     // as the browser counts them
	Dropped   int     // frames
	Apart     float64 // ms by which picture and sound are apart
	State     string
	KeyFrames int
}

// A browser is the judge of what a viewer sees: one connection, through changes of
// publisher and a silence, without a frozen or broken picture.
func TestBrowserSeesTheSlotChange(t *testing.T) {
	path := chromium(t)
	t.Parallel()
	s := newStand(t)
	s.publish(t, media.Programme, "hall", hallClip(t))
	s.publish(t, media.Floor, "delegate", floorClip(t))
	look := openPage(t, path, s)

	hall, delegate := clip.CameraCounter(), clip.FloorCounter()
	for i, turn := range []struct {
		publisher string
		counter   clip.Counter
		tone      int
	}{{"hall", hall, 440}, {"delegate", delegate, 880}, {"hall", hall, 440}} {
		if err := s.plane.PutOnAir("room", media.Programme, turn.publisher); err != nil {
			t.Fatal(err)
		}
		var now seen
		eventually(t, fmt.Sprintf("turn %d: the %s in picture and sound", i, turn.publisher), func() bool {
			now = look(turn.counter)
			return now.Width == turn.counter.Width && now.Counter >= 0 && now.Loudest > turn.tone-30 && now.Loudest < turn.tone+30
		})
		before := now
		eventually(t, "the picture going on", func() bool {
			now = look(turn.counter)
			return now.Decoded > before.Decoded+20
		})
		if now.Counter <= before.Counter && before.Counter < 120 {
			t.Errorf("turn %d: frame %d after %d", i, now.Counter, before.Counter)
		}
	}
	now := look(hall)
	// A machine that is busy with tests may freeze a picture for a moment at the start and takes
	// some seconds to bring sound in step; what a wrong rewriting does is worse by far.
	if now.State != "connected" || now.Freezes > 3 || now.Dropped > now.Decoded/10 || math.Abs(now.Apart) > 500 {
		t.Errorf("at the end: %+v", now)
	}
}

// chromium returns the path of the browser. Where tests must be complete, it must be there.
func chromium(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("chromium-headless-shell")
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatal("chromium-headless-shell is not installed")
	case testing.Short() || err != nil:
		t.Skip("needs chromium-headless-shell")
	}
	return path
}

// openPage opens the viewer page and returns a look at it.
func openPage(t *testing.T, chromium string, s *stand) func(clip.Counter) seen {
	t.Helper()
	ctx := openBrowser(t, chromium, s, "/")
	return func(c clip.Counter) seen {
		t.Helper()
		js := fmt.Sprintf("look(%d, %d, %d, %d)", c.Width, c.X, c.Y, c.Block)
		got, err := chromedp.Run(ctx, chromedp.Evaluate[seen](js, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
}

// openBrowser opens one of the pages in a browser with an invented camera.
func openBrowser(t *testing.T, chromium string, s *stand, page string) context.Context {
	t.Helper()
	target, err := url.Parse(s.http.URL)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/whep/", httputil.NewSingleHostReverseProxy(target))
	mux.Handle("/whip/", httputil.NewSingleHostReverseProxy(target))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { w.Write(viewerPage) })
	mux.HandleFunc("GET /publisher", func(w http.ResponseWriter, _ *http.Request) { w.Write(publisherPage) })
	pages := httptest.NewServer(mux)
	t.Cleanup(pages.Close)

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox,
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("mute-audio", false),
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("allow-loopback-in-peer-connection", true), chromedp.Flag("disable-features", "WebRtcHideLocalIpsWithMdns"))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate(pages.URL+page)); err != nil {
		t.Fatal(err)
	}
	return ctx
}
