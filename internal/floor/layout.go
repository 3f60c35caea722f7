package floor

import (
	"slices"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Picture is a way to arrange what is on air.
type Picture string

// The pictures.
const (
	SlidesLarge  Picture = "slides"  // the slides large, the hall beside them
	SpeakerLarge Picture = "speaker" // the hall large
	SideBySide   Picture = "side"    // both equal
	WallLarge    Picture = "wall"    // the branch halls large
	FloorLarge   Picture = "floor"   // whoever has the floor large
)

// Pictures lists every picture.
func Pictures() []Picture {
	return []Picture{SlidesLarge, SpeakerLarge, SideBySide, WallLarge, FloorLarge}
}

// Layout is how all screens arrange what is on air. The zero Layout lets it follow what is there.
type Layout struct {
	Picture Picture `json:"picture,omitempty"` // "": follows what is on air
	Fixed   bool    `json:"fixed,omitempty"`   // also while somebody has the floor
}

// ChooseLayout chooses the picture of all screens.
type ChooseLayout struct{ Layout }

func (c ChooseLayout) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Air:
		return record.Entry{}, seminar.Forbidden("error.floor.operator_only")
	case c.Picture == "" && c.Fixed || c.Picture != "" && !slices.Contains(Pictures(), c.Picture):
		return record.Entry{}, seminar.Invalid("error.invalid")
	case s.Layout == c.Layout:
		return record.Entry{}, seminar.Conflict("error.floor.layout")
	}
	return record.New("layout.chosen", c.Layout), nil
}

// Shows returns the picture that screens show now: what was chosen, but whoever has the
// floor and is on air comes first unless the choice is fixed; without a choice the
// slides while there are some, else the hall.
func (s *State) Shows() Picture {
	_, slides := s.Air[Slides]
	_, floor := s.Air[Floor]
	switch {
	case s.Turn != nil && floor && !s.Layout.Fixed:
		return FloorLarge
	case s.Layout.Picture != "":
		return s.Layout.Picture
	case slides:
		return SlidesLarge
	}
	return SpeakerLarge
}

// InStrip reports whether the picture of a slot stands in the strip of the wall on every screen now: a branch hall or speaker who
// waits, while something else is large. What is not on air stands nowhere.
func (s *State) InStrip(slot string) bool {
	if _, on := s.Air[slot]; !on || !OnWall(slot) {
		return false
	}
	return s.Shows() != WallLarge
}
