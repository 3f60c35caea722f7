package media

import (
	"slices"
	"time"

	"aula/internal/media/rtpcache"
)

// Tapped is a packet of a slot as every viewer of the room gets it: its numbers go on
// unbroken when the publisher of the slot changes.
type Tapped struct {
	*rtpcache.Packet // shared: not to be changed

	Slot  Slot
	Audio bool
	From  string    // name of the publisher
	Shown time.Time // when it was taken, by our clock; comparable between slots, picture and sound
}

// Tap is given every packet of the slots of a room, in the order in which they leave for the
// viewers. It must not block and may not call the plane.
type Tap interface{ Take(Tapped) }

// Tap attaches t to a room until stop is called. Once stop has returned nothing more is taken. The
// pictures begin with the packets since the last key frame.
func (p *Plane) Tap(room string, t Tap) (stop func()) {
	r := p.room(room)
	for _, k := range []kind{video, audio} {
		for _, s := range lines(k) {
			r.feeds[k][s].addTap(t)
		}
	}
	return func() {
		for _, k := range []kind{video, audio} {
			for _, s := range lines(k) {
				r.feeds[k][s].removeTap(t)
			}
		}
	}
}

// WantKeyFrame asks for a key frame of the picture in a slot, within the budget of its source.
func (p *Plane) WantKeyFrame(room string, slot Slot) {
	if f := p.room(room).feeds[video][slot]; f != nil {
		f.wantKeyFrame()
	}
}

// Mute stops the sound of a slot, or lets it through again. It fails with ErrSlot when the
// slot has no sound.
func (p *Plane) Mute(room string, slot Slot, muted bool) error {
	f := p.room(room).feeds[audio][slot]
	if f == nil {
		return slot.missing()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.muted = muted
	return nil
}

func (f *feed) addTap(t Tap) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.taps = append(f.taps, t)
	if f.current != nil {
		for _, p := range f.group.Packets() {
			t.Take(f.tapped(p))
		}
	}
}

func (f *feed) removeTap(t Tap) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.taps = slices.DeleteFunc(f.taps, func(other Tap) bool { return other == t })
}

// tap hands a packet to the taps. f.mu must be held.
func (f *feed) tap(p *rtpcache.Packet) {
	for _, t := range f.taps {
		t.Take(f.tapped(p))
	}
}

func (f *feed) tapped(p *rtpcache.Packet) Tapped {
	known := f.known()
	after := time.Duration(int64(int32(p.Time-known.time))) * time.Second / time.Duration(f.kind.rate())
	return Tapped{Packet: p, Slot: f.slot, Audio: f.kind == audio, From: f.current.publisher.name, Shown: known.at.Add(after)}
}
