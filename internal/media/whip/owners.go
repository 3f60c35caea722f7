package whip

import (
	"slices"
	"sync"
)

// manyOwners is at how many owners those without a session are forgotten.
const manyOwners = 10_000

// owners counts the sessions of each login or key.
type owners struct {
	mu sync.Mutex
	by map[string]*owned
}

type owned struct {
	joining  int
	sessions []string
}

// enter lets an owner join if there are fewer than most sessions of theirs that are alive; the
// caller must call left.
func (o *owners) enter(owner string, most int, alive func(session string) bool) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.by == nil {
		o.by = make(map[string]*owned)
	}
	if len(o.by) > manyOwners {
		o.sweepLocked(alive)
	}
	x := o.by[owner]
	if x == nil {
		x = new(owned)
		o.by[owner] = x
	}
	if x.joining+len(x.sessions) >= most {
		x.prune(alive)
	}
	if x.joining+len(x.sessions) >= most {
		return false
	}
	x.joining++
	return true
}

// left ends what enter began. A session that came of it counts until it is gone.
func (o *owners) left(owner, session string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	x := o.by[owner]
	x.joining--
	if session != "" {
		x.sessions = append(x.sessions, session)
	}
}

func (x *owned) prune(alive func(string) bool) {
	x.sessions = slices.DeleteFunc(x.sessions, func(s string) bool { return !alive(s) })
}

func (o *owners) sweepLocked(alive func(string) bool) {
	for owner, x := range o.by {
		if x.prune(alive); x.joining+len(x.sessions) == 0 {
			delete(o.by, owner)
		}
	}
}
