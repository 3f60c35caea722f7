package web

import (
	"archive/zip"
	"io"
	"net/http"
	"sync"
	"time"

	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/web/page"
)

// heldImports keeps the files of a preview until they are applied. They are small and
// few: one for each login, for an hour.
type heldImports struct {
	mu sync.Mutex
	by map[seminar.ID]heldImport // guarded by mu; by login
}

type heldImport struct {
	files []seminarfile.Source
	at    time.Time
}

func (h *heldImports) put(login seminar.ID, files []seminarfile.Source, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by == nil {
		h.by = map[seminar.ID]heldImport{}
	}
	for id, x := range h.by {
		if at.Sub(x.at) > time.Hour {
			delete(h.by, id)
		}
	}
	h.by[login] = heldImport{files, at}
}

func (h *heldImports) get(login seminar.ID) []seminarfile.Source {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.by[login].files
}

func showImport(c *call) error {
	return c.page(page.Import{Frame: c.frame("page.import.title", "light", "")})
}

// previewImport reads the files and says what they would change. Nothing is written.
func previewImport(c *call) error {
	files, err := c.importFiles()
	if err != nil {
		return err
	}
	return c.preview(files)
}

func (c *call) preview(files []seminarfile.Source) error {
	in, err := c.prepare(files)
	if err != nil {
		return err
	}
	c.s.held.put(c.login.ID, files, c.s.Clock())
	return c.page(page.Import{Frame: c.frame("page.import.title", "light", ""), Read: true, Faults: in.Faults, Plan: in.Plan, Changes: in.Changes, Digest: in.Digest})
}

// prepare reads files against what is there. A seminar's own page takes its own files alone.
func (c *call) prepare(files []seminarfile.Source) (*seminarfile.Intake, error) {
	in, err := seminarfile.Prepare(c.r.Context(), c.s.Store, files, c.s.Clock())
	if err == nil && in.Plan != nil && c.book != nil && in.Plan.Seminar.Key != c.book.Seminar.Key {
		err = seminar.Invalid("error.import.other", "key", in.Plan.Seminar.Key)
	}
	return in, err
}

func (c *call) importFiles() ([]seminarfile.Source, error) {
	limit := int64(c.s.Config.Limits.UploadMB) << 20
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, limit)
	if err := c.r.ParseMultipartForm(limit); err != nil {
		return nil, seminar.Invalid("error.body_too_large", "limit", c.s.Config.Limits.UploadMB).Because(err)
	}
	var files []seminarfile.Source
	for field, name := range map[string]string{"settings": "seminar.toml", "people": "people.csv"} {
		for _, header := range c.r.MultipartForm.File[field] {
			f, err := header.Open()
			if err != nil {
				return nil, err
			}
			data, err := io.ReadAll(f)
			f.Close()
			if err != nil {
				return nil, err
			}
			if len(data) > 0 {
				files = append(files, seminarfile.Source{Name: name, Data: data})
			}
		}
	}
	if len(files) == 0 {
		return nil, seminar.Invalid("error.import.nothing")
	}
	return files, nil
}

// applyImport carries out the preview that was looked at, if it is still what would happen.
func applyImport(c *call) error {
	files := c.s.held.get(c.login.ID)
	if files == nil {
		return seminar.Conflict("error.import.changed")
	}
	in, err := c.prepare(files)
	if err != nil {
		return err
	}
	if in.Plan == nil || in.Digest != c.r.FormValue("digest") {
		return c.preview(files)
	}
	if err := in.Apply(c.r.Context(), c.s.Store, c.who.Person.ID); err != nil {
		return err
	}
	return c.goTo("/s/"+in.Plan.Seminar.Key+"/admin", "done.imported")
}

// sendExport gives everything back that the import reads.
func sendExport(c *call) error {
	toml, csv := seminarfile.Write(c.book.Plan)
	c.w.Header().Set("Content-Type", "application/zip")
	c.w.Header().Set("Content-Disposition", `attachment; filename="`+c.book.Seminar.Key+`.zip"`)
	z := zip.NewWriter(c.w)
	for _, file := range []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: csv}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: file.Name, Method: zip.Deflate, Modified: c.s.Clock()})
		if err != nil {
			return err
		}
		if _, err := w.Write(file.Data); err != nil {
			return err
		}
	}
	return z.Close()
}
