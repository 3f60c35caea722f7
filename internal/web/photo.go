package web

import (
	"io"
	"net/http"
	"strconv"

	"aula/internal/record"
	"aula/internal/report"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// addPhoto adds a picture to the report. What is kept is the picture alone, encoded anew.
func addPhoto(c *call) error {
	limit := int64(c.s.Config.Limits.UploadMB) << 20
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, limit)
	if err := c.r.ParseMultipartForm(limit); err != nil {
		return c.press(seminar.Invalid("error.body_too_large", "limit", c.s.Config.Limits.UploadMB).Because(err))
	}
	file, _, err := c.r.FormFile("photo")
	if err != nil {
		return c.press(seminar.Invalid("error.photo.none").Because(err))
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	picture, width, height, err := report.ReadPhoto(data)
	if err != nil {
		return c.press(err)
	}
	form := c.r.MultipartForm.Value
	p := report.Photo{ID: seminar.NewID(), Caption: page.ParseText(form, "caption", nil), Alt: page.ParseText(form, "alt", nil),
		Width: width, Height: height, Type: "image/jpeg"}
	return c.change("done.photo", func(old report.Report) (report.Report, record.Entry, error) {
		words := old.Words()
		words.Revision = c.revision()
		words.Photos = append(words.Photos, p)
		return report.Edit(old, words, c.who.Person.ID, c.s.Clock())
	}, func(tx *store.Tx) error { return tx.AddPhoto(c.book.Seminar.ID, p, picture) })
}

// sendPhoto sends a picture: to everybody when it is in the published report, to the
// press desk before.
func sendPhoto(c *call) error {
	id := seminar.ID(c.r.PathValue("photo"))
	if !editors.allows(c.who, "") {
		published, err := c.s.Store.PublishedReport(c.r.Context(), c.book.Seminar.ID)
		if err != nil {
			return err
		}
		if _, ok := published.Photo(id); !ok {
			return seminar.NotFound("error.not_found")
		}
	}
	p, data, err := c.s.Store.Photo(c.r.Context(), c.book.Seminar.ID, id)
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", p.Type)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=3600")
	_, err = c.w.Write(data)
	return err
}
