package floor

import (
	"slices"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Barred is a person, publishing key or device that an operator has shut out: it may
// not publish until an operator lets it in again.
type Barred struct {
	Source seminar.ID `json:"source"`
	Label  string     `json:"label"`
	Since  time.Time  `json:"since,omitzero"`
}

// Bar ends everything that a source sends, at once, and keeps it out.
type Bar struct {
	Source seminar.ID
	Label  string
}

func (c Bar) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Air:
		return record.Entry{}, seminar.Forbidden("error.floor.operator_only")
	case c.Source == "":
		return record.Entry{}, seminar.Invalid("error.invalid")
	case s.IsBarred(c.Source):
		return record.Entry{}, seminar.Conflict("error.floor.barred")
	}
	return record.New("source.barred", Barred{Source: c.Source, Label: c.Label}), nil
}

func applyBarred(s *State, e record.Entry, b Barred) {
	b.Since = e.At
	s.Barred = append(slices.Clone(s.Barred), b)
}

// Allow lets a source in again that was barred.
type Allow struct{ Source seminar.ID }

func (c Allow) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Air:
		return record.Entry{}, seminar.Forbidden("error.floor.operator_only")
	case !s.IsBarred(c.Source):
		return record.Entry{}, seminar.Conflict("error.floor.not_barred")
	}
	return record.New("source.allowed", sourceBody(c)), nil
}

func applyAllowed(s *State, _ record.Entry, b sourceBody) {
	s.Barred = slices.DeleteFunc(slices.Clone(s.Barred), func(x Barred) bool { return x.Source == b.Source })
	if len(s.Barred) == 0 {
		s.Barred = nil
	}
}

// IsBarred reports whether a person, key or device may not publish.
func (s *State) IsBarred(source seminar.ID) bool {
	return slices.ContainsFunc(s.Barred, func(b Barred) bool { return b.Source == source })
}

type sourceBody struct {
	Source seminar.ID `json:"source"`
}
