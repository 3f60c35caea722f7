package certificate

import (
	"slices"
	"testing"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// Who gets a certificate, worked out by hand. The delegate belongs to the main hall,
// where four sessions of 180 minutes are held: 720 minutes in all.
func TestDecide(t *testing.T) {
	second := in(hall, hm(2, "08:50"))
	lost := li()
	lost.Withdrawn = true
	for _, c := range []struct {
		story    string
		policy   string
		rule     *Rule // that of the policy when nil
		person   seminar.Person
		asOf     time.Time // after the seminar when zero
		evidence []roll.Evidence
		en, zh   string // why not; "" where there is one
	}{
		{story: "both days in the hall", evidence: append(both(1), both(2)...)},
		{story: "one session is enough", evidence: []roll.Evidence{in(hall, hm(1, "08:50")), out(hall, hm(1, "12:00"))}},
		{story: "nobody came", en: "Attended 0 sessions; 1 needed.", zh: "出席 0 场，需满 1 场。"},
		{story: "a session corrected to present counts as one attended", evidence: []roll.Evidence{corrects(roll.Present, "two")}},
		{
			story: "the third session is still running, the fourth is to come", asOf: hm(2, "10:00"), evidence: append(both(1), second),
			en: "2 sessions are not over yet.", zh: "还有 2 场尚未结束。",
		},
		{
			story: "the last one is still running", asOf: hm(2, "17:59"), evidence: append(both(1), second),
			en: "1 session is not over yet.", zh: "还有 1 场尚未结束。",
		},
		{story: "at its end all is over; the group is not theirs", asOf: hm(2, "18:00"), evidence: append(both(1), second)},
		{story: "has withdrawn after the first day", person: lost, evidence: both(1), en: "Has withdrawn.", zh: "已退出。"},
		{
			story: "3 of 4 sessions are 75 percent", rule: &Rule{SessionShare: 75}, evidence: append(both(1), second, out(hall, hm(2, "12:00"))),
		},
		{
			story: "and not 76", rule: &Rule{SessionShare: 76}, evidence: append(both(1), second, out(hall, hm(2, "12:00"))),
			en: "Attended 75 % of the sessions; 76 % needed.", zh: "出席场次为 75%，需达到 76%。",
		},
		{
			story: "leave is no attendance, and its reason is not told", rule: &Rule{SessionShare: 80},
			evidence: append(slices.Concat(both(1), leave(hm(2, "15:00"), hm(2, "18:00"))), second, out(hall, hm(2, "12:00"))),
			en:       "Attended 75 % of the sessions; 80 % needed.", zh: "出席场次为 75%，需达到 80%。",
		},
		{
			story: "648 of 720 minutes are 90 percent", rule: &Rule{TimeShare: 90}, // as some chambers of the Gulf want it
			evidence: append(both(1), second, out(hall, hm(2, "16:48"))),
		},
		{
			story: "647 are not", rule: &Rule{TimeShare: 90}, evidence: append(both(1), second, out(hall, hm(2, "16:47"))),
			en: "Attended 89 % of the time; 90 % needed.", zh: "出席时间为 89%，需达到 90%。",
		},
		{
			story: "cpe-nasba: 9 minutes are no fifth of a credit and too short for a session", policy: "cpe-nasba",
			evidence: []roll.Evidence{home(hm(1, "09:00"), hm(1, "09:09"))},
			en:       "Earned fewer than 0.2 credits.", zh: "所得学分不足 0.2。",
		},
		{
			story: "cpe-nasba: 10 minutes are one", policy: "cpe-nasba", evidence: append(answers("one", hm(1, "09:05"), 1), home(hm(1, "09:00"), hm(1, "09:10"))),
		},
		{
			story: "10 credits asked and 9.6 earned in 480 minutes", policy: "cpe-nasba", rule: &Rule{Credits: 1000},
			evidence: append(both(1), second, out(hall, hm(2, "11:00"))),
			en:       "Earned fewer than 10 credits.", zh: "所得学分不足 10。",
		},
		{
			story: "full: every session to its end", policy: "full", evidence: append(both(1), both(2)...),
		},
		{
			story: "full: a minute missing is a session missing", policy: "full", evidence: append(both(1), second, out(hall, hm(2, "17:59"))),
			en: "Attended 75 % of the sessions; 100 % needed.", zh: "出席场次为 75%，需达到 100%。",
		},
		{
			story: "cn-cadre: leave of one session of four is more than a seventh", policy: "cn-cadre",
			evidence: append(slices.Concat(both(1), leave(hm(2, "15:00"), hm(2, "18:00"))), second, out(hall, hm(2, "12:00"))),
			en:       "On leave for 180 of 720 min: more than 1/7.", zh: "请假 180 分钟（共 720 分钟），超过 1/7。",
		},
		{
			story: "all that stands against it is told", policy: "cn-cadre", asOf: hm(2, "17:00"),
			en: "1 session is not over yet. Missed 3 half-days; 3 are too many. Attended 0 sessions; 1 needed. Earned fewer than 1 credits.",
			zh: "还有 1 场尚未结束。 缺席 3 个半天，达到 3 个即不予登记。 出席 0 场，需满 1 场。 所得学分不足 1。",
		},
	} {
		p := preset(t, or(c.policy, "plain"))
		rule, person, asOf := RuleOf(p), li(), over
		if c.rule != nil {
			rule = *c.rule
		}
		if c.person.ID != "" {
			person = c.person
		}
		if !c.asOf.IsZero() {
			asOf = c.asOf
		}
		row, r := fold(p, asOf, person, c.evidence...)
		ok, why := Decide(row, r, rule)
		if ok != (c.en == "") {
			t.Errorf("%s: %v", c.story, ok)
		}
		if got := aloud(printer(t, "en"), why); got != c.en {
			t.Errorf("%s: %q", c.story, got)
		}
		if got := aloud(printer(t, "zh-Hans"), why); got != c.zh {
			t.Errorf("%s: %q", c.story, got)
		}
	}
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// Nothing that was not there is asked in percent of nothing.
func TestDecideWithoutSessions(t *testing.T) {
	ok, why := Decide(roll.Row{}, roll.Roll{AsOf: over}, Rule{SessionShare: 100, TimeShare: 100})
	if !ok {
		t.Errorf("%v", why)
	}
}
