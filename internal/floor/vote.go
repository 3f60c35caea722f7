package floor

import "aula/internal/seminar"

// Box is where the votes of a poll go, or what people say of the ideas of a round; Poll names either.
type Box struct {
	Poll   seminar.ID
	Round  int
	Secret bool
	Change bool
}

// Box returns the box of the round that runs.
func (p *Poll) Box() Box { return Box{p.ID, p.Round, p.Secret, p.Change} }

// Vote is a ballot on its way into the box.
type Vote struct {
	Poll   seminar.ID
	Voter  seminar.ID
	Place  seminar.ID // where the voter is, as far as is known
	Ballot Ballot
}
