package page

import (
	"io"

	"aula/internal/roll"
)

// Leave is where a delegate asks leave by half-day, and where an organiser decides.
//
// POST /s/{seminar}/leave with op, half (a start in RFC 3339, several) and reason asks; /leave/end with op and end (a start) takes it back;
// /leave/decide with op, person, half, seen (the state that was read) and deed ("leave_granted" or "leave_refused") decides.
type Leave struct {
	Frame
	Directory
	Policy    roll.Policy
	Own       []LeaveHalf // of a delegate
	All       []LeaveRequest
	MayDecide bool
}

// LeaveHalf is one half-day of the reader with what was last said of leave.
type LeaveHalf struct {
	roll.Half
	Request roll.Request // zero when nothing was said
	Open    bool         // it is not over
}

// Free reports whether leave can be asked for it.
func (h LeaveHalf) Free() bool {
	return h.Open && !h.Request.Waits() && h.Request.State != roll.LeaveGranted
}

// Stands reports whether leave was asked or granted and can be taken back.
func (h LeaveHalf) Stands() bool {
	return h.Open && (h.Request.Waits() || h.Request.State == roll.LeaveGranted)
}

// LeaveRequest is one request with what a decision needs.
type LeaveRequest struct {
	roll.Request
	Half  roll.Half
	Row   roll.Row
	After roll.Leave // with this half-day
}

// Waiting lists the requests that wait for a word.
func (v Leave) Waiting() []LeaveRequest { return v.in(roll.LeaveAsked, roll.LeaveEndorsed) }

// Decided lists the others.
func (v Leave) Decided() []LeaveRequest {
	return v.in(roll.LeaveGranted, roll.LeaveRefused, roll.LeaveEnded)
}

func (v Leave) in(states ...roll.Kind) (list []LeaveRequest) {
	for _, r := range v.All {
		for _, s := range states {
			if r.State == s {
				list = append(list, r)
			}
		}
	}
	return list
}

// AnyFree reports whether there is a half-day for which leave can be asked.
func (v Leave) AnyFree() bool {
	for _, h := range v.Own {
		if h.Free() {
			return true
		}
	}
	return false
}

// Render writes the page.
func (v Leave) Render(w io.Writer) error { return Render(w, "leave", v) }
