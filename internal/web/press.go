package web

import (
	"net/http"
	"strconv"

	"aula/internal/floor"
	"aula/internal/i18n"
	"aula/internal/record"
	"aula/internal/report"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

func showPress(c *call) error { return c.press(nil) }

// press shows the press desk, with what went wrong if something did.
func (c *call) press(problem error) error {
	v := page.Press{Frame: c.frame("page.press.title", "light", ""), Directory: c.book.Directory}
	var err error
	if v.Report, err = c.latestReport(); err != nil {
		return err
	}
	if v.Revisions, err = c.s.Store.ReportRevisions(c.r.Context(), c.book.Seminar.ID); err != nil {
		return err
	}
	if problem != nil {
		if seminar.CodeOf(problem) == seminar.CodeInternal {
			return problem
		}
		v.Err = c.Error(problem)
		c.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	return c.page(v)
}

// latestReport returns the latest revision; the zero Report before the first draft.
func (c *call) latestReport() (report.Report, error) {
	r, err := c.s.Store.Report(c.r.Context(), c.book.Seminar.ID)
	if err != nil && seminar.CodeOf(err) == seminar.CodeNotFound {
		return report.Report{Seminar: c.book.Seminar.ID, State: report.Drafted, Languages: c.book.Seminar.Languages}, nil
	}
	return r, err
}

// change makes the next revision of the report, with whatever else belongs to it in
// the same transaction, and goes back to the desk.
func (c *call) change(done string, make func(old report.Report) (report.Report, record.Entry, error), also ...func(*store.Tx) error) error {
	old, err := c.latestReport()
	if err != nil {
		return err
	}
	fresh, told, err := make(old)
	if err == nil {
		err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
			for _, f := range also {
				if err := f(tx); err != nil {
					return err
				}
			}
			return tx.SaveReport(fresh, told)
		})
	}
	if err != nil {
		return c.press(err)
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/press", done)
}

func (c *call) revision() int {
	n, _ := strconv.Atoi(c.r.FormValue("revision"))
	return n
}

// draftReport writes the report anew from the record.
func draftReport(c *call) error {
	r, err := c.roll()
	if err != nil {
		return err
	}
	src := report.Source{Seminar: &c.book.Seminar, People: c.book.Plan.People, Organisations: c.book.Plan.Organisations, Roll: r,
		Printers: map[string]i18n.Printer{}, AsOf: r.AsOf}
	for e, err := range c.s.Store.EntriesOf(c.r.Context(), c.book.Seminar.ID, floor.Kinds()...) {
		if err != nil {
			return err
		}
		src.Entries = append(src.Entries, e)
	}
	for _, l := range seminar.Languages() {
		src.Printers[l] = c.s.Texts.Printer(l, c.book.Seminar.Location(), c.book.Seminar.Languages...)
	}
	draft, err := report.Draft(src)
	if err != nil {
		return err
	}
	return c.change("done.drafted", func(old report.Report) (report.Report, record.Entry, error) {
		if c.revision() != old.Revision {
			return old, record.Entry{}, seminar.Conflict("error.conflict")
		}
		fresh, told := report.Keep(old, draft, c.who.Person.ID, c.s.Clock())
		return fresh, told, nil
	})
}

// editReport saves the words that an editor has changed.
func editReport(c *call) error {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, 2<<20)
	if err := c.r.ParseForm(); err != nil {
		return seminar.Invalid("error.body_too_large", "limit", 2).Because(err)
	}
	return c.change("done.saved", func(old report.Report) (report.Report, record.Entry, error) {
		return report.Edit(old, page.ParseWords(c.r.PostForm, old.Words()), c.who.Person.ID, c.s.Clock())
	})
}

// approveReport lets the words stand, by a second person.
func approveReport(c *call) error {
	return c.change("done.approved", func(old report.Report) (report.Report, record.Entry, error) {
		return report.Approve(old, c.revision(), c.who.Person.ID, c.s.Clock())
	})
}

// publishReport makes the approved words public.
func publishReport(c *call) error {
	if err := c.r.ParseForm(); err != nil {
		return seminar.Invalid("error.invalid").Because(err)
	}
	return c.change("done.published", func(old report.Report) (report.Report, record.Entry, error) {
		return report.Publish(old, c.revision(), page.ParseText(c.r.PostForm, "correction", nil), c.who.Person.ID, c.s.Clock())
	})
}
