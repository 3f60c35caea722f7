package certificate

import (
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
)

// Rule says who gets a certificate. It is data, as the policy of the roll is, and is
// kept with every certificate given by it. What is 0 is not asked for.
//
// Whatever the rule asks, nobody gets one while a session of theirs is not over, whose
// participation the policy has ended, or who has withdrawn. Shares are of the sessions
// that mark the delegate, leave and absence included.
type Rule struct {
	Sessions     int         `json:"sessions,omitempty"`      // attended, at least
	SessionShare int         `json:"session_share,omitempty"` // percent of the sessions attended, at least
	TimeShare    int         `json:"time_share,omitempty"`    // percent of the time of the sessions that counts, at least
	Credits      roll.Credit `json:"credits,omitempty"`       // earned, at least
}

// RuleOf returns the rule with which a seminar under the policy begins: one session
// attended; where there are credits, at least the smallest there is; where the policy
// asks for the whole of each session, all sessions.
func RuleOf(p roll.Policy) Rule {
	rule := Rule{Sessions: 1}
	if p.Credited() {
		rule.Credits = roll.Credit(max(1, p.CreditStep))
	}
	if p.Share >= 100 {
		rule.SessionShare = 100
	}
	return rule
}

// The keys of the sentences that say why there is no certificate; where the policy ends
// participation its own reasons (roll.Row.Ends) stand among them.
const (
	whyPending      = "certificate.why.pending"       // count
	whyWithdrawn    = "certificate.why.withdrawn"     //
	whySessions     = "certificate.why.sessions"      // count, of
	whySessionShare = "certificate.why.session_share" // count, of
	whyTimeShare    = "certificate.why.time_share"    // count, of
	whyCredits      = "certificate.why.credits"       // reason
)

// Decide says whether the delegate of a row of the roll gets a certificate, and if not
// every reason why not. The reasons are of attendance alone and hold no reason of leave.
func Decide(row roll.Row, r roll.Roll, rule Rule) (ok bool, why []roll.Reason) {
	refuse := func(reason roll.Reason) { why = append(why, reason) }
	if row.Person.Withdrawn {
		refuse(roll.Reason{Key: whyWithdrawn})
	}
	if n := pending(row, r); n > 0 {
		refuse(roll.Reason{Key: whyPending, Count: n})
	}
	why = append(why, row.Ends...)
	here, of := row.Total.Here(), row.Total.Sum()
	if here < rule.Sessions {
		refuse(roll.Reason{Key: whySessions, Count: here, Of: rule.Sessions})
	}
	if here*100 < rule.SessionShare*of {
		refuse(roll.Reason{Key: whySessionShare, Count: here * 100 / of, Of: rule.SessionShare})
	}
	if counted, all := row.Counted().Duration(), length(marked(row, r)); counted*100 < time.Duration(rule.TimeShare)*all {
		refuse(roll.Reason{Key: whyTimeShare, Count: int(counted * 100 / all), Of: rule.TimeShare})
	}
	if row.Credit < rule.Credits {
		refuse(roll.Reason{Key: whyCredits, Words: rule.Credits.String()})
	}
	return len(why) == 0, why
}

// pending counts the delegate's sessions that are not over.
func pending(row roll.Row, r roll.Roll) (n int) {
	for i, s := range r.Sessions {
		if s.Ends.After(r.AsOf) && (row.Cells[i].Mark != "" || s.At(row.Person.Place)) {
			n++
		}
	}
	return n
}

// marked returns the sessions that mark the delegate.
func marked(row roll.Row, r roll.Roll) (list []programme.Session) {
	for i, s := range r.Sessions {
		if row.Cells[i].Mark != "" {
			list = append(list, s)
		}
	}
	return list
}

// length returns the time that sessions take, in programme order; parallel ones count once.
func length(list []programme.Session) (sum time.Duration) {
	var reached time.Time
	for _, s := range list {
		from := s.Starts
		if reached.After(from) {
			from = reached
		}
		if s.Ends.After(from) {
			sum += s.Ends.Sub(from)
			reached = s.Ends
		}
	}
	return sum
}
