package report

import (
	"slices"

	"aula/internal/seminar"
)

// Words is what an editor may change. The facts beside them, numbers above all, come
// from a draft and are not typed.
type Words struct {
	Revision int // the revision that the editor had before them
	Title    seminar.Text
	Dateline seminar.Text
	Lead     seminar.Text
	Sections []Section
	Credits  Credits
	Photos   []Photo
}

// Words returns what the report says now, for an editor to change.
func (r *Report) Words() Words {
	return Words{
		Revision: r.Revision, Title: r.Title, Dateline: r.Dateline, Lead: r.Lead,
		Sections: slices.Clone(r.Sections), Credits: r.Credits, Photos: slices.Clone(r.Photos),
	}
}

// check returns an Invalid error when the words cannot stand: nothing is published
// without a title and a lead in the leading language, nor a picture without a word
// for those who do not see it.
func (r *Report) check() error {
	lead := seminar.English
	if len(r.Languages) > 0 {
		lead = r.Languages[0]
	}
	switch {
	case r.Title[lead] == "":
		return seminar.Invalid("error.report.title")
	case r.Lead[lead] == "":
		return seminar.Invalid("error.report.lead")
	case slices.ContainsFunc(r.Photos, func(p Photo) bool { return p.Alt.IsZero() }):
		return seminar.Invalid("error.report.alt")
	}
	return nil
}
