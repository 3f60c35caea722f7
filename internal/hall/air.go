package hall

import (
	"context"

	"aula/internal/floor"
	"aula/internal/seminar"
)

// FloorSlot is the slot for whoever was given the floor from elsewhere.
const FloorSlot = "floor"

// follow lets picture and sound follow the floor: what is on air, and that nobody
// goes on sending when their turn is over.
func (h *Hall) follow(ctx context.Context, before floor.State) {
	now := h.live.Clone()
	room := string(h.of)
	for slot, was := range before.Air {
		if now.Air[slot] != was && now.Air[slot].Publisher == "" {
			h.media.TakeOff(room, slot, was.Publisher)
		}
	}
	for slot, is := range now.Air {
		if before.Air[slot] != is {
			if err := h.media.PutOnAir(room, slot, is.Publisher); err != nil {
				h.log.Warn("put on air", "slot", slot, "publisher", is.Publisher, "err", err)
			}
		}
	}
	if before.Turn == nil || now.Turn != nil && now.Turn.Hand == before.Turn.Hand {
		return
	}
	speaker := PublisherName(before.Turn.Person.ID, FloorSlot)
	h.media.Dismiss(room, speaker)
	if now.Air[FloorSlot].Publisher == speaker {
		if err := h.obey(ctx, itself, "", floor.TakeOffAir{Slot: FloorSlot}); err != nil {
			h.log.Warn("take off air", "slot", FloorSlot, "err", err)
		}
	}
}

// PublisherName is what the media plane calls somebody's, or a key's, source for a slot.
func PublisherName(of seminar.ID, slot string) string { return string(of) + "." + slot }

// PublisherStarted is told by the media plane: a source that came to an empty slot
// goes on air, and so does whoever has the floor.
func (h *Hall) PublisherStarted(ctx context.Context, slot, publisher, label string) {
	s := h.State()
	hasFloor := slot == FloorSlot && s.Turn != nil && PublisherName(s.Turn.Person.ID, FloorSlot) == publisher
	if _, taken := s.Air[slot]; taken && !hasFloor {
		return
	}
	err := h.Do(ctx, itself, "", floor.PutOnAir{Slot: slot, Publisher: publisher, Label: label})
	if err != nil && seminar.CodeOf(err) != seminar.CodeConflict {
		h.log.Warn("put on air", "slot", slot, "publisher", publisher, "err", err)
	}
}

// PublisherStopped is told by the media plane: what has gone is not on air.
func (h *Hall) PublisherStopped(ctx context.Context, publisher string) {
	for slot, on := range h.State().Air {
		if on.Publisher != publisher {
			continue
		}
		err := h.Do(ctx, itself, "", floor.TakeOffAir{Slot: slot})
		if err != nil && seminar.CodeOf(err) != seminar.CodeConflict && ctx.Err() == nil {
			h.log.Warn("take off air", "slot", slot, "publisher", publisher, "err", err)
		}
	}
}
