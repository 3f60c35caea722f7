package roll

import "time"

// verdict is what the policy says of the time somebody was there.
type verdict struct {
	mark     Mark
	present  moment // time in the session
	late     moment // from its start to the first arrival
	early    moment // from the last departure to its end, or to now
	share    int    // percent of the session, rounded down
	isLate   bool
	isEarly  bool
	tooLate  bool // so late that it is an absence
	tooEarly bool // left so early that it is an absence
	short    bool // so little that it is an absence
}

// judge applies the policy. The stays are by start and touch the session.
//
// Late: the first arrival is LateAfter minutes after the start or later. Left early:
// the last departure is LeaveBefore minutes before the end or earlier. Whoever was
// both is late. An arrival AbsentAfter minutes late or later, a departure AbsentBefore minutes
// before the end or earlier, or less than Share percent of the session, is an absence.
//
// While the session runs its end is now. Whoever is inside now is judged by the share
// that they can still reach, and has not left early.
func (p *plan) judge(c *column, stays []stay) verdict {
	if !c.begun() || len(stays) == 0 {
		return verdict{mark: Absent}
	}
	last := stays[0].to
	for _, s := range stays {
		last = max(last, s.to)
	}
	inside := c.running() && last > c.until-lease.Milliseconds()
	v := verdict{
		present: union(stays, c.start, c.until),
		late:    max(0, stays[0].from-c.start),
		early:   max(0, c.until-last),
	}
	v.share = percent(v.present, c.until-c.start)
	if inside {
		v.early = 0
		v.share = percent(v.present+c.end-c.until, c.end-c.start)
	}
	p.weigh(&v)
	return v
}

// weigh compares the times with the policy's limits.
func (p *plan) weigh(v *verdict) {
	v.isLate = reaches(v.late, p.policy.LateAfter)
	v.isEarly = reaches(v.early, p.policy.LeaveBefore)
	v.tooLate = p.policy.AbsentAfter > 0 && reaches(v.late, p.policy.AbsentAfter)
	v.tooEarly = p.policy.AbsentBefore > 0 && reaches(v.early, p.policy.AbsentBefore)
	v.short = v.share < p.policy.Share
	switch {
	case v.tooLate, v.tooEarly, v.short:
		v.mark = Absent
	case v.isLate:
		v.mark = Late
	case v.isEarly:
		v.mark = LeftEarly
	default:
		v.mark = Present
	}
}

// reaches reports whether d is at least the limit; being on time never is.
func reaches(d moment, limit int) bool {
	return d > 0 && d >= moment(limit)*time.Minute.Milliseconds()
}

func percent(part, whole moment) int { return int(part * 100 / max(1, whole)) }
