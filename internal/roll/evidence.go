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
	ScanIn   Kind = "scan_in"  // the pass was read at a door, coming in
	ScanOut  Kind = "scan_out" // the pass was read at a door, going out
	Attested Kind = "attested" // a steward says so: Mark for Session at Place
	Interval Kind = "online"   // online from From to To: a lease renewed by heartbeat, merged

	Seated  Kind = "seat"      // confirmed a seat at Place, by their own login
	Entered Kind = "hall_code" // entered the code that the screen at Place showed
	Spoke   Kind = "spoke"     // was given the floor at Place
	Voted   Kind = "voted"     // voted at Place

	Fed Kind = "feedback" // has said what they think of Session

	PromptShown    Kind = "prompt_shown"    // was asked in Session, From until To, whether they are there; Ref is the prompt, here and below; Reason is the voided one that it replaces
	PromptAnswered Kind = "prompt_answered" // and said so in time
	PromptMissed   Kind = "prompt_missed"   // and did not
	PromptVoided   Kind = "prompt_voided"   // does not count: the server was at fault, for Reason

	LeaveAsked    Kind = "leave_asked"    // leave is asked for the half-day From to To, with Reason
	LeaveEndorsed Kind = "leave_endorsed" // a first person is for it; a second one has to grant so much
	LeaveGranted  Kind = "leave_granted"  // and granted
	LeaveRefused  Kind = "leave_refused"
	LeaveEnded    Kind = "leave_ended"  // taken back, or the person is back
	OnDuty        Kind = "duty"         // away From until To on official duty, with Reason; no leave
	Substitution  Kind = "substitution" // Ref comes in place of Person, From until To, with Reason; without Ref that is taken back
	MadeUp        Kind = "made_up"      // Session was made up for later, with Reason: a recording and a test, for example

	Claimed   Kind = "claimed"   // the person says that the roll is wrong in Session: Mark is right, for Reason
	Proposed  Kind = "proposed"  // a correction of a sealed half-day, for which a second person has to stand: Mark, Reason; Ref may be a claim
	Refused   Kind = "refused"   // a claim, or what was proposed (Ref), is refused, for Reason
	Corrected Kind = "corrected" // an organiser's Mark for Session, with Reason; the last one counts, an empty Mark takes them back; Ref is the claim or what was proposed

	Listed Kind = "listed" // came onto the list at a door; expected from then on

	Opened  Kind = "hall_opened" // a steward attests that Session has begun at Place; of nobody, as the next two
	Closed  Kind = "hall_closed" // and ended
	Counted Kind = "headcount"   // a steward counted so many (Count) at Place in Session
)

// ofNobody reports whether evidence is about a place and not about a person.
func (k Kind) ofNobody() bool { return k == Opened || k == Closed || k == Counted }

// Private reports whether the reason of the evidence is nobody's business but theirs who decide: it is told apart from the
// evidence, so that it can be deleted first.
func (k Kind) Private() bool { return k.leaves() || k == OnDuty || k == Substitution }

// sights reports whether evidence says that somebody was seen at a place at a moment.
func (k Kind) sights() bool { return k == Seated || k == Entered || k == Spoke || k == Voted }

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

// Here reports whether somebody with the mark was in the session.
func (m Mark) Here() bool { return m == Present || m == Late || m == LeftEarly }

// Marks lists every mark, in the order of a roll's totals.
func Marks() []Mark { return []Mark{Present, Late, LeftEarly, Excused, Substituted, Absent} }

// Evidence is one observation, mostly about one person. It never changes and is never removed, except by retention.
type Evidence struct {
	ID       seminar.ID `json:"id"`
	Person   seminar.ID `json:"person"`
	Kind     Kind       `json:"kind"`
	Place    seminar.ID `json:"place,omitempty"`
	Session  seminar.ID `json:"session,omitempty"` // of what is said of one session
	At       time.Time  `json:"at"`                // when it happened, by the device's clock, corrected by what is known of its skew
	Said     time.Time  `json:"said,omitzero"`     // when it happened by the device's own clock, where that was wrong
	Received time.Time  `json:"received"`          // when the server learnt of it
	From     time.Time  `json:"from,omitzero"`     // of what lasts
	To       time.Time  `json:"to,omitzero"`
	Mark     Mark       `json:"mark,omitempty"`     // of somebody's word
	Reason   string     `json:"reason,omitempty"`   // why, in somebody's words
	Ref      seminar.ID `json:"ref,omitempty"`      // what or whom it refers to
	Count    int        `json:"count,omitempty"`    // heads
	Path     Path       `json:"path,omitempty"`     // of an Interval
	Device   string     `json:"device,omitempty"`   // the source device
	Sequence int64      `json:"sequence,omitempty"` // its own count from 1; (Device, Sequence) happens once
	Actor    seminar.ID `json:"actor,omitempty"`    // who scanned, attested or corrected
}
