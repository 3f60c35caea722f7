package office

import (
	"context"
	"errors"
	"path"
	"strconv"
	"strings"

	"aula/internal/certificate"
	"aula/internal/seminar"
)

// Finding is what was found of a badge that somebody brought.
type Finding struct {
	Said certificate.Said
	Kept *certificate.Kept // what we keep of it; nil where we have nothing of that id and place
	Err  error             // of package certificate; nil for one that is valid
}

// ErrUnknown says that a badge is signed by us and that we keep nothing of it.
var ErrUnknown = errors.New("signed with our key, and not in our books")

// Verdict is one word for the finding: "valid", "revoked", "replaced", "altered", "unknown_key", "unknown" (ErrUnknown),
// "not_yet" or "malformed".
func (f Finding) Verdict() string {
	switch {
	case f.Err == nil:
		return "valid"
	case errors.Is(f.Err, certificate.ErrRevoked) && f.Kept.State() == certificate.Replaced:
		return "replaced"
	case errors.Is(f.Err, certificate.ErrRevoked):
		return "revoked"
	case errors.Is(f.Err, certificate.ErrSignature), errors.Is(f.Err, certificate.ErrContradiction):
		return "altered"
	case errors.Is(f.Err, certificate.ErrUnknownKey):
		return "unknown_key"
	case errors.Is(f.Err, certificate.ErrNotYet):
		return "not_yet"
	case errors.Is(f.Err, ErrUnknown):
		return "unknown"
	}
	return "malformed"
}

// Check checks a badge with our keys and what we keep, and asks nobody else. The error is of the store alone.
func (o *Office) Check(ctx context.Context, text string) (f Finding, err error) {
	text = strings.TrimSpace(text)
	ring, now := o.Keys.Ring(), o.Clock()
	f.Said, f.Err = certificate.Verify(text, ring, nil, now)
	if !errors.Is(f.Err, certificate.ErrStatus) { // which it is without lists when all else is well
		return f, nil
	}
	number, wrong := strconv.Atoi(path.Base(f.Said.List))
	if wrong != nil {
		f.Err = ErrUnknown
		return f, nil
	}
	kept, err := o.Store.Certificate(ctx, f.Said.ID)
	if err != nil && seminar.CodeOf(err) != seminar.CodeNotFound {
		return f, err
	}
	for i := range kept {
		if kept[i].Index == number*certificate.Entries+f.Said.Entry {
			f.Kept = &kept[i]
		}
	}
	if f.Kept == nil {
		f.Err = ErrUnknown
		return f, nil
	}
	list, err := o.list(ctx, number)
	if err != nil {
		return f, err
	}
	f.Said, f.Err = certificate.Verify(text, ring, certificate.Lists{f.Said.List: list}, now)
	return f, nil
}
