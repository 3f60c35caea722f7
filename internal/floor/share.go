package floor

import (
	"slices"
	"time"

	"aula/internal/seminar"
)

// Share is what a place has had of the floor in the session that runs, beside what it asked for.
type Share struct {
	Place   seminar.ID    `json:"place"`
	Waiting int           `json:"waiting"` // hands that are up
	Turns   int           `json:"turns"`
	Spoken  time.Duration `json:"spoken"` // as of the time asked for
	Wait    time.Duration `json:"wait"`   // the median from hand to floor; of those who still wait, so far
}

// Shares returns the share of each place that has asked for the floor, in the order in which they first did. Turns and hands
// together are what a place has asked for.
func (s *State) Shares(now time.Time) []Share {
	var all []Share
	waits := map[seminar.ID][]time.Duration{}
	at := func(place seminar.ID) *Share {
		i := slices.IndexFunc(all, func(x Share) bool { return x.Place == place })
		if i < 0 {
			i, all = len(all), append(all, Share{Place: place})
		}
		return &all[i]
	}
	for _, p := range s.Had {
		x, end := at(p.Place), p.Ended
		if end.IsZero() {
			end = now
		}
		x.Turns++
		x.Spoken += end.Sub(p.Given)
		waits[p.Place] = append(waits[p.Place], p.Given.Sub(p.Raised))
	}
	for _, h := range s.Hands {
		at(h.Place).Waiting++
		waits[h.Place] = append(waits[h.Place], now.Sub(h.Raised))
	}
	for i := range all {
		w := waits[all[i].Place]
		slices.Sort(w)
		all[i].Wait = w[len(w)/2]
	}
	return all
}
