package floor

import (
	"slices"
	"strings"

	"aula/internal/seminar"
)

// The slots of every hall: places in the picture that one publisher feeds at a time.
const (
	Programme = "programme" // picture and sound of the main hall
	Slides    = "slides"    // a still, sharp picture
	Floor     = "floor"     // picture and sound of whoever was given the floor from elsewhere
)

// Wall is where a source offers itself that wants a slot of the wall, whichever.
const Wall = "wall"

// Captions is what a key is for that brings captions: no slot, for they have no picture.
const Captions = "captions"

// Slots lists every slot in the order in which a viewer's media lines stand for them.
func Slots() []string { return append([]string{Programme, Slides, Floor}, WallSlots()...) }

// WallSlots lists the slots of the wall, which shows branch halls and speakers who
// wait: pictures without sound.
func WallSlots() []string { return []string{"wall-1", "wall-2", "wall-3", "wall-4"} }

// Sounds reports whether a slot has a sound.
func Sounds(slot string) bool { return slot == Programme || slot == Floor }

// OnWall reports whether a slot is one of the wall's.
func OnWall(slot string) bool { return slices.Contains(WallSlots(), slot) }

// Publisher is what the media plane calls the source of a person, a publishing key or a
// hall's device for a slot.
func Publisher(of seminar.ID, slot string) string { return string(of) + "." + slot }

// Owner returns the person, key or device whose source a publisher is.
func Owner(publisher string) seminar.ID {
	of, _, _ := strings.Cut(publisher, ".")
	return seminar.ID(of)
}
