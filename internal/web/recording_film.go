package web

import (
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"aula/internal/media/film"
	"aula/internal/seminar"
	"aula/internal/studio"
)

const studioComposed = studio.Composed

// sendFilm sends a film of a recording, or the part of it that a player asks for.
func sendFilm(c *call) error {
	x, err := c.recording()
	if err != nil {
		return err
	}
	name := c.r.PathValue("film")
	if name != filepath.Base(name) || strings.HasPrefix(name, ".") || !strings.HasSuffix(name, ".mp4") && !strings.HasSuffix(name, ".webm") {
		return seminar.NotFound("error.not_found")
	}
	file, err := os.Open(filepath.Join(c.s.Studio.Films(x.ID), name))
	if err != nil {
		return seminar.NotFound("error.not_found").Because(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", film.Type(name))
	h.Set("Cache-Control", "private, max-age=86400")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("ETag", `"`+string(x.ID)+"-"+info.ModTime().UTC().Format("20060102150405.000")+`"`)
	if c.r.URL.Query().Has("download") {
		as := c.book.Seminar.Key + "-" + x.Began.In(c.Zone).Format("2006-01-02-1504") + "-" + name
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": as}))
	}
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Time{}) // a film takes as long as it takes
	http.ServeContent(c.w, c.r, name, info.ModTime(), file)
	return nil
}

// timeline is what the player needs to know (docs/protocol.md, section 8).
type timeline struct {
	Seconds  float64    `json:"seconds"`
	Films    []filmLine `json:"films"`
	Percent  int        `json:"percent"`
	Busy     bool       `json:"busy"` // something is being made
	Made     bool       `json:"made"`
	Composed bool       `json:"composed"`
}

type filmLine struct {
	Lane    film.Lane `json:"lane"`
	Address string    `json:"address"`
	At      float64   `json:"at"`
	Seconds float64   `json:"seconds"`
	Picture bool      `json:"picture"`
	Sound   bool      `json:"sound"`
}

// sendTimeline says which films play when, and how far the making of them is.
func sendTimeline(c *call) error {
	x, err := c.recording()
	if err != nil {
		return err
	}
	t := timeline{Films: []filmLine{}, Made: !x.Made.IsZero(), Composed: !x.Composed.IsZero()}
	at, busy := c.s.Studio.Progress(x.ID)
	t.Percent, t.Busy = int(100*at), busy
	if t.Made {
		r, err := c.films(x)
		if err != nil {
			return err
		}
		t.Seconds = r.Lasts.Seconds()
		for _, cut := range r.Cuts() {
			t.Films = append(t.Films, filmLine{cut.Lane, "/s/" + c.book.Seminar.Key + "/recording/" + string(x.ID) + "/film/" + cut.Name,
				cut.At.Seconds(), cut.Lasts.Seconds(), cut.Picture, cut.HasSound()})
		}
	}
	return c.json(http.StatusOK, t)
}
