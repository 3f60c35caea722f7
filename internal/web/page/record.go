package page

import (
	"io"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Record is the record of the seminar, entry by entry.
type Record struct {
	Frame
	Directory                // for the names of those who did something
	Entries   []record.Entry // of this page, the newest first
	Total     int            // entries of the whole record
	Page      int            // 1 is the first, with the newest; RecordRows entries a page
	Chain     Chain
}

// RecordRows is how many entries one page shows.
const RecordRows = pageRows

// Chain is what was found when the chain was last walked from its beginning.
type Chain struct {
	At     time.Time      // when that was; zero when it was not walked
	Count  int64          // entries that fit
	Head   record.Hash    // of the last of them
	Broken *record.Broken // the first that does not fit; nil when all do
}

// Pager leads to the other pages.
func (v Record) Pager() Pager {
	p, _, _ := newPager(v.Total, v.Page, v.URL("record"), "")
	return p
}

// Kind writes what an entry tells, in words where the catalogues have some.
func (v Record) Kind(e record.Entry) string {
	key := "entry." + e.Kind
	if words := v.T(key); words != key {
		return words
	}
	return e.Kind
}

// Session returns the title of the session that an entry is about.
func (v Record) Session(e record.Entry) seminar.Text {
	if v.Seminar != nil {
		if s, ok := v.Seminar.Session(string(e.Session)); ok {
			return s.Title
		}
	}
	return nil
}

// Render writes the page.
func (v Record) Render(w io.Writer) error { return Render(w, "record", v) }
