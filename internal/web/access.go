package web

import (
	"aula/internal/seminar"
)

// access says who may use a route. The zero value lets nobody in.
type access struct {
	roles   []seminar.Role // any of them
	atPlace bool           // the steward's role must hold at the {place} of the route
	server  bool           // only who holds the server itself
	device  bool           // also the device of a branch hall, which is nobody's
	gate    bool           // also a phone that is the scanner at a door, which is nobody's; at the {place} of the route when atPlace
	own     bool           // nobody but the device of the {place} of the route
}

func only(roles ...seminar.Role) access { return access{roles: roles} }

func withDevices(a access) access { a.device = true; return a }

func withGates(a access) access { a.gate = true; return a }

// Who is let in, in words.
var (
	everybody    = withGates(withDevices(only(seminar.Public)))
	delegates    = only(seminar.Delegate)
	chairs       = only(seminar.Chair)
	voters       = only(seminar.Delegate, seminar.Chair, seminar.Speaker)
	moderators   = only(seminar.Chair, seminar.Moderator) // who decides about polls and questions
	announcers   = only(seminar.Chair, seminar.Moderator, seminar.Operator, seminar.Organiser)
	discussants  = only(seminar.Delegate, seminar.Organiser, seminar.Chair, seminar.Moderator)
	dividers     = only(seminar.Organiser, seminar.Chair, seminar.Moderator) // who forms groups and looks after them
	minuteTakers = only(seminar.Organiser, seminar.Auditor, seminar.Editor, seminar.Chair, seminar.Moderator)
	liaisons     = only(seminar.Liaison, seminar.Organiser)
	leavers      = only(seminar.Delegate, seminar.Organiser)
	organisers   = only(seminar.Organiser)
	operators    = only(seminar.Operator)
	editors      = only(seminar.Editor, seminar.Organiser)
	auditors     = only(seminar.Organiser, seminar.Auditor)
	certified    = only(seminar.Delegate, seminar.Organiser, seminar.Auditor)
	rollKeeper   = only(seminar.Organiser, seminar.Auditor, seminar.Steward)
	publishers   = only(seminar.Operator, seminar.Speaker)
	captioners   = only(seminar.Moderator, seminar.Operator)
	interpreters = only(seminar.Interpreter, seminar.Operator)
	lecterns     = only(seminar.Speaker, seminar.Chair, seminar.Operator)
	screens      = withDevices(only(seminar.Screen, seminar.Operator, seminar.Organiser, seminar.Chair))
	hallPeople   = withDevices(only(seminar.Delegate, seminar.Chair, seminar.Speaker, seminar.Operator, seminar.Moderator, seminar.Organiser, seminar.Steward, seminar.Interpreter, seminar.Screen))
	enrollers    = only(seminar.Operator, seminar.Organiser)
	devices      = access{own: true}
	members      = only(seminar.Delegate, seminar.Chair, seminar.Speaker, seminar.Operator, seminar.Moderator, seminar.Organiser, seminar.Steward, seminar.Screen, seminar.Editor, seminar.Auditor, seminar.Liaison, seminar.Interpreter)
	stewards     = access{roles: []seminar.Role{seminar.Steward, seminar.Organiser}, atPlace: true}
	doors        = withGates(stewards)
	owners       = access{server: true}
)

// allows reports whether the principal may use a route for that place ("" when the
// route has none).
func (a access) allows(p seminar.Principal, place seminar.ID) bool {
	switch {
	case a.own:
		return p.Hall != "" && (place == "" || p.Hall == place)
	case p.Hall != "" && !a.device:
		return false
	case p.Door != "":
		return a.gate && (!a.atPlace || p.Door == place)
	case a.server:
		return p.Server
	}
	if !a.atPlace {
		return p.Has(a.roles...)
	}
	for _, role := range a.roles {
		if p.HasAt(role, place) {
			return true
		}
	}
	return false
}
