package media

import (
	"fmt"
	"slices"
)

// Slot is a place in a room's picture that one publisher feeds at a time.
type Slot string

// The slots of every room.
const (
	Programme Slot = "programme" // video and sound on air
	Slides    Slot = "slides"    // video
	Floor     Slot = "floor"     // video and sound of whoever was given the floor from elsewhere

	// The wall shows branch halls and speakers who wait: video only.
	Wall1 Slot = "wall-1"
	Wall2 Slot = "wall-2"
	Wall3 Slot = "wall-3"
	Wall4 Slot = "wall-4"
)

// Slots returns all slots in the order in which a viewer's media lines stand for them.
func Slots() []Slot { return []Slot{Programme, Slides, Floor, Wall1, Wall2, Wall3, Wall4} }

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

// lines returns the slots for which a viewer's first, second ... media line of a kind stands.
func lines(k kind) []Slot {
	if k == audio {
		return []Slot{Programme, Floor}
	}
	return Slots()
}

func (s Slot) check() error {
	if slices.Contains(Slots(), s) {
		return nil
	}
	return s.missing()
}

func (s Slot) missing() error { return fmt.Errorf("%w: %q", ErrSlot, s) }
