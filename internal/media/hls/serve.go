package hls

import (
	"net/http"
	"path"
	"strings"

	"aula/internal/media"
)

// Index is the name of an edition's first playlist.
const Index = "index.m3u8"

// Serve answers a request for a file of an edition: 200, 400 as the format asks, 404 for a file that
// is not there (any more), 410 for an edition that has ended, upon which a player
// begins anew with Current. A playlist of what is not there yet is waited for, as the format
// asks; that lasts no longer than an edition without pictures, which ends by itself.
func (s *Streams) Serve(w http.ResponseWriter, r *http.Request, room string, slot media.Slot, edition, file string) {
	s.mu.Lock()
	st := s.open[key{room, slot}]
	s.mu.Unlock()
	if st == nil {
		gone(w)
		return
	}
	e, _, _ := st.present()
	if e == nil || e.name != edition {
		gone(w)
		return
	}
	st.ask()
	r = r.Clone(r.Context())
	r.URL.Path = "/" + path.Base(file)
	out := &reply{ResponseWriter: w, file: file}
	e.serve(out, r)
	if !out.begun {
		http.Error(w, http.StatusText(http.StatusNotFound), http.StatusNotFound)
	}
}

// gone says that the edition has ended. Nothing may remember that: its name was good a moment ago.
func gone(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, http.StatusText(http.StatusGone), http.StatusGone)
}

// reply gives the library's answers our headers.
type reply struct {
	http.ResponseWriter
	file  string
	begun bool
}

// WriteHeader keeps playlists fresh and lets fragments, which never change and whose names
// nobody can guess, be kept by caches on the way. The library says 500 when an edition ended
// while somebody waited.
func (w *reply) WriteHeader(status int) {
	w.begun = true
	head := w.Header()
	if status == http.StatusInternalServerError {
		status = http.StatusGone
	}
	switch {
	case status != http.StatusOK:
		head.Set("Cache-Control", "no-store")
	case strings.HasSuffix(w.file, ".m3u8"):
		head.Set("Cache-Control", "private, no-cache")
	default:
		head.Set("Cache-Control", "public, max-age=3600, immutable")
		head.Del("Vary")
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *reply) Write(b []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}
