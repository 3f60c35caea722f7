package browser_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"aula/internal/browsertest"
	"aula/ui"
)

// module opens an empty page that can import one of the pages' scripts as "/module.js".
func module(t *testing.T, source string) *browsertest.Tab {
	t.Helper()
	script, err := ui.Script(source)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, body := "text/html", []byte(`<!doctype html><html lang="en"><title>module</title><link rel="icon" href="data:,">`)
		if r.URL.Path == "/module.js" {
			kind, body = "text/javascript", script
		}
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	tab := browsertest.Open(t, browsertest.Options{}).Tab()
	tab.Go(server.URL)
	return tab
}
