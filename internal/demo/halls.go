package demo

import (
	"context"
	"math/rand/v2"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// keepDoor lets people come and go at the main door until ctx ends: first those who
// are late, then now and again somebody who steps out and comes back.
func (h *house) keepDoor(ctx context.Context) {
	door, err := h.newScanner(ctx, "main", doorSteward, "door-main-1")
	if err != nil {
		h.troubled(ctx, "the main door", err)
		return
	}
	there := h.inHallToday("main")
	inside := map[seminar.ID]bool{}
	for _, in := range door.list.Inside {
		inside[in.Person] = true
	}
	for wait(ctx, h.tempo.door.draw()) {
		p, out := walker(there, inside)
		code, err := h.passOf(p.ID)
		if err == nil {
			door.read(code, out, time.Now())
			inside[p.ID] = !out
			err = door.upload(ctx)
		}
		h.troubled(ctx, "the main door", err)
	}
}

// walker returns who comes to the door next: somebody outside, if there is anybody,
// else one who steps out.
func walker(there []seminar.Person, inside map[seminar.ID]bool) (p seminar.Person, out bool) {
	var outside []seminar.Person
	for _, p := range there {
		if !inside[p.ID] {
			outside = append(outside, p)
		}
	}
	if n := len(outside); n > 1 || n == 1 && rand.IntN(2) == 0 {
		return outside[rand.IntN(n)], false
	}
	for p = there[rand.IntN(len(there))]; !inside[p.ID]; {
		p = there[rand.IntN(len(there))]
	}
	return p, true
}

// callRoll goes on with the roll call of a branch hall where this morning's stopped,
// session after session, until ctx ends.
func (h *house) callRoll(ctx context.Context, b branch) {
	steward, there := h.visitor(b.steward), h.inHallToday(b.place)
	hall := h.place(b.place)
	called := map[seminar.ID]int{h.begun(hall.ID): len(there) * 60 / 100} // the past has the first of them
	for wait(ctx, h.tempo.mark.draw()) {
		session := h.begun(hall.ID)
		n := called[session]
		if session == "" || n >= len(there) {
			continue
		}
		called[session]++
		word := mark{Op: string(seminar.NewID()), Session: string(session), Person: there[n].ID, Mark: roll.Present, At: time.Now().UTC()}
		if n%9 == 5 {
			word.Mark = roll.Late
		}
		h.troubled(ctx, "a roll call", steward.Post(ctx, "/branch/"+b.place+"/marks", word, nil))
	}
}

// begun returns the marked session that runs at a place by the programme; "" for none.
func (h *house) begun(place seminar.ID) seminar.ID {
	now := time.Now()
	for _, s := range h.plan.Seminar.Sessions {
		if s.Marked() && s.At(place) && !s.Starts.After(now) && s.Ends.After(now) {
			return s.ID
		}
	}
	return ""
}

// troubled logs that a player could not do something.
func (h *house) troubled(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		h.Log.Warn("demonstration: "+what, "err", err)
	}
}
