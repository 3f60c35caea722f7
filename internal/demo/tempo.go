package demo

import (
	"context"
	"math/rand/v2"
	"time"
)

// tempo is how fast the players act.
type tempo struct {
	arrive   time.Duration // within which those at home come
	hand     between       // from one hand up or down to the next
	turn     between       // how long the played chair lets one of the players speak
	pause    between       // from one turn to the next
	question between       // from one question in writing to the next
	door     between       // from one scan at the door to the next
	mark     between       // from one steward's mark to the next
	stay     between       // how long a restless delegate stays
	away     between       // and is away
	guest    time.Duration // how long the played chair lets a visitor speak
	aside    time.Duration // how long the played chair leaves the floor alone after somebody else has run it
}

// between is a span of time from which one is drawn.
type between struct{ least, most time.Duration }

func (b between) draw() time.Duration { return b.least + rand.N(b.most-b.least+1) }

// usual is the tempo at which a visitor can follow.
func usual() tempo {
	return tempo{
		arrive:   15 * time.Second,
		hand:     between{4 * time.Second, 9 * time.Second},
		turn:     between{20 * time.Second, 40 * time.Second},
		pause:    between{8 * time.Second, 16 * time.Second},
		question: between{10 * time.Second, 40 * time.Second},
		door:     between{15 * time.Second, 45 * time.Second},
		mark:     between{20 * time.Second, 60 * time.Second},
		stay:     between{2 * time.Minute, 6 * time.Minute},
		away:     between{time.Minute, 4 * time.Minute},
		guest:    3 * time.Minute,
		aside:    4 * time.Minute,
	}
}

// wait lets time pass; false when ctx ends first.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
