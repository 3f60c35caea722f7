package page

import (
	"io"
	"slices"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// Cases is the desk's list of what the roll cannot decide by itself: each with the evidence side by side and the decisions that are offered.
//
// POST /s/{seminar}/cases with op, case and reason leaves a case as it is; with ref and deed ("grant" or "refuse") beside op and
// reason it answers a claim or what was proposed. Other decisions are corrections: POST /s/{seminar}/roll/corrections.
type Cases struct {
	Frame
	Directory
	Open      []CaseView
	Settled   []CaseView // those that somebody left as they are
	MayDecide bool
}

// CaseView is a case with what the page needs to show it.
type CaseView struct {
	roll.Case
	Row   *roll.Row // of the person; nil where it is about a place
	Cell  roll.Cell
	Left  Settlement
	Own   bool // what was proposed by the reader: another person decides
	Seals bool // the half-day is sealed: a correction waits for a second person
}

// Settlement is what was said of a case that was left as it is.
type Settlement struct {
	By     seminar.ID
	Reason string
	At     time.Time
}

// Kinds counts the open cases by their doubt, in their order.
func (v Cases) Kinds() (all []CaseCount) {
	for _, c := range v.Open {
		i := slices.IndexFunc(all, func(x CaseCount) bool { return x.Doubt == c.Doubt })
		if i < 0 {
			all, i = append(all, CaseCount{Doubt: c.Doubt}), len(all)
		}
		all[i].Count++
	}
	return all
}

// CaseCount is how many cases there are of one doubt.
type CaseCount struct {
	Doubt roll.Doubt
	Count int
}

// SessionOf returns the title of a session; nil for one that is not known.
func (v Cases) SessionOf(id seminar.ID) seminar.Text {
	if s, ok := v.Seminar.Session(string(id)); ok {
		return s.Title
	}
	return nil
}

// Corrections lists what a correction may say.
func (Cases) Corrections() []roll.Mark {
	return []roll.Mark{roll.Present, roll.Late, roll.LeftEarly, roll.Excused, roll.Absent}
}

// Render writes the page.
func (v Cases) Render(w io.Writer) error { return Render(w, "cases", v) }
