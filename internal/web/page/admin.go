package page

import (
	"io"
	"slices"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// Admin is the organiser's overview: what is missing, and how every part does.
type Admin struct {
	Frame
	Directory                 // everybody
	Grants    []seminar.Grant // of the seminar
	Uninvited int             // people without an invitation link
	Unopened  int             // people whose link nobody has opened
	Health    []Health
}

// Condition says how a part does.
type Condition string

// The conditions.
const (
	Good Condition = "good"
	Warn Condition = "warn"
	Bad  Condition = "bad"
)

// Health is one line about a part of the server. Its name is page.admin.health.KEY:
// store, record, disk, media, network, certificate, clock, program.
type Health struct {
	Key       string
	Condition Condition
	Line      string // in words or numbers, in the reader's language
}

// Gap is something that is missing.
type Gap struct {
	Key   string // page.admin.gap.KEY, with count
	Count int
	Names []seminar.Text // what it is missing for; nil where that would be people
	Href  string         // where to look
}

// Counts are the numbers at the head of the page.
func (v Admin) Counts() []Gap {
	if v.Seminar == nil {
		return nil
	}
	delegates := 0
	for _, p := range v.People {
		if p.Delegate && !p.Withdrawn {
			delegates++
		}
	}
	return []Gap{
		{Key: "sessions", Count: len(v.Seminar.Sessions), Href: v.URL()},
		{Key: "places", Count: len(v.Seminar.Places), Href: v.URL("grid")},
		{Key: "people", Count: len(v.People), Href: v.URL("people")},
		{Key: "delegates", Count: delegates, Href: v.URL("roll")},
	}
}

// Gaps returns what is missing, what stops the seminar first.
func (v Admin) Gaps() []Gap {
	if v.Seminar == nil {
		return nil
	}
	people := v.URL("people")
	all := []Gap{
		named("steward", v.URL("people"), v.Seminar.Places, v.unattended, func(p seminar.Place) seminar.Text { return p.Name }),
		named("chair", v.URL(), v.Seminar.Sessions, unchaired, title),
		named("speaker", v.URL(), v.Seminar.Sessions, unspoken, title),
		{Key: "placeless", Count: v.placeless(), Href: people},
		{Key: "uninvited", Count: v.Uninvited, Href: people + "?invitation=" + string(InvitationNone)},
		{Key: "unopened", Count: v.Unopened, Href: people + "?invitation=" + string(InvitationMade)},
	}
	for _, role := range []seminar.Role{seminar.Chair, seminar.Operator, seminar.Editor} {
		if !slices.ContainsFunc(v.Grants, func(g seminar.Grant) bool { return g.Role == role }) {
			all = append(all, Gap{Key: "no_" + string(role), Count: 1, Href: people})
		}
	}
	return slices.DeleteFunc(all, func(g Gap) bool { return g.Count == 0 })
}

func named[T any](key, href string, all []T, missing func(T) bool, name func(T) seminar.Text) Gap {
	g := Gap{Key: key, Href: href}
	for _, x := range all {
		if missing(x) {
			g.Names = append(g.Names, name(x))
		}
	}
	g.Count = len(g.Names)
	return g
}

func title(s programme.Session) seminar.Text { return s.Title }

// unattended reports whether a hall has no steward.
func (v Admin) unattended(p seminar.Place) bool {
	return p.Kind != seminar.Online && !slices.ContainsFunc(v.Grants, func(g seminar.Grant) bool {
		return g.Role == seminar.Steward && (g.Place == "" || g.Place == p.ID)
	})
}

// unchaired reports whether a session that marks people has nobody to lead it.
func unchaired(s programme.Session) bool {
	return s.Marked() && s.Kind != programme.Study && len(s.People(programme.Presides))+len(s.People(programme.Convenes)) == 0
}

// unspoken reports whether a session that lives by its speakers has none.
func unspoken(s programme.Session) bool {
	switch s.Kind {
	case programme.Opening, programme.Lecture, programme.Panel:
		return s.Marked() && len(s.People(programme.Speaks))+len(s.People(programme.Panelist)) == 0
	}
	return false
}

// placeless counts the delegates who belong to no place.
func (v Admin) placeless() (n int) {
	for _, p := range v.People {
		if p.Delegate && !p.Withdrawn && v.Place(p.Place).ID == "" {
			n++
		}
	}
	return n
}

// Render writes the page.
func (v Admin) Render(w io.Writer) error { return Render(w, "admin", v) }
