package page

import (
	"io"

	"aula/internal/seminar"
)

// InvitationState says what can be done with an invitation link.
type InvitationState string

// The states of an invitation.
const (
	InvitationOpen    InvitationState = "open"    // it can be opened here
	InvitationUsed    InvitationState = "used"    // it was opened as often as it may be
	InvitationExpired InvitationState = "expired" // its time is over, or it was replaced
	InvitationUnknown InvitationState = "unknown" // there is no such link
)

// Invitation shows whose invitation it is; opening it is a POST to the same address,
// so that a mail scanner that follows links opens nothing.
type Invitation struct {
	Frame
	State        InvitationState
	Person       seminar.Person       // zero unless the invitation is open
	Organisation seminar.Organisation // zero for somebody without one
}

// Render writes the page.
func (v Invitation) Render(w io.Writer) error { return Render(w, "invitation", v) }
