package account

import (
	"strconv"
	"time"

	"aula/internal/seminar"
)

// Account is a name and a passphrase. An account of the server may found and run
// every seminar; one of a person signs that person in.
type Account struct {
	ID         seminar.ID
	Name       string
	Passphrase string // as HashPassphrase made it
	Seminar    seminar.ID
	Person     seminar.ID
	Server     bool
}

// Kind says what a link or key is for.
type Kind string

// The kinds of link and key.
const (
	Invitation Kind = "invitation" // signs a person in
	Start      Kind = "start"      // lets the first organiser choose a passphrase
	Publishing Kind = "publishing" // lets an encoder publish to a slot
	Enrolment  Kind = "enrolment"  // makes a browser the device of a branch hall
	Gate       Kind = "gate"       // makes a phone the scanner at a door
	Rehearsal  Kind = "rehearsal"  // lets a crowd of machines in, apart from everybody
	Site       Kind = "site"       // lets a hall's own machine take the plan and deliver what it keeps
)

// Token is a link or a key: what the store keeps of it.
type Token struct {
	ID      seminar.ID
	Kind    Kind
	Seminar seminar.ID
	Person  seminar.ID
	Slot    string     // Publishing: where it may publish; Rehearsal: how many may watch, in digits
	Place   seminar.ID // Enrolment: the hall whose device it makes; Gate: where the door is; Site: the hall
	Label   string     // Publishing, Enrolment, Gate, Site: what people call it
	Made    time.Time
	Expires time.Time
	Opened  time.Time // zero while nobody used it
	Revoked time.Time
}

// Usable reports whether the token still opens anything at t.
func (t Token) Usable(at time.Time) bool { return t.Revoked.IsZero() && at.Before(t.Expires) }

// MaxSeats is how many a rehearsal may let watch at most.
const MaxSeats = 2000

// Seats is how many a rehearsal lets watch, 0 for any other token.
func (t Token) Seats() int {
	if t.Kind != Rehearsal {
		return 0
	}
	n, err := strconv.Atoi(t.Slot)
	if err != nil || n < 0 || n > MaxSeats {
		return 0
	}
	return n
}

// Enrolls reports whether the token makes a browser a device, which is nobody's.
func (t Token) Enrolls() bool { return t.Kind == Enrolment || t.Kind == Gate }

// Enrolled reports whether an enrolment was confirmed by a device, which is the hall's
// or the door's until it is revoked.
func (t Token) Enrolled() bool {
	return t.Enrolls() && !t.Opened.IsZero() && t.Revoked.IsZero()
}

// Login is one browser that is signed in.
type Login struct {
	ID      seminar.ID
	Seminar seminar.ID // "" for an account of the server
	Person  seminar.ID // "" for an account of the server and for the device of a hall or a door
	Account seminar.ID // the account by which it was made; of a device its enrolment
	Device  string     // what kind of browser, for its owner to recognise
	Made    time.Time
	Seen    time.Time
	Ended   time.Time
}

// How long links and logins live.
const (
	StartLives      = 24 * time.Hour
	RehearsalLives  = 2 * time.Hour
	SiteLives       = 180 * 24 * time.Hour // longer than any seminar; it ends when it is revoked
	EnrolmentLives  = 3 * 24 * time.Hour   // to be confirmed; the device stays until it is revoked
	InvitationLives = 60 * 24 * time.Hour
	LoginLives      = 30 * 24 * time.Hour
)

// MaxDevices is how many browsers an invitation signs in at once; a further one
// ends the login that was seen least lately.
const MaxDevices = 4
