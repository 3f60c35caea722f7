package ui_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"aula/ui"
)

func build(t *testing.T) *ui.Assets {
	t.Helper()
	a, err := ui.Build()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestEveryAssetIsServedOnceAndForEver(t *testing.T) {
	a := build(t)
	for _, name := range a.Names() {
		r := httptest.NewRequest(http.MethodGet, a.URL(name), nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: status %d, %v", name, w.Code, w.Header())
		}
		want := "public, max-age=31536000, immutable"
		if name == ui.Worker {
			want = "no-cache"
		}
		if got := w.Header().Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control %q, want %q", name, got, want)
		}
		if unzipped(t, w.Body) != plain(t, a, name) {
			t.Errorf("%s: what is sent packed differs from what is sent plain", name)
		}
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		again := httptest.NewRecorder()
		a.ServeHTTP(again, r)
		if again.Code != http.StatusNotModified {
			t.Errorf("%s: asked again: %d, want 304", name, again.Code)
		}
	}
}

func TestTheWorkerMayServeTheDoor(t *testing.T) {
	w := httptest.NewRecorder()
	build(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/assets/door-worker.js", nil))
	if got := w.Header().Get("Service-Worker-Allowed"); got != "/s/" {
		t.Errorf("Service-Worker-Allowed %q", got)
	}
}

func TestAnUnknownAddressIsNotKept(t *testing.T) {
	w := httptest.NewRecorder()
	build(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/assets/hall-OLD.js", nil))
	if w.Code != http.StatusNotFound || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestTheSameSourcesMakeTheSameBuild(t *testing.T) {
	if a, b := build(t), build(t); a.Build() != b.Build() || len(a.Build()) != 12 {
		t.Errorf("%q, then %q", a.Build(), b.Build())
	}
}

// The test page of the door's rule imports run from this.
func TestTheVectorsAreAModule(t *testing.T) {
	body, err := ui.Script("src/scanner/vectors.ts")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), "as run") {
		t.Error("the module does not export run")
	}
	if _, err := ui.Script("src/nothing.ts"); err == nil {
		t.Error("a source that does not exist was bundled")
	}
}

// What a delegate waits for: DESIGN.md, section 8.
func TestPagesStayLight(t *testing.T) {
	a := build(t)
	for _, page := range []struct {
		what  string
		limit int
		names []string
	}{
		{"the first page", 30 << 10, []string{"app.js", "app.css"}},
		{"the hall", 80 << 10, []string{"hall.js", "app.css"}},
		{"the scanner", 100 << 10, []string{"scanner.js", "jsqr.js", "app.css", ui.Worker}},
	} {
		sum := 0
		for _, name := range page.names {
			sum += packed(t, a, name)
		}
		t.Logf("%s: %d bytes", page.what, sum)
		if sum >= page.limit {
			t.Errorf("%s takes %d bytes packed, limit %d", page.what, sum, page.limit)
		}
	}
}

// Nothing may need eval, nor turn strings into markup or code. The player of streams reads
// one kind of subtitles by DOMParser; no stream of ours has any, and the policy of
// every page would refuse it.
func TestScriptsKeepToTrustedTypes(t *testing.T) {
	a := build(t)
	for _, name := range a.Names() {
		if !strings.HasSuffix(name, ".js") {
			continue
		}
		body := plain(t, a, name)
		for _, bad := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "eval(", "new Function"} {
			if strings.Contains(body, bad) && !(name == "hls.js" && bad == "DOMParser") {
				t.Errorf("%s has %s", name, bad)
			}
		}
	}
}

func plain(t *testing.T, a *ui.Assets, name string) string {
	t.Helper()
	w := httptest.NewRecorder()
	a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, a.URL(name), nil))
	return w.Body.String()
}

func packed(t *testing.T, a *ui.Assets, name string) int {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, a.URL(name), nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Body.Len()
}

func unzipped(t *testing.T, r io.Reader) string {
	t.Helper()
	z, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
