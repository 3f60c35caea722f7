// Package roll says who was present, where, from when to when, on what evidence and
// under which rule. Evidence is only ever added; the roll is a pure fold over it.
package roll

import (
	"time"

	"aula/internal/seminar"
)

// Kind says what sort of evidence it is.
type Kind string

// The kinds of evidence.
const (
	ScanIn       Kind = "scan_in"       // the pass was read at a door, coming in
	ScanOut      Kind = "scan_out"      // the pass was read at a door, going out
	Attested     Kind = "attested"      // a steward says so: Mark for Session at Place
	Interval     Kind = "online"        // online from From to To: a lease renewed by heartbeat, merged
	LeaveAsked   Kind = "leave_asked"   // leave is asked for the half-day From to To, with Reason
	LeaveGranted Kind = "leave_granted" // and granted
	LeaveRefused Kind = "leave_refused"
	LeaveEnded   Kind = "leave_ended" // taken back, or the person is back
	Corrected    Kind = "corrected"   // an organiser's Mark for Session, with Reason; the last one counts, an empty Mark takes them back
)

// Mark is what the roll says of a person in a session.
type Mark string

// The marks.
const (
	Present     Mark = "present"
	Late        Mark = "late"
	LeftEarly   Mark = "left_early"
	Excused     Mark = "excused"
	Absent      Mark = "absent"
	Substituted Mark = "substituted"
)

// Marks lists every mark, in the order of a roll's totals.
func Marks() []Mark { return []Mark{Present, Late, LeftEarly, Excused, Substituted, Absent} }

// Evidence is one observation about one person. It never changes and is never removed.
type Evidence struct {
	ID       seminar.ID `json:"id"`
	Person   seminar.ID `json:"person"`
	Kind     Kind       `json:"kind"`
	Place    seminar.ID `json:"place,omitempty"`
	Session  seminar.ID `json:"session,omitempty"`  // Attested and Corrected only
	At       time.Time  `json:"at"`                 // when it happened, by the device's clock, corrected by what is known of its skew
	Received time.Time  `json:"received"`           // when the server learnt of it
	From     time.Time  `json:"from,omitzero"`      // Interval and leave
	To       time.Time  `json:"to,omitzero"`        // Interval and leave
	Mark     Mark       `json:"mark,omitempty"`     // Attested and Corrected only
	Reason   string     `json:"reason,omitempty"`   // Corrected and LeaveAsked: why, in somebody's words
	Device   string     `json:"device,omitempty"`   // the source device
	Sequence int64      `json:"sequence,omitempty"` // its own count from 1; (Device, Sequence) happens once
	Actor    seminar.ID `json:"actor,omitempty"`    // who scanned, attested or corrected
}
