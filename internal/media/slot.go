package media

import "fmt"

// Slot is a place in a room's picture that one publisher feeds at a time.
type Slot string

// The slots of every room.
const (
	Programme Slot = "programme" // video and sound on air
	Slides    Slot = "slides"    // video
	Floor     Slot = "floor"     // video and sound of whoever was given the floor from elsewhere
)

// Slots returns all slots in the order in which a viewer's media lines stand for them.
func Slots() []Slot { return []Slot{Programme, Slides, Floor} }

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
	return []Slot{Programme, Slides, Floor}
}

func (s Slot) check() error {
	switch s {
	case Programme, Slides, Floor:
		return nil
	}
	return fmt.Errorf("%w: %q", ErrSlot, s)
}
