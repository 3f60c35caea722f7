// Package browsertest drives Debian's Chromium for tests, as a person would: real mouse
// and keyboard events, what the page shows, what its console says, what a screen reader
// would stumble over. Everything that goes wrong ends the test.
//
// Nobody sees the window around the pages, so Chromium is taken without it where that is
// enough: Debian has the same build as chromium-headless-shell.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long anything may take that has no limit of its own.
const patience = 20 * time.Second

// Options are what differs from a wide window in English with a camera and a
// microphone that may be used.
type Options struct {
	Width, Height int               // of the page, in CSS pixels; 1280 x 800 when 0
	Scale         float64           // device pixels for each CSS pixel; 1 when 0
	Touch         bool              // a phone: touch events, a mobile viewport
	Language      string            // of the browser, for example "zh-CN"; "en-US" when ""
	Media         map[string]string // media features, for example "prefers-color-scheme": "dark"
	CameraFile    string            // .y4m shown by the camera; a moving test picture when ""
	AudioFile     string            // .wav heard by the microphone; beeps when ""
	DenyMedia     bool              // refuse camera and microphone
	Whole         bool              // Chromium with the window around its pages, which takes twice the time
	Profile       string            // folder that outlives the browser; a fresh one when ""
	Untrusted     bool              // accept certificates that no authority vouches for
	Flags         map[string]any    // further flags of Chromium, without their dashes
}

// Browser is a running Chromium with a fresh profile.
type Browser struct {
	tb      testing.TB
	ctx     context.Context
	options Options
}

// Open starts a browser that lives as long as the test. Where Chromium is not
// installed the test is skipped; with CI=true in the environment it fails.
func Open(tb testing.TB, o Options) *Browser {
	tb.Helper()
	path := chromium(tb, o.Whole)
	o = o.window()
	if o.Language == "" {
		o.Language = "en-US"
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), append(o.flags(), chromedp.ExecPath(path))...)
	tb.Cleanup(stop) // waits for the process to end
	ctx, cancel := chromedp.NewContext(ctx)
	tb.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		tb.Fatal("browsertest: starting Chromium:", err)
	}
	return &Browser{tb: tb, ctx: ctx, options: o}
}

// window fills in the window's size.
func (o Options) window() Options {
	if o.Width == 0 {
		o.Width, o.Height = 1280, 800
	}
	if o.Scale == 0 {
		o.Scale = 1
	}
	return o
}

// chromium returns the path of the browser, without its window unless the whole is asked for.
func chromium(tb testing.TB, whole bool) string {
	tb.Helper()
	names := []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"}
	if whole {
		names = names[1:]
	}
	return find(tb, names...)
}

// find returns the path of the first browser that is installed.
func find(tb testing.TB, names ...string) string {
	tb.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing := names[0] + " is not installed; make packages brings it"
	if os.Getenv("CI") == "true" {
		tb.Fatal(missing)
	}
	tb.Skip(missing)
	return ""
}

// flags are chromedp's own, those that give a page a camera, a microphone and loopback
// ICE without asking, and those of the options.
func (o Options) flags() []chromedp.ExecAllocatorOption {
	all := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	all = append(all, chromedp.NoSandbox, // tests may run as root
		chromedp.WindowSize(o.Width, o.Height),
		chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("allow-loopback-in-peer-connection", true),
		chromedp.Flag("disable-features", "Translate,WebRtcHideLocalIpsWithMdns,SpareRendererForSitePerProcess,BackForwardCache"),
		chromedp.Flag("lang", o.Language),
		chromedp.Flag("accept-lang", o.Language),
	)
	if o.DenyMedia {
		all = append(all, chromedp.Flag("use-fake-ui-for-media-stream", "deny"))
	}
	if o.CameraFile != "" {
		all = append(all, chromedp.Flag("use-file-for-fake-video-capture", o.CameraFile))
	}
	if o.AudioFile != "" {
		all = append(all, chromedp.Flag("use-file-for-fake-audio-capture", o.AudioFile))
	}
	if o.Profile != "" {
		all = append(all, chromedp.UserDataDir(o.Profile))
	}
	if o.Untrusted {
		all = append(all, chromedp.IgnoreCertErrors)
	}
	for name, value := range o.Flags {
		all = append(all, chromedp.Flag(name, value))
	}
	return all
}
