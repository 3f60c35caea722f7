package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// file is one asset as it is sent.
type file struct {
	name    string
	kind    string // Content-Type
	etag    string // quoted
	caching string // Cache-Control
	plain   []byte
	gzipped func() []byte // packed when it is first asked for: the start shall not wait for it
}

func newFile(o output) *file {
	sum := sha256.Sum256(o.body)
	f := &file{
		name:    o.name,
		kind:    kinds[path.Ext(o.name)],
		etag:    `"` + hex.EncodeToString(sum[:12]) + `"`,
		caching: "public, max-age=31536000, immutable",
		plain:   o.body,
		gzipped: sync.OnceValue(func() []byte { return gzipped(o.body) }),
	}
	if o.name == Worker {
		f.caching = "no-cache"
	}
	return f
}

// gzipped cannot fail: the level is known and a buffer takes everything.
func gzipped(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(body)
	_ = w.Close()
	return b.Bytes()
}

var kinds = map[string]string{
	".js":  "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
}

// ServeHTTP sends an asset by its address. Whoever asks for an address that this
// build does not have gets 404 and no caching, so that a page of an older build
// finds its way after a restart.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	f := a.files[r.URL.Path]
	if f == nil {
		w.Header().Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	f.send(w, r)
}

func (f *file) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", f.caching)
	h.Set("Vary", "Accept-Encoding")
	if f.name == Worker {
		h.Set("Service-Worker-Allowed", "/s/")
	}
	body, etag := f.plain, f.etag
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && r.Header.Get("Range") == "" {
		body, etag = f.gzipped(), strings.TrimSuffix(f.etag, `"`)+`-gzip"`
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	h.Set("ETag", etag)
	http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(body))
}
