package page

import (
	"io"
	"strconv"
	"time"

	"aula/internal/report"
	"aula/internal/seminar"
)

// Press is the press desk: the report in the making. Its forms:
//
//	POST .../press/draft    revision: drafts the words anew from the facts
//	POST .../press          what ParseWords reads: saves the words
//	POST .../press/photo    revision, photo (a file), caption.LANG, alt.LANG: adds a picture
//	POST .../press/approve  revision: a second person lets the words stand
//	POST .../press/publish  revision, correction.LANG (after the first version)
type Press struct {
	Frame
	Directory                 // for the names of those who worked on it
	Report    report.Report   // the latest revision; Revision 0 before the first draft
	Revisions []report.Report // all of them, the newest first
	Err       string          // why something was not done, in words
}

// Languages are those in which the report is written, the leading one first.
func (v Press) Languages() []string {
	switch {
	case len(v.Report.Languages) > 0:
		return v.Report.Languages
	case v.Seminar != nil && len(v.Seminar.Languages) > 0:
		return v.Seminar.Languages
	}
	return seminar.Languages()
}

// LanguageName names a language; its tag when the catalogues do not.
func (f Frame) LanguageName(tag string) string {
	if name := f.T("frame.language." + tag); name != "frame.language."+tag {
		return name
	}
	return tag
}

// Sections returns the sections to edit, with an empty one at the end to fill in.
func (v Press) Sections() []report.Section {
	return append(v.Report.Sections[:len(v.Report.Sections):len(v.Report.Sections)], report.Section{})
}

// Editors returns the editors to credit, with an empty one at the end to fill in.
func (v Press) Editors() []seminar.Text {
	return append(v.Report.Credits.Editors[:len(v.Report.Credits.Editors):len(v.Report.Credits.Editors)], nil)
}

// MayApprove reports whether the reader may approve: a second person, and a draft.
func (v Press) MayApprove() bool {
	return v.Report.State == report.Drafted && v.Report.Revision > 0 && v.Report.EditedBy != v.Who.Person.ID
}

// Article is the report as readers will see it.
func (v Press) Article() Report { return Report{Frame: v.Frame, Report: v.Report, Preview: true} }

// Worked returns who made a revision and when, by its state.
func (Press) Worked(r report.Report) Work {
	switch r.State {
	case report.Approved:
		return Work{r.ApprovedBy, r.ApprovedAt}
	case report.Published:
		return Work{r.ApprovedBy, r.PublishedAt}
	}
	return Work{r.EditedBy, r.EditedAt}
}

// Work says who did something and when.
type Work struct {
	By seminar.ID
	At time.Time
}

// States lists the states in their order.
func (Press) States() []report.State {
	return []report.State{report.Drafted, report.Approved, report.Published}
}

// TextField is one text in one language, as a field of a form.
type TextField struct {
	Frame
	Name     string // with the language: "section.2.heading.en"
	Label    string
	Language string
	Value    string
	Lines    int // 1 for a single line
}

// Field returns the field of a text in one language.
func (v Press) Field(name, label string, t seminar.Text, language string, lines int) TextField {
	return TextField{v.Frame, name + "." + language, label, language, t[language], lines}
}

// Numbered names the n-th of something: Numbered("section", 2, "heading").
func (Press) Numbered(kind string, n int, part string) string {
	name := kind + "." + strconv.Itoa(n)
	if part != "" {
		name += "." + part
	}
	return name
}

// Render writes the page.
func (v Press) Render(w io.Writer) error { return Render(w, "press", v) }
