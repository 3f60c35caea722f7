package roll

import (
	"cmp"
	"slices"

	"aula/internal/seminar"
)

// The keys of the sentences that explain a cell. The ones for stewards' words and
// for corrections end in a mark: "roll.why.attested_late".
const (
	whyScanOut     = "roll.why.scan_out"       // time
	whyMoved       = "roll.why.moved"          // time
	whyNoScanOut   = "roll.why.no_scan_out"    // time
	whyNotSeen     = "roll.why.not_seen_out"   // time
	whyOutAlone    = "roll.why.scan_out_alone" // time, place
	whyOnline      = "roll.why.online"         // time, until, place
	whyOnlineMany  = "roll.why.online_many"    // count, time, until, place
	whyAttested    = "roll.why.attested_"      // + mark: time, place
	whyOnce        = "roll.why.once"           // place
	whyElsewhere   = "roll.why.elsewhere"      // place
	whyNotHeld     = "roll.why.not_held"       // place
	whyMinutes     = "roll.why.minutes"        // count, of
	whyLate        = "roll.why.late"           // count, of
	whyLeftEarly   = "roll.why.left_early"     // count, of
	whyTooLate     = "roll.why.too_late"       // count, of
	whyTooEarly    = "roll.why.too_early"      // count, of
	whyTooShort    = "roll.why.too_short"      // count, of
	whyNothing     = "roll.why.nothing"        //
	whyWithdrawn   = "roll.why.withdrawn"      //
	whyNotBegun    = "roll.why.not_begun"      // time
	whyRunning     = "roll.why.running"        // time
	whyCorrected   = "roll.why.corrected_"     // + mark: time, reason
	whyAsBefore    = "roll.why.corrected_back" // time, reason
	whyCredit      = "roll.why.credit"         // count, reason
	whySeen        = "roll.why."               // + kind: time, place
	whyPrompts     = "roll.why.prompts"        // count, of
	whyVoided      = "roll.why.prompts_voided" // count
	whyUnproven    = "roll.why.unproven"       // of
	whyDuty        = "roll.why.duty"           // time
	whyMadeUp      = "roll.why.made_up"        // time, reason
	whyUnfed       = "roll.why.unfed"
	whyRelief      = "roll.why.relief"        // who
	whyNoRelief    = "roll.why.relief_absent" // who
	whyReliefComes = "roll.why.relief_comes"  // who
)

// manyStretches is from how many stretches online at one place they are told in one sentence.
const manyStretches = 4

// explain tells why the cell has its mark: what was seen, how long that is, what the
// policy makes of it, who changed it.
func (p *plan) explain(h *history, c *column, k *look, v verdict, out *Cell) []Reason {
	why := p.tellStays(p.draft[:0], c, k)
	for _, e := range k.word.spoken {
		why = append(why, Reason{Key: whyAttested + string(e.Mark), At: e.At.UTC(), Place: p.name(cmp.Or(e.Place, h.person.Place))})
	}
	if k.leave != nil {
		why = append(why, Reason{Key: "roll.why." + string(k.leave.State), At: k.leave.At.UTC()}) // and not the reason, which is not everybody's
	}
	if k.duty != nil {
		why = append(why, Reason{Key: whyDuty, At: k.duty.At.UTC()}) // nor here
	}
	if k.asked.Shown > 0 {
		why = append(why, Reason{Key: whyPrompts, Count: k.asked.Answered, Of: k.asked.Shown})
	}
	if k.asked.Voided > 0 {
		why = append(why, Reason{Key: whyVoided, Count: k.asked.Voided})
	}
	if !k.proven {
		why = append(why, Reason{Key: whyUnproven, Of: p.policy.PromptShare})
	}
	if hallAndHome(c, k.stays) {
		why = append(why, Reason{Key: whyOnce, Place: p.name(out.Place)})
	}
	switch {
	case !c.begun():
		why = append(why, Reason{Key: whyNotBegun, At: clock(c.start)})
	case len(k.counting()) > 0:
		why = p.tellVerdict(why, c, v)
	case h.person.Withdrawn && k.nothing():
		why = append(why, Reason{Key: whyWithdrawn})
	case !k.expected && out.Mark == "":
		why = append(why, Reason{Key: whyNotHeld, Place: p.name(h.person.Place)})
	case len(why) == 0:
		why = append(why, Reason{Key: whyNothing})
	}
	if k.made != nil {
		why = append(why, Reason{Key: whyMadeUp, At: k.made.At.UTC(), Words: cmp.Or(k.made.Reason, "–")})
	}
	if e := k.changed; e != nil {
		why = append(why, corrected(e))
	}
	if k.unfed {
		why = append(why, Reason{Key: whyUnfed})
	}
	if p.policy.Credited() && out.Counted > 0 {
		why = append(why, Reason{Key: whyCredit, Count: out.Counted.Minutes(), Words: out.Credit.String()})
	}
	if c.begun() && c.running() {
		why = append(why, Reason{Key: whyRunning, At: clock(p.asOf)})
	}
	p.draft = why
	return slices.Clone(why)
}

