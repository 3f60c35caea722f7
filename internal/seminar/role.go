package seminar

import "slices"

// Role is what a person may do in a seminar, or at one place of it.
type Role string

// The roles. A delegate is every person on the roll; Public is everybody.
const (
	Organiser   Role = "organiser"
	Chair       Role = "chair"
	Speaker     Role = "speaker"
	Steward     Role = "steward"
	Moderator   Role = "moderator"
	Operator    Role = "operator"
	Interpreter Role = "interpreter" // says in another language what is said
	Editor      Role = "editor"
	Auditor     Role = "auditor"
	Liaison     Role = "liaison"
	Screen      Role = "screen" // a big screen or a branch hall's screen: a device without a person's rights
	Delegate    Role = "delegate"
	Public      Role = "public"
)

// Roles lists every role that a grant may hold.
func Roles() []Role {
	return []Role{Organiser, Chair, Speaker, Steward, Moderator, Operator, Interpreter, Editor, Auditor, Liaison, Screen}
}

// Grant gives a person a role in a seminar; with Place it holds at that place alone.
type Grant struct {
	Person ID   `json:"person"`
	Role   Role `json:"role"`
	Place  ID   `json:"place,omitempty"`
}

// Principal is who asks: what the door of the house found out about a request,
// taken from the login and never from the message.
type Principal struct {
	Login   ID     // the browser's sign-in; "" for the public
	Seminar ID     // the seminar of the request
	Person  Person // zero for the public
	Grants  []Grant
	Server  bool // holds the server itself: may found and import seminars
	Hall    ID   // the branch hall whose own device it is; "" for people
	Door    ID   // the place at whose door this device scans; "" for people
}

// Has reports whether the principal holds one of the roles, wherever.
func (p Principal) Has(roles ...Role) bool {
	for _, r := range roles {
		switch {
		case r == Public, r == Delegate && p.Person.Delegate && !p.Person.Withdrawn:
			return true
		case slices.ContainsFunc(p.Grants, func(g Grant) bool { return g.Role == r }):
			return true
		}
	}
	return false
}

// HasAt reports whether the principal holds the role for that place: by a grant for
// the whole seminar or for the place itself.
func (p Principal) HasAt(role Role, place ID) bool {
	return slices.ContainsFunc(p.Grants, func(g Grant) bool {
		return g.Role == role && (g.Place == "" || g.Place == place)
	})
}

// Places returns the places at which a steward's grants hold; all is true when they
// hold for every place.
func (p Principal) Places(role Role) (places []ID, all bool) {
	for _, g := range p.Grants {
		if g.Role == role {
			if g.Place == "" {
				return nil, true
			}
			places = append(places, g.Place)
		}
	}
	return places, false
}
