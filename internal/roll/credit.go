package roll

import (
	"fmt"
	"time"
)

// Credit is what attendance is worth, in hundredths: 280 is 2.8 credits.
type Credit int

// String writes a credit with as many decimals as it has: "2.8".
func (c Credit) String() string {
	switch {
	case c%100 == 0:
		return fmt.Sprint(int(c) / 100)
	case c%10 == 0:
		return fmt.Sprintf("%d.%d", c/100, c%100/10)
	}
	return fmt.Sprintf("%d.%02d", c/100, c%100)
}

// Credited says whether the policy gives credits at all.
func (p Policy) Credited() bool { return p.CreditMinutes > 0 }

// Credit returns what so much attendance is worth. Below half a step there is none, however it is rounded.
func (p Policy) Credit(present time.Duration) Credit {
	if !p.Credited() || present <= 0 {
		return 0
	}
	step := max(1, p.CreditStep)
	whole := time.Duration(p.CreditMinutes) * time.Minute
	if p.CreditNearest > 0 { // an exact half goes up
		return Credit(int((2*100*present+whole*time.Duration(step))/(2*whole*time.Duration(step))) * step)
	}
	return Credit(int(100*present/(whole*time.Duration(step))) * step)
}

// credited is how much of a session counts for credits: what was attended where the mark says that somebody was there. A word of
// "present" that overrules the evidence is the whole session, one of "late" or "left early" all but the least that the policy
// calls so.
func (p *plan) credited(c *column, k *look, v verdict, mark Mark) moment {
	overruled := k.changed != nil && k.changed.Mark != ""
	whole := c.until - c.start
	if k.made != nil && mark.Here() && !overruled {
		return whole
	}
	v.present = p.vouch(c, k, v.present)
	switch mark {
	case Present:
		if overruled {
			return whole
		}
		return v.present
	case Late:
		if overruled {
			return max(v.present, whole-min(whole, least(p.policy.LateAfter)))
		}
		return v.present
	case LeftEarly:
		if overruled {
			return max(v.present, whole-min(whole, least(p.policy.LeaveBefore)))
		}
		return v.present
	}
	return 0
}

// vouch returns how much of the time that was seen counts where prompts are asked: in halls all of it, alone as much as the
// answers vouch for. What was voided vouches as an answer does, for it was not theirs to give.
func (p *plan) vouch(c *column, k *look, present moment) moment {
	if p.policy.Prompts == 0 {
		return present
	}
	var halls []stay
	for _, s := range k.stays {
		if s.method == AsGroup {
			halls = append(halls, s)
		}
	}
	group := union(halls, c.start, c.until)
	return group + min(present-min(group, present), p.policy.vouched(k.asked.Answered+k.asked.Voided))
}

// Counted is how much time counts for the row: what its cells count, parallel sessions once.
func (r Row) Counted() Span {
	var all, overruled Span
	for _, c := range r.Cells {
		all += c.Counted
		overruled += max(0, c.Counted-c.Present) // the time that corrections have added to what was seen
	}
	return min(all, r.Present+overruled) // no minute counts twice
}

// merit fills what the row is worth: of the time of all sessions together, or the sum of what each is worth. Sessions that overlap are
// one to the rule: no minute counts twice.
func (p *plan) merit(row *Row) {
	if p.policy.CreditEach == 0 {
		row.Credit = p.policy.Credit(row.Counted().Duration())
		return
	}
	for first := 0; first < len(p.columns); {
		end, next := p.columns[first].end, first+1
		for ; next < len(p.columns) && p.columns[next].start < end; next++ {
			end = max(end, p.columns[next].end)
		}
		if next-first == 1 {
			row.Credit += row.Cells[first].Credit
		} else {
			part := Row{Cells: row.Cells[first:next], Present: p.unite(row.Cells[first:next], first)}
			row.Credit += p.policy.Credit(part.Counted().Duration())
		}
		first = next
	}
}
