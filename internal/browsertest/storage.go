package browsertest

import (
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
)

// Before runs a script in every further document of the page, before its own scripts.
func (t *Tab) Before(script string) {
	t.tb.Helper()
	t.do("a script before the page's own", patience, call(cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script}))
}

// Room gives the origin so many bytes to keep things in; below 0 as many as it had before.
func (t *Tab) Room(origin string, bytes float64) {
	t.tb.Helper()
	p := storage.OverrideQuotaForOriginParams{Origin: origin}
	if bytes >= 0 {
		p.QuotaSize = &bytes
	}
	t.do("room to keep things in", patience, call(storage.OverrideQuotaForOrigin, p))
}
