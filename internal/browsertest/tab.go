package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Tab is one page of a browser. It belongs to one goroutine, that of its test.
type Tab struct {
	tb     testing.TB
	ctx    context.Context
	cancel context.CancelFunc

	workers map[target.ID]context.Context // service workers that Offline has met

	mu      sync.Mutex
	console []Message // guarded by mu
}

// Tab opens a further page. All of them share one sign-in.
func (b *Browser) Tab() *Tab { b.tb.Helper(); return b.tab() }

// Guest opens a page as somebody else would have it: nothing is shared with the other
// pages of the browser, cookies and stored files included.
func (b *Browser) Guest() *Tab { b.tb.Helper(); return b.tab(chromedp.WithNewBrowserContext()) }

func (b *Browser) tab(options ...chromedp.ContextOption) *Tab {
	b.tb.Helper()
	t := &Tab{tb: b.tb}
	options = append(options, chromedp.WithListener(t.listen))
	t.ctx, t.cancel = chromedp.NewContext(b.ctx, options...)
	b.tb.Cleanup(t.cancel)
	t.ok("opening a page", chromedp.Do(t.ctx, looks(b.options))) // without a limit: the page lives as long as this context
	return t
}

// Look changes the window and the media features of a page that is open, which meets
// them as it would on another device. The other options are those of the browser.
func (t *Tab) Look(o Options) {
	t.tb.Helper()
	t.do("changing the window", patience, looks(o.window()))
}

// looks are the window and the media features of the options.
func looks(o Options) chromedp.Action[chromedp.Void] {
	var features []*emulation.MediaFeature
	for name, value := range o.Media {
		features = append(features, &emulation.MediaFeature{Name: name, Value: value})
	}
	viewport := []chromedp.EmulateViewportOption{chromedp.EmulateScale(o.Scale)}
	if o.Touch {
		viewport = append(viewport, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	return chromedp.Steps(
		chromedp.EmulateViewport(int64(o.Width), int64(o.Height), viewport...),
		call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}),
	)
}

// Close closes the page.
func (t *Tab) Close() { t.cancel() }

// Go opens an address and waits until it is loaded.
func (t *Tab) Go(url string) {
	t.tb.Helper()
	t.do("going to "+url, patience, chromedp.Navigate(url))
}

// Address is where the page is.
func (t *Tab) Address() string {
	t.tb.Helper()
	return Eval[string](t, `location.href`)
}

// Screenshot writes what can be seen as a PNG file and makes the folder for it.
func (t *Tab) Screenshot(file string) {
	t.tb.Helper()
	png, err := run(t, patience, chromedp.CaptureScreenshot())
	t.ok("taking a picture", err)
	t.ok("taking a picture", os.MkdirAll(filepath.Dir(file), 0o755))
	t.ok("taking a picture", os.WriteFile(file, png, 0o644))
}

// Eval returns the value of a JavaScript expression; a promise is waited for. The
// page's Content-Security-Policy does not bind it. A value that T cannot hold, and
// undefined, end the test; use a pointer for what may be null.
func Eval[T any](t *Tab, expression string) T {
	t.tb.Helper()
	v, err := run(t, patience, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	t.ok("evaluating "+short(expression), err)
	return v
}

// Run runs a JavaScript expression and waits for it, whatever it returns.
func (t *Tab) Run(expression string) {
	t.tb.Helper()
	Eval[chromedp.Void](t, expression)
}

// call makes an action of a command of the protocol.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, command, params)
		return chromedp.Void{}, err
	}
}

// run runs an action that may take so long.
func run[T any](t *Tab, limit time.Duration, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(t.ctx, limit)
	defer cancel()
	return chromedp.Run(ctx, action)
}

func (t *Tab) do(what string, limit time.Duration, steps ...chromedp.Action[chromedp.Void]) {
	t.tb.Helper()
	_, err := run(t, limit, chromedp.Steps(steps...))
	t.ok(what, err)
}

// ok ends the test after an error, with what the page said until then.
func (t *Tab) ok(what string, err error) {
	t.tb.Helper()
	if err == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	said := ""
	for _, m := range t.console {
		said += "\n  " + m.String()
	}
	t.tb.Fatalf("browser: %s: %v%s", what, err, said)
}

func short(s string) string {
	if len(s) > 200 {
		return fmt.Sprintf("%.200s…", s)
	}
	return s
}
