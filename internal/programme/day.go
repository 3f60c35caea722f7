package programme

import (
	"slices"
	"time"
)

// Day is one day of the seminar in its own zone.
type Day struct {
	Number   int       // 1 is the first
	Date     time.Time // midnight in the seminar's zone
	Sessions []Session // by start
}

// Days returns the days from the first session's to the last's, days without a
// session left out.
func (s *Seminar) Days() []Day {
	zone := s.Location()
	var days []Day
	for _, session := range s.Sessions {
		date := Midnight(session.Starts, zone)
		if n := len(days); n == 0 || !days[n-1].Date.Equal(date) {
			days = append(days, Day{Number: n + 1, Date: date})
		}
		last := &days[len(days)-1]
		last.Sessions = append(last.Sessions, session)
	}
	return days
}

// Midnight returns the start of the day of t in the zone.
func Midnight(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// Now returns the sessions that run at t, and the next one to start after t.
func (s *Seminar) Now(t time.Time) (running []Session, next *Session) {
	for i, x := range s.Sessions {
		switch {
		case x.Cancelled:
		case !t.Before(x.Starts) && t.Before(x.Ends):
			running = append(running, x)
		case t.Before(x.Starts) && next == nil:
			next = &s.Sessions[i]
		}
	}
	return running, next
}

// Sort brings the sessions into programme order: by start, then key.
func (s *Seminar) Sort() {
	slices.SortStableFunc(s.Sessions, func(a, b Session) int {
		if c := a.Starts.Compare(b.Starts); c != 0 {
			return c
		}
		return compare(a.Key, b.Key)
	})
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
