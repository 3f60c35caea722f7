package hall

import (
	"context"
	"slices"

	"aula/internal/floor"
)

// follow lets picture and sound follow the floor: what is on air, what is silenced, who
// is shut out, and that nobody goes on sending when their turn is over.
func (h *Hall) follow(ctx context.Context, before floor.State) {
	now := h.live.Clone()
	h.followAir(before, now)
	h.followSound(before, now)
	h.followLayout(before, now)
	h.followBars(ctx, before, now)
	h.followTurn(ctx, before, now)
}

func (h *Hall) followAir(before, now floor.State) {
	for _, slot := range floor.Slots() {
		was, is := before.Air[slot].Publisher, now.Air[slot].Publisher
		switch {
		case was == is:
		case is == "":
			h.media.TakeOff(string(h.of), slot, was)
		default:
			h.put(slot, is)
		}
	}
}

// followLayout lets pictures that stand in the strip of every screen be sent small.
func (h *Hall) followLayout(before, now floor.State) {
	for _, slot := range floor.WallSlots() {
		stays := before.Air[slot].Publisher == now.Air[slot].Publisher
		if small := now.InStrip(slot); stays && small != before.InStrip(slot) {
			h.shrink(slot, small)
		}
	}
}

func (h *Hall) shrink(slot string, small bool) {
	if err := h.media.Shrink(string(h.of), slot, small); err != nil {
		h.log.Warn("shrink", "slot", slot, "small", small, "err", err)
	}
}

// put puts a source on air as large as screens show it.
func (h *Hall) put(slot, publisher string) {
	if floor.OnWall(slot) {
		h.shrink(slot, h.live.InStrip(slot))
	}
	if err := h.media.PutOnAir(string(h.of), slot, publisher); err != nil {
		h.log.Warn("put on air", "slot", slot, "publisher", publisher, "err", err)
	}
}

func (h *Hall) followSound(before, now floor.State) {
	for _, slot := range floor.Slots() {
		if muted := now.IsMuted(slot); muted != before.IsMuted(slot) {
			h.mute(string(h.of), slot, muted)
		}
	}
}

func (h *Hall) mute(room, slot string, muted bool) {
	if err := h.media.Mute(room, slot, muted); err != nil {
		h.log.Warn("mute", "slot", slot, "muted", muted, "err", err)
	}
}

// followBars ends what a source sends that has just been shut out.
func (h *Hall) followBars(ctx context.Context, before, now floor.State) {
	for _, b := range now.Barred {
		if before.IsBarred(b.Source) {
			continue
		}
		h.media.Expel(string(h.of), string(b.Source))
		h.sources = slices.DeleteFunc(h.sources, func(s Source) bool { return floor.Owner(s.Publisher) == b.Source })
		for _, slot := range floor.Slots() {
			if on, ok := now.Air[slot]; ok && floor.Owner(on.Publisher) == b.Source {
				h.itself(ctx, floor.TakeOffAir{Slot: slot, Publisher: on.Publisher})
			}
		}
	}
}

// followTurn takes the floor's picture and sound from whose turn is over, and gives them
// to a branch hall whose turn it is.
func (h *Hall) followTurn(ctx context.Context, before, now floor.State) {
	if before.Turn != nil && (now.Turn == nil || now.Turn.Hand != before.Turn.Hand) {
		h.turnOver(ctx, *before.Turn)
	}
	if now.Turn == nil || before.Turn != nil && before.Turn.Hand == now.Turn.Hand {
		return
	}
	for _, src := range h.sources {
		if hasFloor(&now, src) {
			h.itself(ctx, floor.PutOnAir{Slot: floor.Floor, Publisher: src.Publisher, Label: src.Label, Place: src.Place})
			return
		}
	}
}

// turnOver: a person stops sending. A branch hall's device goes on to the wall.
func (h *Hall) turnOver(ctx context.Context, turn floor.Turn) {
	speaker := floor.Publisher(turn.Person.ID, floor.Floor)
	h.media.Dismiss(string(h.of), speaker)
	on, ok := h.live.Air[floor.Floor]
	device := turn.From == floor.FromBranch && on.Place == turn.Place && on.Place != ""
	if ok && (on.Publisher == speaker || device) {
		h.itself(ctx, floor.TakeOffAir{Slot: floor.Floor, Publisher: on.Publisher})
	}
	for _, src := range slices.Clone(h.sources) {
		if turn.From == floor.FromBranch && src.Place == turn.Place && src.Slot == floor.Floor {
			h.media.Dismiss(string(h.of), src.Publisher)
		}
	}
}
