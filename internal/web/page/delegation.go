package page

import (
	"io"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// Delegation is the people of one organisation, for its liaison and for organisers: where they are, what the roll says of them, leave,
// and who comes in whose place.
//
// POST /s/{seminar}/delegation/leave with op, person, half (starts in RFC 3339) and reason asks leave; /delegation/substitute with substitute (an id) or
// name and post beside them names who comes instead, with deed "end" nobody does any more; /delegation/duty says that they are away on duty.
type Delegation struct {
	Frame
	Directory
	Policy       roll.Policy
	Organisation seminar.Organisation
	Members      []Member
	Free         []seminar.Person // of the organisation, who can come in somebody's place
	MayChoose    bool             // any organisation
}

// Member is one delegate of the organisation.
type Member struct {
	roll.Row
	Now        roll.Standing
	Halves     []MemberHalf
	Substitute bool // comes in others' places alone
}

// MemberHalf is one half-day of a delegate.
type MemberHalf struct {
	LeaveHalf
	After  roll.Leave  // what leave comes to with it
	Relief roll.Relief // who comes instead; zero for nobody
}

// ToCome lists the half-days that are not over.
func (m Member) ToCome() (open []MemberHalf) {
	for _, h := range m.Halves {
		if h.Open {
			open = append(open, h)
		}
	}
	return open
}

// MayGrant reports whether the reader may decide about leave of a member.
func (v Delegation) MayGrant(m Member) bool {
	return m.Person.ID != v.Who.Person.ID && (v.Who.Has(seminar.Organiser) || v.Policy.LeaveLiaison > 0)
}

// Said lists the half-days of which something was said.
func (m Member) Said() (said []MemberHalf) {
	for _, h := range m.Halves {
		if h.Request.State != "" || h.Relief.New != "" {
			said = append(said, h)
		}
	}
	return said
}

// Here returns the address of the page, to come back to it.
func (v Delegation) Here() string {
	return v.URL("delegation") + "?organisation=" + string(v.Organisation.ID)
}

// Render writes the page.
func (v Delegation) Render(w io.Writer) error { return Render(w, "delegation", v) }
