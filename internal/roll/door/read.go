package door

import (
	"errors"

	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// Shown is a scan with the pass that was shown. A person found by name needs no pass.
type Shown struct {
	Scan
	Pass    pass.Pass
	Refused string // why it is no pass of the seminar; "" when it is one
}

// Read is the rule's first two checks. It is the costly part of it, because signatures
// are, and needs nothing that changes with the next scan. The reader may be nil.
func Read(reader *pass.Reader, keys pass.Ring, of seminar.ID, s Scan) Shown {
	shown := Shown{Scan: s, Pass: pass.Pass{Seminar: of, Person: s.Person}}
	if s.Person != "" {
		return shown
	}
	p, err := reader.Read(keys, s.Text)
	shown.Pass = p
	switch {
	case errors.Is(err, pass.ErrUnknownKey):
		shown.Refused = UnknownKey
	case errors.Is(err, pass.ErrSignature):
		shown.Refused = Forged
	case err != nil:
		shown.Refused = Unreadable
	case p.Seminar != of:
		shown.Refused = OtherSeminar
	}
	return shown
}
