package certificate

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// Why Verify and ReadStatus refuse a text.
var (
	ErrMalformed     = errors.New("no certificate")
	ErrUnknownKey    = errors.New("signed with an unknown key")
	ErrSignature     = errors.New("signature does not fit: altered, or signed by somebody else")
	ErrContradiction = errors.New("what is signed contradicts itself")
	ErrNotYet        = errors.New("not yet valid")
	ErrOutdated      = errors.New("no longer valid")
	ErrRevoked       = errors.New("revoked")
	ErrStatus        = errors.New("status list does not serve")
)

// Said is what a badge says, in the language in which it was issued.
type Said struct {
	ID       seminar.ID
	Number   Number
	Awarded  time.Time // UTC
	Issued   time.Time // UTC; after Awarded where it is a later revision
	Host     string
	Title    string   // of the certificate, with that of the seminar
	Names    []string // of the person, in each of its languages
	From, To time.Time
	Minutes  int
	Credits  roll.Credit
	Sessions []SaidSession
	List     string // address of its status list
	Entry    int    // its place there

	hashed []identity
}

// SaidSession is what a badge says of a session.
type SaidSession struct {
	Title   string
	Minutes int
}

// Is reports whether the badge was given to whoever has that e-mail address.
func (s Said) Is(email string) bool {
	return slices.ContainsFunc(s.hashed, func(x identity) bool { return x.Hash == hash(email, x.Salt) })
}

// Lists are status lists by their addresses.
type Lists map[string]StatusList

// Verify returns what a badge of ours says: Open Badges 3.0, "Verification". The error
// is one of those above; with ErrNotYet, ErrRevoked and ErrStatus (there is no such list,
// or no such entry) the badge is otherwise true and what it says is returned too.
func Verify(text string, keys Ring, lists Lists, now time.Time) (Said, error) {
	var b badge
	if err := keys.unseal(text, typeBadge, &b); err != nil {
		return Said{}, err
	}
	if !slices.Contains(b.Type, "OpenBadgeCredential") || b.Status.Purpose != revocation {
		return Said{}, ErrMalformed
	}
	said, err := b.said()
	switch {
	case err != nil:
		return Said{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	case b.claims.Issuer != b.Issuer.ID, b.claims.ID != b.Address, b.claims.Subject != b.Subject.ID, b.claims.From != said.Issued.Unix():
		return Said{}, ErrContradiction
	case now.Before(said.Issued):
		return said, ErrNotYet
	}
	list, known := lists[said.List]
	if !known {
		return said, fmt.Errorf("%w: no list %s", ErrStatus, said.List)
	}
	revoked, err := list.Revoked(said.Entry)
	if revoked {
		err = ErrRevoked
	}
	return said, err
}

// said reads the badge. What we have issued can be read.
func (b *badge) said() (s Said, err error) {
	person := &b.Subject
	s = Said{
		ID: seminar.ID(path.Base(b.Address)), Number: person.Number, Host: b.Issuer.Name, Title: b.Name, List: b.Status.List,
	}
	count := func(text string) int {
		n, e := strconv.Atoi(text)
		err = errors.Join(err, e)
		return n
	}
	clock := func(text string) (t time.Time) {
		if text != "" {
			var e error
			t, e = time.Parse(time.RFC3339, text)
			err = errors.Join(err, e)
		}
		return t.UTC()
	}
	s.Issued, s.Awarded, s.From, s.To, s.Entry = clock(b.From), clock(b.Awarded), clock(person.From), clock(person.To), count(b.Status.Entry)
	if person.Credits != "" {
		f, e := person.Credits.Float64()
		err = errors.Join(err, e)
		s.Credits = roll.Credit(f*100 + 0.5)
	}
	for _, x := range person.Identifier {
		switch {
		case x.Hashed:
			s.hashed = append(s.hashed, x)
		case x.Kind == kindName:
			s.Names = append(s.Names, x.Hash)
		}
	}
	names := map[string]string{}
	for _, d := range person.Achievement.Results {
		names[d.ID] = d.Name
	}
	for _, r := range person.Results {
		if strings.HasSuffix(r.Of, ofMinutes) {
			s.Minutes = count(r.Value)
		} else {
			s.Sessions = append(s.Sessions, SaidSession{names[r.Of], count(r.Value)})
		}
	}
	return s, err
}

// ReadStatus returns a signed status list and its address. The error is one of those
// above: a list of another kind is ErrStatus, one whose time has run out ErrOutdated.
func ReadStatus(text string, keys Ring, now time.Time) (address string, l StatusList, err error) {
	var c statusCredential
	if err := keys.unseal(text, typeCredential, &c); err != nil {
		return "", nil, err
	}
	if !slices.Contains(c.Type, "BitstringStatusListCredential") || c.Subject.Type != "BitstringStatusList" || c.Subject.Purpose != revocation {
		return "", nil, fmt.Errorf("%w: no list of revocations", ErrStatus)
	}
	from, wrong := time.Parse(time.RFC3339, c.From)
	until, wrongToo := time.Parse(time.RFC3339, c.Until)
	switch {
	case wrong != nil, wrongToo != nil:
		return "", nil, fmt.Errorf("%w: no time of validity", ErrMalformed)
	case c.claims.ID != c.Address, c.claims.Issuer != c.Issuer, c.claims.From != from.Unix(), c.claims.Until != until.Unix():
		return "", nil, ErrContradiction
	case now.Before(from):
		return "", nil, ErrNotYet
	case now.After(until):
		return "", nil, ErrOutdated
	}
	l, err = DecodeStatusList(c.Subject.List)
	return c.Address, l, err
}