func corrected(e *Evidence) Reason {
	r := Reason{Key: whyCorrected + string(e.Mark), At: e.At.UTC(), Words: cmp.Or(e.Reason, "–")}
	if e.Mark == "" {
		r.Key = whyAsBefore
	}
	return r
}

// tellStays tells what the doors and the connections saw.
func (p *plan) tellStays(why []Reason, c *column, k *look) []Reason {
	told := map[seminar.ID]bool(nil)
	for _, s := range k.stays {
		switch {
		case s.by == ScanIn || s.by.sights():
			why = p.tellScan(why, c, s)
		case s.by == Interval && !told[s.place]:
			if n, r := p.stretches(k.stays, s); n >= manyStretches {
				if told == nil {
					told = map[seminar.ID]bool{}
				}
				told[s.place] = true
				why = append(why, r)
				continue
			}
			why = append(why, Reason{Key: whyOnline, At: clock(s.from), Until: clock(min(s.to, p.asOf)), Place: p.name(s.place)})
		}
	}
	for i, s := range k.elsewhere {
		if i == 0 || k.elsewhere[i-1].place != s.place {
			why = append(why, Reason{Key: whyElsewhere, Place: p.name(s.place)})
		}
	}
	for _, e := range k.outs {
		why = append(why, Reason{Key: whyOutAlone, At: e.At.UTC(), Place: p.name(e.Place)})
	}
	return why
}

// tellScan tells a stay seen at the door. Its end is told when it fell in the session,
// and always when nobody saw it.
func (p *plan) tellScan(why []Reason, c *column, s stay) []Reason {
	why = append(why, Reason{Key: whySeen + string(s.by), At: clock(s.from), Place: p.name(s.place)})
	switch {
	case s.to > p.asOf:
	case s.end == EndAssumed && s.by.sights():
		why = append(why, Reason{Key: whyNotSeen, At: clock(s.to)})
	case s.end == EndAssumed:
		why = append(why, Reason{Key: whyNoScanOut, At: clock(s.to)})
	case s.to >= c.end:
	case s.end == EndMoved:
		why = append(why, Reason{Key: whyMoved, At: clock(s.to)})
	default:
		why = append(why, Reason{Key: whyScanOut, At: clock(s.to)})
	}
	return why
}

// stretches counts the stretches online at the place of s, and tells them as one.
func (p *plan) stretches(stays []stay, s stay) (int, Reason) {
	r := Reason{Key: whyOnlineMany, At: clock(s.from), Place: p.name(s.place)}
	for _, x := range stays {
		if x.by == Interval && x.place == s.place {
			r.Count, r.Until = r.Count+1, clock(min(x.to, p.asOf))
		}
	}
	return r.Count, r
}

// tellVerdict tells the time and what the policy makes of it: every limit that was
// reached, also one that did not decide.
func (p *plan) tellVerdict(why []Reason, c *column, v verdict) []Reason {
	why = append(why, Reason{Key: whyMinutes, Count: minutes(v.present), Of: minutes(c.until - c.start)})
	switch {
	case v.tooLate:
		why = append(why, Reason{Key: whyTooLate, Count: minutes(v.late), Of: p.policy.AbsentAfter})
	case v.isLate:
		why = append(why, Reason{Key: whyLate, Count: minutes(v.late), Of: p.policy.LateAfter})
	}
	switch {
	case v.tooEarly:
		why = append(why, Reason{Key: whyTooEarly, Count: minutes(v.early), Of: p.policy.AbsentBefore})
	case v.isEarly:
		why = append(why, Reason{Key: whyLeftEarly, Count: minutes(v.early), Of: p.policy.LeaveBefore})
	}
	if v.short {
		why = append(why, Reason{Key: whyTooShort, Count: v.share, Of: p.policy.Share})
	}
	return why
}

// hallAndHome reports whether somebody was in a hall and online at the same time.
func hallAndHome(c *column, stays []stay) bool {
	for i, a := range stays {
		for _, b := range stays[i+1:] {
			if a.method != b.method && max(a.from, b.from, c.start) < min(a.to, b.to, c.until) {
				return true
			}
		}
	}
	return false
}
