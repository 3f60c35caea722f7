package hall

import (
	"context"
	"slices"
	"time"

	"aula/internal/floor"
	"aula/internal/seminar"
)

// Source is a publisher as the media plane tells of it.
type Source struct {
	Slot      string // it offers itself for; floor.Wall for any of the wall's
	Publisher string
	Label     string     // what people call it
	Place     seminar.ID // the branch hall whose own device it is; "" for everybody else
}

// PublisherStarted is told by the media plane. A source that was lost is back where it
// was; one that came to an empty slot goes on air, a branch hall to the first free slot
// of the wall, unless an operator took it off by hand; and so does whoever has the floor.
func (h *Hall) PublisherStarted(ctx context.Context, src Source) {
	h.inside(ctx, func(ctx context.Context) {
		h.forget(src.Publisher)
		if h.live.IsBarred(floor.Owner(src.Publisher)) {
			h.media.Dismiss(string(h.of), src.Publisher)
			return
		}
		h.sources = append(h.sources, src)
		h.found(ctx, src.Publisher)
		for _, slot := range welcome(&h.live, src) {
			h.itself(ctx, floor.PutOnAir{Slot: slot, Publisher: src.Publisher, Label: src.Label, Place: src.Place})
		}
	})
}

// PublisherStopped is told by the media plane: what has gone keeps its slots for a while.
func (h *Hall) PublisherStopped(ctx context.Context, publisher string) {
	h.inside(ctx, func(ctx context.Context) {
		h.forget(publisher)
		h.lost(ctx, publisher, floor.Disconnected)
	})
}

// PublisherSilent is told by the media plane: connected, but nothing comes any more.
func (h *Hall) PublisherSilent(ctx context.Context, publisher string) {
	h.inside(ctx, func(ctx context.Context) { h.lost(ctx, publisher, floor.Silent) })
}

// PublisherHeard is told by the media plane: packets come again.
func (h *Hall) PublisherHeard(ctx context.Context, publisher string) {
	h.inside(ctx, func(ctx context.Context) { h.found(ctx, publisher) })
}

// PublisherEnded says that whoever sent has ended it: the slots are free at once.
func (h *Hall) PublisherEnded(ctx context.Context, publisher string) {
	h.inside(ctx, func(ctx context.Context) {
		h.forget(publisher)
		h.off(ctx, publisher)
	})
}

// Sources returns what is connected, in the order in which it came.
func (h *Hall) Sources(ctx context.Context) (all []Source) {
	h.inside(ctx, func(context.Context) { all = slices.Clone(h.sources) })
	return all
}

func (h *Hall) forget(publisher string) {
	h.sources = slices.DeleteFunc(h.sources, func(s Source) bool { return s.Publisher == publisher })
}

func (h *Hall) lost(ctx context.Context, publisher string, why floor.Reason) {
	for _, slot := range h.live.SlotsOf(publisher) {
		h.itself(ctx, floor.LoseSource{Slot: slot, Publisher: publisher, Reason: why})
	}
}

func (h *Hall) found(ctx context.Context, publisher string) {
	for _, slot := range h.live.SlotsOf(publisher) {
		h.itself(ctx, floor.FindSource{Slot: slot, Publisher: publisher})
	}
}

func (h *Hall) off(ctx context.Context, publisher string) {
	for _, slot := range h.live.SlotsOf(publisher) {
		h.itself(ctx, floor.TakeOffAir{Slot: slot, Publisher: publisher})
	}
}

// itself does what the hall decides by itself. A conflict says that somebody was quicker.
func (h *Hall) itself(ctx context.Context, c floor.Command) {
	err := h.obey(ctx, itself, "", c)
	if err != nil && seminar.CodeOf(err) != seminar.CodeConflict && ctx.Err() == nil {
		h.log.Warn("the hall could not do what it has to", "command", c, "err", err)
	}
}

// welcome says in which slots a source goes on air when it comes.
func welcome(s *floor.State, src Source) []string {
	if s.IsAside(src.Publisher) {
		return nil
	}
	var slots []string
	if hasFloor(s, src) {
		slots = append(slots, floor.Floor)
	}
	switch {
	case src.Slot == floor.Wall && src.Place != "":
		if slot := freeWall(s); slot != "" && !onWall(s, src.Publisher) {
			slots = append(slots, slot)
		}
	case src.Slot != floor.Wall && !floor.OnWall(src.Slot) && free(s, src.Slot) && !slices.Contains(slots, src.Slot):
		slots = append(slots, src.Slot)
	}
	return slots
}

// hasFloor reports whether a source is of whoever has the floor: the person's own, or
// the device of the branch hall in which somebody stands at the microphone.
func hasFloor(s *floor.State, src Source) bool {
	switch {
	case s.Turn == nil:
		return false
	case src.Place != "":
		return s.Turn.From == floor.FromBranch && s.Turn.Place == src.Place
	}
	return src.Publisher == floor.Publisher(s.Turn.Person.ID, floor.Floor)
}

// free reports whether a slot waits for a source: nobody is there, or who was has gone.
func free(s *floor.State, slot string) bool {
	on, taken := s.Air[slot]
	return !taken || on.Lost != nil && on.Lost.Reason == floor.Disconnected
}

// freeWall returns the first empty slot of the wall, else the first whose source has gone; "" for none.
func freeWall(s *floor.State) string {
	for _, slot := range floor.WallSlots() {
		if _, taken := s.Air[slot]; !taken {
			return slot
		}
	}
	i := slices.IndexFunc(floor.WallSlots(), func(slot string) bool { return free(s, slot) })
	if i < 0 {
		return ""
	}
	return floor.WallSlots()[i]
}

func onWall(s *floor.State, publisher string) bool {
	return slices.ContainsFunc(s.SlotsOf(publisher), floor.OnWall)
}

// expire takes off what has been lost for too long.
func (h *Hall) expire(ctx context.Context, now time.Time) {
	for _, slot := range floor.Slots() {
		on, ok := h.live.Air[slot]
		if ok && on.Lost != nil && now.Sub(on.Lost.Since) >= h.settings.Lost {
			h.itself(ctx, floor.TakeOffAir{Slot: slot, Publisher: on.Publisher})
		}
	}
}

// resume brings the media plane, which has just begun, to what the record says. Nobody
// sends yet: what was on air keeps its slots and is waited for.
func (h *Hall) resume(ctx context.Context) {
	room := string(h.of)
	for _, slot := range floor.Slots() {
		if on, ok := h.live.Air[slot]; ok {
			h.put(slot, on.Publisher)
			h.itself(ctx, floor.LoseSource{Slot: slot, Publisher: on.Publisher, Reason: floor.Disconnected})
		}
	}
	for _, slot := range h.live.Muted {
		h.mute(room, slot, true)
	}
}
