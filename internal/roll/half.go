package roll

import (
	"slices"
	"strconv"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// Part is a part of a day: leave is asked and attendance sealed by these.
type Part string

// The parts of a day, by the hour at which a session starts.
const (
	Morning   Part = "morning"   // before noon
	Afternoon Part = "afternoon" // from noon
	Evening   Part = "evening"   // from six
)

// Half is a half-day of the seminar: the marked sessions that start in one part of one day.
type Half struct {
	Day      string       `json:"day"` // in the seminar's zone: "2026-11-23"
	Part     Part         `json:"part"`
	From     time.Time    `json:"from"` // start of the first, end of the last session
	To       time.Time    `json:"to"`
	Sessions []seminar.ID `json:"sessions"`
}

// PartOf returns the part of the day of a time on the clock of a place.
func PartOf(local time.Time) Part {
	switch h := local.Hour(); {
	case h < 12:
		return Morning
	case h < 18:
		return Afternoon
	}
	return Evening
}

// divide finds the half-days, in the order of time, and the one of each column.
func (p *plan) divide(zone *time.Location) {
	for i := range p.columns {
		c := &p.columns[i]
		local := clock(c.start).In(zone)
		day, part := local.Format(time.DateOnly), PartOf(local)
		c.half = slices.IndexFunc(p.halves, func(h Half) bool { return h.Day == day && h.Part == part })
		if c.half < 0 {
			c.half = len(p.halves)
			p.halves = append(p.halves, Half{Day: day, Part: part, From: clock(c.start), To: clock(c.end)})
		}
		h := &p.halves[c.half]
		h.Sessions = append(h.Sessions, c.session.ID)
		if end := clock(c.end); end.After(h.To) {
			h.To = end
		}
	}
}

// The keys of the sentences that say why attendance is not enough.
const (
	endLeave  = "roll.ends.leave"  // count, of, reason
	endMissed = "roll.ends.missed" // count, of
)

// limit fills what the policy says of the row as a whole: leave, half-days missed, and whether they end it.
func (p *plan) limit(row *Row) {
	missed := make([]struct{ absent, here bool }, len(p.halves))
	lates := 0
	for i := range row.Cells {
		cell, c := &row.Cells[i], &p.columns[i]
		if c.session.At(row.Person.Place) { // leave is from what is held where they belong
			row.Leave.Of += span(c.start, c.end)
			if cell.Mark == Excused && cell.Leave != OnDuty || cell.Mark == "" && cell.Leave == LeaveGranted { // the second is to come
				row.Leave.Taken += span(c.start, c.end)
			}
		}
		m := &missed[c.half]
		switch cell.Mark {
		case Absent:
			m.absent = m.absent || !cell.Pending
		case Present, Late, LeftEarly:
			m.here = true
			if cell.Mark == Late {
				lates++
			}
		}
	}
	for _, m := range missed {
		if m.absent && !m.here {
			row.Missed++
		}
	}
	if n := p.policy.LatesOneMiss; n > 0 {
		row.Missed += lates / n
	}
	if row.Leave.Over(p.policy) {
		row.Ends = append(row.Ends, Reason{Key: endLeave, Count: row.Leave.Taken.Minutes(), Of: row.Leave.Of.Minutes(), Words: "1/" + strconv.Itoa(p.policy.LeaveParts)})
	}
	if n := p.policy.MissedHalves; n > 0 && row.Missed >= n {
		row.Ends = append(row.Ends, Reason{Key: endMissed, Count: row.Missed, Of: n})
	}
}

// Half returns the half-day in which a session starts.
func (r Roll) Half(session seminar.ID) (Half, bool) {
	i := slices.IndexFunc(r.Halves, func(h Half) bool { return slices.Contains(h.Sessions, session) })
	if i < 0 {
		return Half{}, false
	}
	return r.Halves[i], true
}

// Halves returns the half-days of a seminar, in the order of time.
func Halves(s *programme.Seminar) []Half {
	return newPlan(Facts{Seminar: s}).halves
}
