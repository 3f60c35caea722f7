package page

import (
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"aula/internal/seminar"
)

// InvitationMark says how far somebody's invitation is.
type InvitationMark string

// How far an invitation is.
const (
	InvitationNone   InvitationMark = "none"   // no link was made, or none is good any more
	InvitationMade   InvitationMark = "made"   // nobody has opened it
	InvitationOpened InvitationMark = "opened" // it was opened
)

// PersonRow is one line of the list of people.
type PersonRow struct {
	seminar.Person
	Grants     []seminar.Grant
	Invitation InvitationMark
	At         time.Time // when it was made or opened; zero without one
}

// People is everybody of the seminar. Its forms: POST /s/{seminar}/people/invite with
// person makes a new link and ends the old ones; POST /s/{seminar}/people/invite-all
// makes a link for everybody who has none. Both answer with Links.
type People struct {
	Frame
	Directory             // for the organisations
	Rows      []PersonRow // those whom the filter chooses, by protocol order
	Filter    PeopleFilter
	Page      int // 1 is the first
	Uninvited int // how many have no link, whatever the filter
}

// PeopleFilter is the filter of the list as it stands in the address: search,
// organisation, place (ids), role, invitation.
type PeopleFilter struct {
	Search       string
	Organisation seminar.ID
	Place        seminar.ID
	Role         seminar.Role
	Invitation   InvitationMark
}

// ParsePeopleFilter reads the filter from an address.
func ParsePeopleFilter(q url.Values) PeopleFilter {
	return PeopleFilter{
		Search: strings.TrimSpace(q.Get("search")), Organisation: seminar.ID(q.Get("organisation")), Place: seminar.ID(q.Get("place")),
		Role: seminar.Role(q.Get("role")), Invitation: InvitationMark(q.Get("invitation")),
	}
}

// Query writes the filter as it stands in an address.
func (f PeopleFilter) Query() string {
	return query("search", f.Search, "organisation", string(f.Organisation), "place", string(f.Place), "role", string(f.Role), "invitation", string(f.Invitation))
}

// Chooses reports whether the filter chooses the row; o is the person's organisation.
func (f PeopleFilter) Chooses(r PersonRow, o seminar.Organisation) bool {
	switch {
	case f.Organisation != "" && r.Organisation != f.Organisation,
		f.Place != "" && r.Place != f.Place,
		f.Invitation != "" && r.Invitation != f.Invitation,
		!meant(f.Search, r.Person, o):
		return false
	case f.Role == "":
		return true
	case f.Role == seminar.Delegate:
		return r.Delegate
	}
	return slices.ContainsFunc(r.Grants, func(g seminar.Grant) bool { return g.Role == f.Role })
}

// Shown returns the rows of this page.
func (v People) Shown() []PersonRow {
	_, from, to := newPager(len(v.Rows), v.Page, v.URL("people"), v.Filter.Query())
	return v.Rows[from:to]
}

// Pager leads to the other pages.
func (v People) Pager() Pager {
	p, _, _ := newPager(len(v.Rows), v.Page, v.URL("people"), v.Filter.Query())
	return p
}

// Roles lists the roles to choose from.
func (People) Roles() []seminar.Role { return append(seminar.Roles(), seminar.Delegate) }

// Invitations lists the states to choose from.
func (People) Invitations() []InvitationMark {
	return []InvitationMark{InvitationNone, InvitationMade, InvitationOpened}
}

// Held returns the roles of a row, each once, with its places.
func (v People) Held(r PersonRow) []RoleAt { return rolesOf(v.Frame, r.Grants) }

// Render writes the page.
func (v People) Render(w io.Writer) error { return Render(w, "people", v) }
