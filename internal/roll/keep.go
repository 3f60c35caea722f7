package roll

import (
	"time"

	"aula/internal/programme"
)

// Keep says until when what is kept: zero times are never.
type Keep struct {
	Reasons  time.Time // of leave and duty
	Evidence time.Time
}

// Keeps returns until when a policy keeps what of a seminar, counted from its last session or, where that was later, from when the last evidence came: a
// programme of a wrong year deletes nothing. A seminar without sessions keeps everything.
func (p Policy) Keeps(s *programme.Seminar, last time.Time) (k Keep) {
	end := time.Time{}
	for _, x := range s.Sessions {
		if x.Ends.After(end) {
			end = x.Ends
		}
	}
	if end.IsZero() {
		return k
	}
	if last.After(end) {
		end = last
	}
	if p.KeepYears > 0 {
		k.Evidence = end.AddDate(p.KeepYears, 0, 0)
	}
	k.Reasons = k.Evidence
	if p.ReasonDays > 0 {
		k.Reasons = end.AddDate(0, 0, p.ReasonDays)
	}
	return k
}
