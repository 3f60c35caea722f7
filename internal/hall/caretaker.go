package hall

import (
	"context"
	"time"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/seminar"
)

// forgotten is how long after its planned end a session is closed that nobody closed.
const forgotten = 15 * time.Minute

// Due says what the programme asks for when no chair has acted: a session whose time
// has come is started unless it was started before; one that nobody closed is closed
// when the next one's time has come, or a while after its end. A chair who starts or
// closes a session by hand is never overruled. Of sessions that run side by side none
// is started: the floor is one, and a chair says whose it is. start is nil and end
// false when there is nothing to do.
func Due(s *programme.Seminar, state *floor.State, now time.Time) (start *programme.Session, end bool) {
	due := 0
	for i, x := range s.Sessions {
		if x.Marked() && !now.Before(x.Starts) && now.Before(x.Ends) {
			due++
			if !state.HasBegun(x.ID) {
				start = &s.Sessions[i]
			}
		}
	}
	if due > 1 {
		start = nil
	}
	if state.Session == nil {
		return start, false
	}
	if planned, ok := s.Session(string(state.Session.ID)); ok && now.Before(planned.Ends) || state.Turn != nil {
		return nil, false // it has its time yet, or somebody is speaking
	}
	if start != nil {
		return start, false
	}
	return nil, now.After(state.Session.Ends.Add(forgotten))
}

// Tend carries out what is due. session turns a session of the programme into the
// floor's.
func (h *Hall) Tend(ctx context.Context, s *programme.Seminar, now time.Time, session func(programme.Session) floor.Session) error {
	start, end := Due(s, h.State(), now)
	var err error
	switch {
	case start != nil:
		err = h.Do(ctx, keeper, "", floor.StartSession{Session: session(*start)})
	case end:
		err = h.Do(ctx, keeper, "", floor.CloseSession{})
	}
	if seminar.CodeOf(err) == seminar.CodeConflict {
		return nil // a chair was quicker
	}
	return err
}

// keeper is the hall keeping to the programme by itself.
var keeper = floor.By{Chair: true, Serve: func(seminar.ID) bool { return false }}
