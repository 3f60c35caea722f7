package browsertest

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// Crash ends the browser of the page as a battery does, without a word to its pages.
func (t *Tab) Crash() {
	t.tb.Helper()
	lost := chromedp.FromContext(t.ctx).Browser.LostConnection
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	_, _ = chromedp.Run(ctx, call(browser.Crash, cdp.Empty{})) // nobody is left to answer
	select {
	case <-lost:
	case <-time.After(patience):
		t.tb.Fatal("browsertest: Chromium goes on after a crash")
	}
}
