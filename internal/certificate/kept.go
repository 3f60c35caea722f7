package certificate

import "time"

// Kept is a certificate as it is kept: with its badge and with what became of it.
type Kept struct {
	Certificate
	Badge   string    // as Issue has written it
	Revoked time.Time // zero while it is valid
	Reason  string    // why it was revoked, for its holder and the institute; "" where a newer revision replaced it
	Latest  int       // the newest revision there is
}

// State says what a certificate is worth.
type State string

// The states.
const (
	Valid    State = "valid"
	Revoked  State = "revoked"
	Replaced State = "replaced" // by a newer revision, whatever became of that
)

// State returns the state of this revision.
func (k Kept) State() State {
	switch {
	case k.Revision < k.Latest:
		return Replaced
	case !k.Revoked.IsZero():
		return Revoked
	}
	return Valid
}
