package roll

import (
	"time"

	"aula/internal/seminar"
)

// HallWord is what the steward of a hall has attested of the hall itself in a session: when it began and ended there, how many heads
// were counted. Zero times are what nobody has said.
type HallWord struct {
	Opened  time.Time
	Closed  time.Time
	Heads   int
	Counted time.Time
}

// HallWordOf returns what was last said of a hall in a session.
func HallWordOf(all []Evidence, place, session seminar.ID) (w HallWord) {
	last := map[Kind]*Evidence{}
	for i := range all {
		e := &all[i]
		if e.Kind.ofNobody() && e.Place == place && e.Session == session && (last[e.Kind] == nil || inOrder(last[e.Kind], e) < 0) {
			last[e.Kind] = e
		}
	}
	if e := last[Opened]; e != nil {
		w.Opened = e.At
	}
	if e := last[Closed]; e != nil {
		w.Closed = e.At
	}
	if e := last[Counted]; e != nil {
		w.Heads, w.Counted = e.Count, e.At
	}
	return w
}
