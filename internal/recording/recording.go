// Package recording says what is recorded of a hall, and from when to when. It is pure;
// the pictures and sounds themselves are kept by others.
package recording

import (
	"time"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/seminar"
)

// Recording is one stretch of a hall that is kept: a session, or what an operator
// started by hand. It may have several parts, one for each time the server was started.
type Recording struct {
	ID       seminar.ID `json:"id"`
	Seminar  seminar.ID `json:"-"`
	Session  seminar.ID `json:"session,omitempty"` // that ran when it began; "" for none
	Began    time.Time  `json:"began"`
	Ended    time.Time  `json:"ended,omitzero"` // zero while it runs
	Cause    Cause      `json:"cause,omitempty"`
	Made     time.Time  `json:"made,omitzero"`     // since when it can be played
	Wanted   time.Time  `json:"wanted,omitzero"`   // since when it is to be composed into one picture
	Composed time.Time  `json:"composed,omitzero"` // since when it is
	Public   bool       `json:"public,omitempty"`  // shown to everybody
	Deleted  time.Time  `json:"deleted,omitzero"`  // since when there is nothing to be seen any more
}

// Running reports whether it has not ended.
func (r Recording) Running() bool { return r.Ended.IsZero() }

// Cause is why a recording ended.
type Cause string

// The causes.
const (
	ByProgramme Cause = "programme" // the session ended
	ByHand      Cause = "hand"
	ByDisk      Cause = "disk"    // the disk was nearly full
	ByFault     Cause = "fault"   // it could not be written
	ByRestart   Cause = "restart" // the server came back after the session
)

// Deed is what is to be done with the recording of a hall.
type Deed string

// The deeds.
const (
	Nothing Deed = ""
	Start   Deed = "start"
	Stop    Deed = "stop"
)

// Due says what the programme asks for. last is the latest recording of the hall, if
// there is one. A session that is to be recorded is, from its start to its end; what a
// person stopped, or the disk, is not started again in the same session; and what a
// person started while no session ran goes on until a person stops it.
func Due(plan *programme.Seminar, state *floor.State, last *Recording) Deed {
	running := last != nil && last.Running()
	switch session := state.Session; {
	case running && last.Session == "":
		return Nothing
	case running && (session == nil || session.ID != last.Session):
		return Stop
	case running, session == nil:
		return Nothing
	case last != nil && last.Session == session.ID && !last.Ended.Before(session.Started):
		return Nothing
	default:
		planned, ok := plan.Session(string(session.ID))
		if ok && plan.Recorded(planned) {
			return Start
		}
	}
	return Nothing
}
