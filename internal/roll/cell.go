package roll

import (
	"slices"
	"time"

	"aula/internal/seminar"
)

// lease is how old the last sign of an online connection may be while a session runs
// for the person still to be there.
const lease = 2 * time.Minute

// grain is how exactly the end of a time online is known, by heartbeats: who was there until so shortly before the end of a session was there to its end.
const grain = 30 * time.Second

// look is what was found of one person in one session, before it is judged. There is
// one in the plan, used again for every cell: a roll has hundreds of thousands.
type look struct {
	stays     []stay      // where the session was held, and within it
	elsewhere []stay      // within it, where it was not held
	outs      []*Evidence // scans out without a scan in, within it
	word      word
	changed   *Evidence // the last correction, also one that takes the others back
	leave     *Request  // from the half-day
	duty      *Evidence // official duty elsewhere
	made      *Evidence // the session was made up for
	asked     Asked
	proven    bool // enough prompts were answered for being alone to count
	relieved  bool // somebody comes in their place
	fed       bool // feedback was given
	unfed     bool // and is why nothing counts that would
	expected  bool // the session is held where the delegate belongs
}

// nothing reports whether there is no evidence at all for the session.
func (k *look) nothing() bool {
	return len(k.stays)+len(k.elsewhere)+len(k.outs)+len(k.word.spoken) == 0 && k.changed == nil && k.leave == nil && k.duty == nil && k.made == nil
}

// cell judges one delegate in one session.
func (p *plan) cell(h *history, c *column) Cell {
	k := p.look(h, c)
	v := p.judge(c, k.counting())
	out := Cell{
		Session: c.session.ID, Pending: c.running(), Place: h.person.Place,
		Present: span(0, v.present), Mark: p.mark(h, c, k, v),
	}
	switch {
	case k.duty != nil:
		out.Leave = OnDuty
	case k.leave != nil:
		out.Leave = k.leave.State
	}
	if k.asked != (Asked{}) {
		asked := k.asked
		out.Asked = &asked
	}
	out.relieved = k.relieved && (out.Mark == Absent || out.Mark == "") && (k.changed == nil || k.changed.Mark == "")
	counted := p.credited(c, k, v, out.Mark)
	if p.policy.Feedback > 0 && !k.fed && k.made == nil { // who made a session up for has passed a test of it
		k.unfed, counted = counted > 0, 0
	}
	out.Counted = span(0, counted)
	out.Credit = p.policy.Credit(out.Counted.Duration())
	if place := attended(c, k.stays); place != "" {
		out.Place = place
	}
	if len(k.stays) > 0 {
		out.Stays = make([]Stay, len(k.stays))
		for i, s := range k.stays {
			out.Stays[i] = p.show(s)
		}
	}
	out.Why = p.explain(h, c, k, v, &out)
	return out
}

// look finds what bears on the session.
func (p *plan) look(h *history, c *column) *look {
	k := &p.desk
	*k = look{
		stays: k.stays[:0], elsewhere: k.elsewhere[:0], outs: k.outs[:0],
		expected: c.session.At(h.person.Place) || p.places[h.person.Place] == nil,
		asked:    h.asked(c.session.ID),
	}
	k.expected = k.expected && c.end > h.listed
	k.proven = p.policy.proves(k.asked)
	if ever, here := p.standsIn(h.person.ID, c); ever {
		k.expected = k.expected && here
	}
	for i := range p.reliefs {
		k.relieved = k.relieved || p.reliefs[i].Old == h.person.ID && p.reliefs[i].covers(c)
	}
	for _, s := range h.touching(c.start, min(c.until, p.asOf)) {
		switch {
		case s.to <= c.start:
		case c.session.At(s.place):
			if s.by == Interval && s.to < c.end && c.end-s.to <= grain.Milliseconds() {
				s.to = c.end
			}
			k.stays = append(k.stays, s)
		default:
			k.elsewhere = append(k.elsewhere, s)
		}
	}
	if k.word = p.attested(h, c); c.begun() && len(k.word.stays) > 0 {
		k.stays = append(k.stays, keep(k.word.stays, func(s stay) bool { return s.from < min(s.to, c.until) })...)
		slices.SortStableFunc(k.stays, byStart)
	}
	for _, e := range h.outs {
		if t := at(e.At); c.start < t && t <= c.end {
			k.outs = append(k.outs, e)
		}
	}
	k.leave = h.leaveOf(c)
	for _, e := range h.duties {
		if c.within(e.From, e.To) {
			k.duty = e
		}
	}
	for _, e := range h.made {
		if e.Session == c.session.ID {
			k.made = e
		}
	}
	for _, e := range h.changed {
		if e.Session == c.session.ID {
			k.changed = e
		}
	}
	for _, e := range h.fed {
		k.fed = k.fed || e.Session == c.session.ID
	}
	if k.made != nil && k.changed != nil && k.changed.Mark == "" && k.changed.At.After(k.made.At) {
		k.made = nil // taken back with the rest
	}
	return k
}

// counting returns the stays that count: all, or those in halls alone when prompts were not answered.
func (k *look) counting() []stay {
	if k.proven {
		return k.stays
	}
	return slices.DeleteFunc(slices.Clone(k.stays), func(s stay) bool { return s.method == AsIndividual })
}

// mark decides: a correction before the policy, the policy before the stewards'
// "excused" and "substituted", these before duty and leave. What was made up for later is as if attended.
func (p *plan) mark(h *history, c *column, k *look, v verdict) Mark {
	switch {
	case !c.begun():
		return ""
	case k.changed != nil && k.changed.Mark != "":
		return k.changed.Mark
	case v.mark != Absent:
		return v.mark
	case k.made != nil:
		return Present
	case k.word.instead != "":
		return k.word.instead
	case k.duty != nil:
		return Excused
	case k.leave != nil && k.leave.State == LeaveGranted:
		return Excused
	case h.person.Withdrawn && k.nothing():
		return ""
	case !k.expected && len(k.word.spoken) == 0:
		return "" // not held where they belong: coming by for a moment is no absence
	}
	return Absent
}

// attended returns the place where the attendance counts: the hall in which most of
// it was spent, online only for somebody who was in no hall. "" without any.
func attended(c *column, stays []stay) seminar.ID {
	var best seminar.ID
	var most moment
	var group bool
	for _, s := range stays {
		inHall := s.method == AsGroup
		if group && !inHall {
			continue
		}
		spent := timeAt(s.place, c, stays)
		if (inHall && !group) || spent > most {
			best, most, group = s.place, spent, inHall
		}
	}
	return best
}

// timeAt returns the time spent at one place within the session.
func timeAt(place seminar.ID, c *column, stays []stay) moment {
	var sum moment
	reached := c.start
	for _, s := range stays { // by start
		if s.place == place && s.to > reached {
			sum += max(0, min(s.to, c.until)-max(s.from, reached))
			reached = s.to
		}
	}
	return sum
}
