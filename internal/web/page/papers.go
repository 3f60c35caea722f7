package page

import (
	"io"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Papers lists the papers that can be printed, each with what it is for: all of them to an organiser, those of their own halls to
// stewards, the roll to auditors. Each form is a GET for a PDF, with lang for its language.
type Papers struct {
	Frame
	MayAll    bool         // badges
	MayRoll   bool         // the roll by organisation
	Places    []PaperPlace // whose papers the reader may have
	Delegates int
}

// PaperPlace is a hall with what its papers are of.
type PaperPlace struct {
	seminar.Place
	People   int // who are to attend there
	Sessions []programme.Session
	Sealed   []roll.Half
}

// PaperForm is one paper.
type PaperForm struct {
	Key      string // of the catalogues: page.papers.KEY and page.papers.KEY.line
	Action   string
	Count    int
	Sessions []programme.Session
	Halves   []roll.Half
	ID       string // keeps the labels of one form apart from those of others
}

// Whole lists the papers of the whole seminar.
func (v Papers) Whole() (forms []PaperForm) {
	if v.MayAll {
		forms = append(forms, PaperForm{Key: "badges", Action: v.URL("papers", "badges.pdf"), Count: v.Delegates, ID: "badges"})
	}
	if v.MayRoll {
		forms = append(forms, PaperForm{Key: "roll", Action: v.URL("papers", "roll.pdf"), Count: v.Delegates, ID: "roll"})
	}
	return forms
}

// Of lists the papers of one place. Nobody sits at a desk online, and nobody signs there.
func (v Papers) Of(p PaperPlace) (forms []PaperForm) {
	add := func(f PaperForm) {
		f.Action, f.ID = v.URL("papers", p.Key, f.Key+".pdf"), f.Key+"-"+p.Key
		forms = append(forms, f)
	}
	if p.Kind != seminar.Online {
		if len(p.Sessions) > 0 {
			add(PaperForm{Key: "signatures", Count: p.People, Sessions: p.Sessions})
		}
		add(PaperForm{Key: "cards", Count: p.People})
		if len(p.Sealed) > 0 {
			add(PaperForm{Key: "seal", Halves: p.Sealed})
		}
	}
	return forms
}

// Languages lists those in which papers are set, the reader's first.
func (v Papers) Languages() []string { return append([]string{v.Lang}, v.OtherLanguages()...) }

// Render writes the page.
func (v Papers) Render(w io.Writer) error { return Render(w, "papers", v) }
