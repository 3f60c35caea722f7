package floor

import (
	"slices"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// OnAir is what runs in a slot. It stays when its source is lost, until the source is
// back or somebody takes it off.
type OnAir struct {
	Publisher string     `json:"publisher"`
	Label     string     `json:"label"`
	Place     seminar.ID `json:"place,omitempty"` // the branch hall that it shows, if it is one's own device
	Lost      *Lost      `json:"lost,omitempty"`  // nil while it sends; never changed
}

// Lost says since when and why a source on air brings nothing.
type Lost struct {
	Since  time.Time `json:"since"`
	Reason Reason    `json:"reason"`
}

// Reason says what became of a source.
type Reason string

// The reasons.
const (
	Silent       Reason = "silent"       // connected, and sends nothing
	Disconnected Reason = "disconnected" // its connection has ended
)

// PutOnAir lets a publisher run in a slot.
type PutOnAir struct {
	Slot      string     `json:"slot"`
	Publisher string     `json:"publisher"`
	Label     string     `json:"label"`
	Place     seminar.ID `json:"place,omitempty"`
}

func (c PutOnAir) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Air:
		return record.Entry{}, seminar.Forbidden("error.floor.operator_only")
	case !slices.Contains(Slots(), c.Slot) || c.Publisher == "":
		return record.Entry{}, seminar.Invalid("error.invalid")
	case s.IsBarred(Owner(c.Publisher)):
		return record.Entry{}, seminar.Conflict("error.floor.barred")
	case s.Air[c.Slot].Publisher == c.Publisher:
		return record.Entry{}, seminar.Conflict("error.floor.on_air")
	}
	return record.New("air.put", c), nil
}

// applyPut also notes what an operator pushed off the wall: it does not come back by itself.
func applyPut(s *State, e record.Entry, b PutOnAir) {
	if s.Air == nil {
		s.Air = map[string]OnAir{}
	}
	before := s.Air[b.Slot].Publisher
	s.Air[b.Slot] = OnAir{Publisher: b.Publisher, Label: b.Label, Place: b.Place}
	s.Aside = without(s.Aside, b.Publisher)
	if e.Actor != "" && OnWall(b.Slot) && before != "" && !s.IsOnAir(before) {
		s.Aside = within(s.Aside, before)
	}
}

// TakeOffAir empties a slot. With a publisher it does so only while that one runs there.
type TakeOffAir struct{ Slot, Publisher string }

func (c TakeOffAir) do(s *State, by By) (record.Entry, error) {
	on, ok := s.Air[c.Slot]
	switch {
	case !by.Air:
		return record.Entry{}, seminar.Forbidden("error.floor.operator_only")
	case !ok || c.Publisher != "" && c.Publisher != on.Publisher:
		return record.Entry{}, seminar.Conflict("error.floor.not_on_air")
	}
	return record.New("air.taken", takenBody{c.Slot, on.Publisher}), nil
}

func applyTaken(s *State, e record.Entry, b takenBody) {
	was := s.Air[b.Slot].Publisher
	delete(s.Air, b.Slot)
	if e.Actor != "" && was != "" && !s.IsOnAir(was) {
		s.Aside = within(s.Aside, was)
	}
}

// LoseSource marks what runs in a slot as lost. Only the hall itself does that.
type LoseSource struct {
	Slot, Publisher string
	Reason          Reason
}

func (c LoseSource) do(s *State, by By) (record.Entry, error) {
	on, ok := s.Air[c.Slot]
	switch {
	case !by.Air || by.Who.ID != "":
		return record.Entry{}, seminar.Forbidden("error.forbidden")
	case !ok || on.Publisher != c.Publisher || on.Lost != nil && (on.Lost.Reason == c.Reason || on.Lost.Reason == Disconnected):
		return record.Entry{}, seminar.Conflict("error.floor.not_on_air")
	}
	return record.New("air.lost", lostBody(c)), nil
}

// applyLost keeps since when a source is lost, whatever else happens to it.
func applyLost(s *State, e record.Entry, b lostBody) {
	on, ok := s.Air[b.Slot]
	if !ok {
		return
	}
	lost := Lost{Since: e.At, Reason: b.Reason}
	if on.Lost != nil {
		lost.Since = on.Lost.Since
	}
	on.Lost = &lost
	s.Air[b.Slot] = on
}

// FindSource marks what runs in a slot as back. Only the hall itself does that.
type FindSource struct{ Slot, Publisher string }

func (c FindSource) do(s *State, by By) (record.Entry, error) {
	on, ok := s.Air[c.Slot]
	switch {
	case !by.Air || by.Who.ID != "":
		return record.Entry{}, seminar.Forbidden("error.forbidden")
	case !ok || on.Publisher != c.Publisher || on.Lost == nil:
		return record.Entry{}, seminar.Conflict("error.floor.not_lost")
	}
	return record.New("air.found", takenBody(c)), nil
}

func applyFound(s *State, _ record.Entry, b takenBody) {
	if on, ok := s.Air[b.Slot]; ok {
		on.Lost = nil
		s.Air[b.Slot] = on
	}
}

// Mute turns the sound of a slot off for everybody, or on again.
type Mute struct {
	Slot  string
	Muted bool
}

func (c Mute) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Air:
		return record.Entry{}, seminar.Forbidden("error.floor.operator_only")
	case !Sounds(c.Slot):
		return record.Entry{}, seminar.Invalid("error.invalid")
	case s.IsMuted(c.Slot) == c.Muted:
		return record.Entry{}, seminar.Conflict("error.floor.muted")
	case c.Muted:
		return record.New("air.muted", slotBody{c.Slot}), nil
	}
	return record.New("air.unmuted", slotBody{c.Slot}), nil
}

// IsOnAir reports whether a publisher runs in any slot, lost or not.
func (s *State) IsOnAir(publisher string) bool { return len(s.SlotsOf(publisher)) > 0 }

// SlotsOf returns the slots in which a publisher runs, in their order.
func (s *State) SlotsOf(publisher string) []string {
	return slices.DeleteFunc(Slots(), func(slot string) bool { return s.Air[slot].Publisher != publisher })
}

// IsMuted reports whether the sound of a slot is off for everybody.
func (s *State) IsMuted(slot string) bool { return slices.Contains(s.Muted, slot) }

// IsAside reports whether an operator took a publisher off air by hand, so that it does
// not come back by itself.
func (s *State) IsAside(publisher string) bool { return slices.Contains(s.Aside, publisher) }

type (
	slotBody struct {
		Slot string `json:"slot"`
	}
	takenBody struct {
		Slot      string `json:"slot"`
		Publisher string `json:"publisher,omitempty"`
	}
	lostBody struct {
		Slot      string `json:"slot"`
		Publisher string `json:"publisher"`
		Reason    Reason `json:"reason"`
	}
)
