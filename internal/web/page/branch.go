package page

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Branch is the steward's page of one hall: its roll in one session, marks by hand, and
// hands for people there. It is always inside a seminar.
//
// Its script marks by POST /s/{seminar}/branch/{place}/marks and keeps the page up by
// fetching it anew when the record says that the roll has changed.
type Branch struct {
	Frame
	Directory
	At      seminar.Place
	Roll    roll.Roll  // the rows that belong to the place or were seen there
	Session seminar.ID // the session asked for; "" for the one that runs
	Hall    roll.HallWord
}

// Sessions returns the sessions of the place that mark people.
func (v Branch) Sessions() []programme.Session {
	if v.Seminar == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Seminar.Sessions), func(s programme.Session) bool {
		return !s.Marked() || !s.At(v.At.ID)
	})
}

// Chosen returns the session asked for; else the one that runs, the next one, the last
// one. It is nil for a place without sessions.
func (v Branch) Chosen() *programme.Session {
	sessions, now := v.Sessions(), v.moment()
	for i, s := range sessions {
		if s.ID == v.Session {
			return &sessions[i]
		}
	}
	for i, s := range sessions {
		if now.Before(s.Ends) {
			return &sessions[i]
		}
	}
	if len(sessions) == 0 {
		return nil
	}
	return &sessions[len(sessions)-1]
}

// BranchGroup is the people of one organisation.
type BranchGroup struct {
	Organisation seminar.Organisation // zero for people without one
	People       []BranchPerson
}

// BranchPerson is one person with their cell of the chosen session.
type BranchPerson struct {
	seminar.Person
	Cell   roll.Cell
	Search string // every name and key by which they may be looked for
}

// Known is the mark that somebody or something has seen. While the session runs, whoever
// nobody has seen yet is not absent: they may be on the stairs.
func (p BranchPerson) Known() roll.Mark {
	seen := slices.ContainsFunc(p.Cell.Why, func(r roll.Reason) bool { return strings.HasSuffix(r.Key, "_"+string(roll.Absent)) })
	if p.Cell.Mark == roll.Absent && p.Cell.Pending && !seen {
		return ""
	}
	return p.Cell.Mark
}

// Groups returns the people by organisation, in protocol order.
func (v Branch) Groups() []BranchGroup {
	session := v.Chosen()
	if session == nil {
		return nil
	}
	var groups []BranchGroup
	for _, row := range v.Roll.Rows {
		o := v.Organisation(row.Person.Organisation)
		i := slices.IndexFunc(groups, func(g BranchGroup) bool { return g.Organisation.ID == o.ID })
		if i < 0 {
			groups, i = append(groups, BranchGroup{Organisation: o}), len(groups)
		}
		cell, _ := row.Cell(session.ID)
		groups[i].People = append(groups[i].People, BranchPerson{row.Person, cell, search(row.Person, o)})
	}
	slices.SortStableFunc(groups, func(a, b BranchGroup) int { return cmp.Compare(a.Organisation.Order, b.Organisation.Order) })
	return groups
}

func search(p seminar.Person, o seminar.Organisation) string {
	words := []string{p.Key, o.Key}
	for _, t := range []seminar.Text{p.Name, o.Name} {
		for _, s := range t {
			words = append(words, s)
		}
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// Marks lists what a steward may attest.
func (Branch) Marks() []roll.Mark {
	return []roll.Mark{roll.Present, roll.Late, roll.LeftEarly, roll.Absent}
}

// Texts returns what the page's script says.
func (v Branch) Texts() map[string]string {
	return texts(v.Printer, wireTexts, lineTexts, branchTexts, pollTexts)
}

// Render writes the page.
func (v Branch) Render(w io.Writer) error {
	v.Script, v.Theme = "branch.js", "light"
	return Render(w, "branch", v)
}

var branchTexts = []string{
	"branch.asked", "question.names.all", "question.names.staff", "question.names.none", "question.approve",
	"branch.hall.hand", "branch.hall.hand.lower", "branch.heads.sent",
	"hall.line.branch", "branch.delivered", "branch.waiting", "branch.refused", "branch.unkept", "branch.shown", "branch.floor",
	"branch.hall.opened", "branch.hall.closed", "branch.hall.headcount",
	"branch.hand.raise", "branch.hand.lower", "branch.marked",
	"mark.present", "mark.late", "mark.left_early", "mark.absent",
}
