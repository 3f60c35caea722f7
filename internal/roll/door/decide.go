package door

import (
	"slices"
	"time"

	"aula/internal/seminar"
)

// Scan is what happened at the door: a code was held before the scanner, or a steward
// found the person by name.
type Scan struct {
	Text   string     `json:"text,omitempty"`   // what the code says
	Person seminar.ID `json:"person,omitempty"` // found by name, instead of a code
	Out    bool       `json:"out,omitempty"`    // on the way out
	At     time.Time  `json:"at"`               // by the scanner's clock, set by what is known of its skew
}

// Verdict is what the door says.
type Verdict struct {
	Welcome bool           `json:"welcome"`          // let them pass; the scan is evidence
	Notice  bool           `json:"notice,omitempty"` // the steward should look twice, or tell the desk
	Key     string         `json:"key"`              // catalogue key of what to say
	Args    map[string]any `json:"args,omitempty"`   // fills the sentence: "time" a time.Time, "date" a string, "place" a seminar.Text
	Person  seminar.ID     `json:"person,omitempty"` // who it is, as far as known; look them up on the list
}

// The keys of what the door says, in the order of the checks.
const (
	Unreadable   = "door.unreadable"    // no pass of ours
	UnknownKey   = "door.unknown_key"   // a key that this list has not
	Forged       = "door.forged"        // the signature does not fit
	OtherSeminar = "door.other_seminar" // a true pass of another seminar
	Goodbye      = "door.goodbye"       // time, place: out, was in there since
	GoodbyeOnly  = "door.goodbye_only"  // out, and no scan in is known
	Withdrawn    = "door.withdrawn"     // no pass of theirs is good
	Unknown      = "door.unknown"       // a true pass, but not on this list
	Replaced     = "door.replaced"      // a newer pass was handed out
	Expired      = "door.expired"       // date: the pass has run out
	NotYet       = "door.not_yet"       // date, time: before the first day opens
	Closed       = "door.closed"        // date, time: between two days; when the next one opens
	Over         = "door.over"          // after the last day
	Again        = "door.again"         // time: already in here since then
	Full         = "door.full"          // place: belongs there, and here no seat is free
	Guest        = "door.guest"         // place: belongs there; a seat is free
	Moved        = "door.moved"         // place, time: comes from there, was in since then
	Welcome      = "door.welcome"
)

// DeviceRevoked is said of scans that a phone sends after it was revoked. It is no
// verdict of the rule: they are kept apart, and nobody is in or out by them.
const DeviceRevoked = "door.device_revoked"

// Decide is the rule of the door. The checks, in their order; the first that holds decides:
//
//  1. The code is no pass, is signed with an unknown key, or is forged: refused. A
//     person found by name begins at 3.
//  2. A pass of another seminar: refused.
//  3. On the way out: let through, whatever is wrong with the pass. Nobody is kept in.
//  4. Withdrawn or shut out: refused. Validity comes before everything that is about
//     being here already, so that a void pass is never taken for a harmless second scan.
//  5. Not on the list: refused, and sent to the desk; the list may be old.
//  6. A newer pass was handed out (the list knows a higher version): refused. A pass
//     that is newer than the list is good: the list is old.
//  7. The pass has run out: refused.
//  8. Before the first day, between two days, after the last: refused.
//  9. Already in at this place: let in again, with a notice that says since when. It
//     may be somebody who left unseen, or a second person with a copy.
//  10. Belongs to another place: let in with a notice while the hall has seats that
//     nobody who belongs to it will need (see room); else refused.
//  11. Last seen in at another place: let in; the roll counts it as a move.
//  12. Welcome.
//
// Decide is pure. A verdict that welcomes makes evidence; one that refuses makes none.
func Decide(l List, s Scan) Verdict { return l.Judge(Read(nil, l.Ring(), l.Seminar, s)) }

// Judge is the rule from its third check on: of what Read has read by the keys and for
// the seminar of the list.
func (l *List) Judge(s Shown) Verdict {
	p := s.Pass
	if s.Refused != "" {
		return Verdict{Key: s.Refused}
	}
	if s.Out {
		return l.goodbye(p.Person)
	}
	person := l.Person(p.Person)
	v := Verdict{Person: p.Person}
	switch {
	case slices.Contains(l.Revoked, p.Person):
		v.Key = Withdrawn
	case person == nil:
		v.Key = Unknown
	case s.Person == "" && p.Version < person.Version:
		v.Key = Replaced
	case s.Person == "" && s.At.After(p.NotAfter):
		v.Key, v.Args = Expired, map[string]any{"date": p.NotAfter.Format(time.DateOnly)}
	default:
		if v.Key, v.Args = l.hours(s.At); v.Key == "" {
			return l.admit(person)
		}
	}
	return v
}

func (l *List) goodbye(person seminar.ID) Verdict {
	v := Verdict{Welcome: true, Key: GoodbyeOnly, Notice: true, Person: person}
	if in := l.inside(person); in != nil {
		v.Key, v.Notice, v.Args = Goodbye, false, map[string]any{"place": l.name(in.Place), "time": in.Since}
	}
	return v
}

// hours says why the door is shut at t; "" when it is open.
func (l *List) hours(t time.Time) (string, map[string]any) {
	for i, d := range l.Days {
		if t.Before(d.Opens) {
			args := map[string]any{"date": d.Date, "time": d.Opens}
			if i == 0 {
				return NotYet, args
			}
			return Closed, args
		}
		if t.Before(d.Closes) {
			return "", nil
		}
	}
	if len(l.Days) > 0 {
		return Over, nil
	}
	return "", nil
}

// admit decides about somebody with a good pass at an open door.
func (l *List) admit(p *Person) Verdict {
	v := Verdict{Welcome: true, Key: Welcome, Person: p.ID}
	in := l.inside(p.ID)
	switch {
	case in != nil && in.Place == l.Place:
		v.Key, v.Notice, v.Args = Again, true, map[string]any{"time": in.Since}
	case p.Place != "" && p.Place != l.Place && !l.room():
		v.Welcome, v.Key, v.Args = false, Full, map[string]any{"place": l.name(p.Place)}
	case p.Place != "" && p.Place != l.Place:
		v.Key, v.Notice, v.Args = Guest, true, map[string]any{"place": l.name(p.Place)}
	case in != nil:
		v.Key, v.Args = Moved, map[string]any{"place": l.name(in.Place), "time": in.Since}
	}
	return v
}

// room reports whether one more guest finds a seat: the seats, less one for everybody
// who belongs here and is in no other hall, less the guests who are in.
func (l *List) room() bool {
	i := slices.IndexFunc(l.Places, func(p Place) bool { return p.ID == l.Place })
	if i < 0 || l.Places[i].Seats == 0 {
		return true
	}
	where := make(map[seminar.ID]seminar.ID, len(l.Inside))
	taken := 0
	for _, in := range l.Inside {
		where[in.Person] = in.Place
		if in.Place == l.Place {
			taken++
		}
	}
	for _, p := range l.People {
		if p.Place == l.Place && where[p.ID] == "" {
			taken++
		}
	}
	return taken < l.Places[i].Seats
}
