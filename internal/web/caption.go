package web

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"aula/internal/account"
	"aula/internal/caption"
	"aula/internal/floor"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

func showCaptioner(c *call) error {
	language := c.r.FormValue("language")
	if !slices.Contains(c.book.Seminar.Languages, language) {
		language = cmp.Or(c.book.Seminar.Languages...)
	}
	return c.page(page.Captioner{Frame: c.frame("captions.title", "dark", "captions.js"), Language: language})
}

// captionOf is the kind of message of a language's captions: they are told and are no entries of the record.
func captionOf(language string) string { return "caption." + language }

// say keeps a line and tells it to those who read captions in its language.
func (s *Server) say(b *book, said caption.Said, language string) error {
	if !slices.Contains(b.Seminar.Languages, language) {
		return seminar.NotFound("error.caption.language")
	}
	l, err := said.At(s.Clock(), language)
	if err != nil {
		return err
	}
	err = s.Store.Write(s.ctx, func(tx *store.Tx) (err error) {
		l, err = tx.Caption(b.Seminar.ID, l)
		return err
	})
	if err == nil {
		s.Store.Feed.Publish(s.passing(b.Seminar.ID, captionOf(language), l))
	}
	return err
}

// caption takes a line from the captioner's page.
func (c *call) caption(m command) error {
	if !captioners.allows(c.who, "") {
		return seminar.Forbidden("error.forbidden")
	}
	return c.s.say(c.book, caption.Said{Line: m.Line, Text: m.Text, From: m.From, Done: m.Done}, m.Language)
}

// captionFields are what the captioner's page sends.
type captionFields struct {
	Line     string    `json:"line"`
	Language string    `json:"language"`
	From     time.Time `json:"from"`
	Done     bool      `json:"done"`
}

// How a machine sends captions: so long a JSON line may be, and so long it may be silent.
const (
	captionLine   = 8 << 10
	captionSilent = 10 * time.Minute
)

// takeCaptions takes the lines of one language from a machine, by a key for captions, as JSON lines: the body may last as long as the
// session. Each is told as it comes. A line that is wrong ends it, and the answer names it; those before it stand.
func takeCaptions(c *call) error {
	if err := c.captionKey(); err != nil {
		return err
	}
	control := http.NewResponseController(c.w)
	lines := bufio.NewScanner(c.r.Body)
	lines.Buffer(make([]byte, 4<<10), captionLine)
	count, taken := 0, 0
	for {
		_ = control.SetReadDeadline(time.Now().Add(captionSilent))
		if !lines.Scan() {
			break
		}
		count++
		if len(lines.Bytes()) == 0 {
			continue
		}
		said, err := caption.Parse(lines.Bytes())
		if err == nil {
			err = c.s.say(c.book, said, c.r.PathValue("language"))
		}
		if err != nil {
			return c.json(statuses[seminar.CodeOf(err)], map[string]any{"lines": taken, "line": count, "error": replyError{seminar.CodeOf(err), c.Error(err)}})
		}
		taken++
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return c.json(http.StatusBadRequest, map[string]any{"lines": taken, "line": count + 1, "error": replyError{seminar.CodeInvalid, c.T("error.caption.long")}})
	} else if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		c.s.Log.Debug("captions ended", "err", err)
	}
	return c.json(http.StatusOK, map[string]int{"lines": taken})
}

// captionKey asks for a key that was made for captions.
func (c *call) captionKey() error {
	t, err := c.s.Store.Token(c.r.Context(), account.Hash(c.bearer()))
	if err != nil && seminar.CodeOf(err) != seminar.CodeNotFound {
		return err
	}
	if err != nil || t.Kind != account.Publishing || t.Seminar != c.book.Seminar.ID || t.Slot != floor.Captions || !t.Usable(c.s.Clock()) {
		return seminar.Fail(seminar.CodeSignIn, "error.publishing_key").Because(err)
	}
	return nil
}

// sendCaptions sends what was said in a recording as WebVTT.
func sendCaptions(c *call) error {
	x, err := c.recording()
	if err != nil {
		return err
	}
	until := x.Ended
	if x.Running() {
		until = c.s.Clock()
	}
	language, found := c.captionLanguage()
	if !found {
		return seminar.NotFound("error.not_found")
	}
	lines, err := c.s.Store.Captions(c.r.Context(), c.book.Seminar.ID, language, x.Began, until)
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/vtt; charset=utf-8")
	if c.r.URL.Query().Has("download") {
		h.Set("Content-Disposition", `attachment; filename="`+c.book.Seminar.Key+"-"+string(x.ID)+"."+language+`.vtt"`)
	}
	return caption.WriteVTT(c.w, lines, x.Began, until.Sub(x.Began))
}

// captionLanguage returns the language of the route: "en" of "en.vtt".
func (c *call) captionLanguage() (string, bool) {
	for _, l := range c.book.Seminar.Languages {
		if c.r.PathValue("language") == l+".vtt" {
			return l, true
		}
	}
	return "", false
}

// captionsOf returns the languages in which a recording has captions.
func (c *call) captionsOf(began, ended time.Time) ([]string, error) {
	return c.s.Store.CaptionLanguages(c.r.Context(), c.book.Seminar.ID, began, ended)
}

// readsCaptions returns the kind of message by which the reader of a socket reads captions; "" for none.
func (c *call) readsCaptions() string {
	language := c.r.FormValue("captions")
	if !hallPeople.allows(c.who, "") || !slices.Contains(c.book.Seminar.Languages, language) {
		return ""
	}
	return captionOf(language)
}
