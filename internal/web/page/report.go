package page

import (
	"cmp"
	"html/template"
	"io"
	"slices"

	"aula/internal/programme"
	"aula/internal/report"
	"aula/internal/seminar"
)

// Report is the published report of a seminar.
type Report struct {
	Frame
	Report  report.Report // Version 0 while nothing is published
	Origin  string        // "https://host" of the server, for search engines; "" leaves addresses out
	Preview bool          // shown on the press desk, below that page's own heading
}

// Paragraphs returns a text cut into paragraphs, each with its language marked.
func (f Frame) Paragraphs(t seminar.Text) []template.HTML {
	text := f.Text(t)
	language := f.Lang
	if t[language] != text {
		for l, s := range t {
			if s == text {
				language = l
			}
		}
	}
	var all []template.HTML
	for _, p := range report.Paragraphs(text) {
		all = append(all, f.Span(seminar.Text{language: p}))
	}
	return all
}

// Named is everybody who had one deed, in the report's order.
type Named struct {
	Deed   programme.Deed
	People []report.Named
}

// Attended returns those whom the report names, by deed.
func (v Report) Attended() []Named {
	var all []Named
	for _, deed := range programme.Deeds() {
		n := Named{Deed: deed}
		for _, p := range v.Report.Attended {
			if p.Deed == deed {
				n.People = append(n.People, p)
			}
		}
		if len(n.People) > 0 {
			all = append(all, n)
		}
	}
	return all
}

// Kind writes the kind of a place of the report, "" when its name says it already.
func (v Report) Kind(p report.Place) string {
	return v.KindOf(seminar.Place{Kind: p.Kind, Name: p.Name})
}

// Lasted writes how long the sessions lasted.
func (v Report) Lasted() string {
	h, m := v.Report.Minutes/60, v.Report.Minutes%60
	switch {
	case h == 0:
		return v.T("page.minutes", "count", m)
	case m == 0:
		return v.T("page.hours", "count", h)
	}
	return v.T("page.report.lasted", "hours", h, "minutes", m)
}

// Opening returns the picture at the head of the report, nil without one.
func (v Report) Opening() *report.Photo {
	if len(v.Report.Photos) == 0 {
		return nil
	}
	return &v.Report.Photos[0]
}

// Further returns the other pictures.
func (v Report) Further() []report.Photo { return v.Report.Photos[min(1, len(v.Report.Photos)):] }

// Figures is the table of numbers: levels down, places across.
type Figures struct {
	Places []report.Number // one of each place, for its name
	Rows   []FigureRow
	Sums   []report.Number // of each place
	Sum    report.Number   // of all
}

// FigureRow is the line of one level.
type FigureRow struct {
	Level seminar.Text // empty where the seminar knows no level
	Cells []report.Number
	Sum   report.Number
}

// Figures returns the table of numbers, levels and places in the report's order.
func (v Report) Figures() Figures {
	var f Figures
	var levels []report.Number
	for _, n := range v.Report.Numbers {
		if !slices.ContainsFunc(f.Places, func(p report.Number) bool { return p.Place == n.Place }) {
			f.Places = append(f.Places, n)
		}
		if !slices.ContainsFunc(levels, func(l report.Number) bool { return l.Level == n.Level }) {
			levels = append(levels, n)
		}
	}
	f.Sums = make([]report.Number, len(f.Places))
	for _, l := range levels {
		row := FigureRow{Level: l.LevelName, Cells: make([]report.Number, len(f.Places))}
		for _, n := range v.Report.Numbers {
			i := slices.IndexFunc(f.Places, func(p report.Number) bool { return p.Place == n.Place })
			if n.Level == l.Level {
				add(&row.Cells[i], n)
				add(&row.Sum, n)
				add(&f.Sums[i], n)
				add(&f.Sum, n)
			}
		}
		f.Rows = append(f.Rows, row)
	}
	return f
}

func add(to *report.Number, n report.Number) {
	to.Delegates += n.Delegates
	to.Took += n.Took
}

// JSONLD describes the seminar and its report to search engines.
func (v Report) JSONLD() map[string]any {
	return report.JSONLD(v.Report, v.Seminar, v.Origin+v.URL(), v.Lang)
}

// Corrections returns what was corrected, the newest first.
func (v Report) Corrections() []report.Correction {
	all := slices.Clone(v.Report.Corrections)
	slices.SortStableFunc(all, func(a, b report.Correction) int { return cmp.Compare(b.Version, a.Version) })
	return all
}

// Render writes the page.
func (v Report) Render(w io.Writer) error { return Render(w, "report", v) }
