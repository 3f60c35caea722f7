package media

import (
	"fmt"
	"slices"
)

// Slot is a place in a room's picture that one publisher feeds at a time.
type Slot string

// The slots of a stage.
const (
	Programme Slot = "programme" // video and sound on air
	Slides    Slot = "slides"    // video
	Floor     Slot = "floor"     // video and sound of whoever was given the floor from elsewhere

	// The wall shows branch halls and speakers who wait: video only.
	Wall1 Slot = "wall-1"
	Wall2 Slot = "wall-2"
	Wall3 Slot = "wall-3"
	Wall4 Slot = "wall-4"

	// Interpreters' voices: sound only, for who asks for one of them.
	Sound1 Slot = "sound-1"
	Sound2 Slot = "sound-2"
	Sound3 Slot = "sound-3"
	Sound4 Slot = "sound-4"
)

// Slots returns all slots of a stage in the order in which a viewer's media lines stand for them.
func Slots() []Slot { return []Slot{Programme, Slides, Floor, Wall1, Wall2, Wall3, Wall4} }

// Sounds returns the slots of interpreters. No viewer gets them unasked (Viewing.Sound).
func Sounds() []Slot { return []Slot{Sound1, Sound2, Sound3, Sound4} }

// Seat is what a publisher of a circle offers itself for: it gets a seat of its own, whichever is free.
const Seat Slot = "seat"

// Seats returns the slots of a circle, each with video and sound.
func Seats() []Slot {
	return []Slot{"seat-1", "seat-2", "seat-3", "seat-4", "seat-5", "seat-6", "seat-7", "seat-8", "seat-9", "seat-10", "seat-11", "seat-12"}
}

// Shape says which slots a room has.
type Shape int

// The shapes.
const (
	Stage  Shape = iota // a few are seen and heard by many: the slots of Slots
	Circle              // everybody sees and hears everybody: the slots of Seats, of which each publisher has one
)

// lines returns the slots for which a viewer's first, second ... media line of a kind stands.
func (s Shape) lines(k kind) []Slot {
	switch {
	case s == Circle:
		return Seats()
	case k == audio:
		return []Slot{Programme, Floor}
	}
	return Slots()
}

// feeds returns the slots of a kind: those that lines stand for, and those that are had for the asking.
func (s Shape) feeds(k kind) []Slot {
	if s == Stage && k == audio {
		return append(s.lines(audio), Sounds()...)
	}
	return s.lines(k)
}

func (s Shape) slots() []Slot {
	if s == Stage {
		return append(Slots(), Sounds()...)
	}
	return Seats()
}

// check fails for a slot that no publisher of such a room may offer itself for.
func (s Shape) check(slot Slot) error {
	if s == Circle && slot == Seat || s == Stage && slices.Contains(s.slots(), slot) {
		return nil
	}
	return slot.missing()
}

// kind tells a video track from an audio track.
type kind int

const (
	video kind = iota
	audio
)

func (k kind) String() string {
	if k == audio {
		return "audio"
	}
	return "video"
}

// rate is the RTP clock of every codec of that kind which the plane forwards.
func (k kind) rate() uint32 {
	if k == audio {
		return 48000
	}
	return 90000
}

func (s Slot) missing() error { return fmt.Errorf("%w: %q", ErrSlot, s) }
