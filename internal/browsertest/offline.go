package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Offline cuts the page off the network, or connects it again, and tells it so. The
// service workers that run in the browser at this moment go with it. What is already
// open, WebRTC above all, goes on.
func (t *Tab) Offline(off bool) {
	t.tb.Helper()
	cut := chromedp.Steps(
		call(network.Enable, network.EnableParams{}),
		call(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, Offline: off}},
		}),
		call(network.OverrideNetworkState, network.OverrideNetworkStateParams{DownloadThroughput: -1, UploadThroughput: -1, Offline: off}),
	)
	t.do("network", patience, cut)
	all, err := chromedp.Targets(t.ctx)
	t.ok("looking for service workers", err)
	for _, x := range all {
		if x.Type == "service_worker" {
			t.ok("the service worker's network", chromedp.Do(t.worker(x.TargetID), cut))
		}
	}
}

// worker returns the context of a service worker. It is kept, because what it emulates
// ends with it.
func (t *Tab) worker(id target.ID) context.Context {
	if ctx := t.workers[id]; ctx != nil {
		return ctx
	}
	ctx, cancel := chromedp.NewContext(t.ctx, chromedp.WithTargetID(id))
	t.tb.Cleanup(cancel)
	if t.workers == nil {
		t.workers = map[target.ID]context.Context{}
	}
	t.workers[id] = ctx
	return ctx
}
