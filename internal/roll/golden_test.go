package roll_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// golden is one story about one delegate in one session, and what the roll says of it.
type golden struct {
	story    string
	session  string
	belongs  seminar.ID // the delegate's own place; the main hall when empty
	policy   roll.Policy
	asOf     time.Time // the end of the seminar when zero
	evidence []roll.Evidence
	want     string // mark, place, minutes
	why      string
}

var cadre = roll.Policy{Preset: "cn-cadre", LateAfter: 1, LeaveBefore: 1, AbsentAfter: 20, AbsentBefore: 20, Share: 80}

var stories = []golden{
	{
		story: "in the hall from before the start to after the end", session: "morning",
		evidence: []roll.Evidence{in(hall, hm(1, "08:52")), out(hall, hm(1, "12:03"))},
		want:     "present hall 180", why: "In 08:52 at Main hall, by scan. 180 of 180 min.",
	},
	{
		story: "nothing known", session: "morning",
		want: "absent hall 0", why: "No evidence.",
	},
	{
		story: "left before the end", session: "morning", belongs: branch,
		evidence: []roll.Evidence{in(branch, hm(1, "08:52")), out(branch, hm(1, "11:28"))},
		want:     "left_early branch 148", why: "In 08:52 at Branch hall 2, by scan. Out 11:28. 148 of 180 min. Left 32 min before the end; early from 10 min.",
	},
	{
		story: "the network dropped for four minutes", session: "morning", belongs: online,
		evidence: []roll.Evidence{home(hm(1, "08:58"), hm(1, "10:00")), home(hm(1, "10:04"), hm(1, "12:01"))},
		want:     "present online 176", why: "Online 08:58–10:00 (Home). Online 10:04–12:01 (Home). 176 of 180 min.",
	},
	{
		story: "a bad line: many stretches are told as one", session: "morning", belongs: online,
		evidence: []roll.Evidence{
			home(hm(1, "09:00"), hm(1, "09:30")), home(hm(1, "09:31"), hm(1, "10:00")),
			home(hm(1, "10:05"), hm(1, "11:00")), home(hm(1, "11:02"), hm(1, "12:00")),
		},
		want: "present online 172", why: "Online 09:00–12:00 (Home), in 4 stretches. 172 of 180 min.",
	},
	{
		story: "in the hall with the phone open: one attendance, in the hall", session: "morning",
		evidence: []roll.Evidence{in(hall, hm(1, "08:55")), home(hm(1, "08:50"), hm(1, "12:00")), out(hall, hm(1, "12:00"))},
		want:     "present hall 180",
		why:      "Online 08:50–12:00 (Home). In 08:55 at Main hall, by scan. In the hall and online at once: one attendance, at Main hall. 180 of 180 min.",
	},
	{
		story: "the branch hall joins 20 minutes late and its steward says so", session: "morning", belongs: branch,
		evidence: []roll.Evidence{says(roll.Late, "morning", branch, hm(1, "09:20"))},
		want:     "late branch 160",
		why:      "The steward at Branch hall 2 said at 09:20: late. 160 of 180 min. Came 20 min after the start; late from 10 min.",
	},
	{
		story: "the same under the cadre rule: 20 minutes late is an absence", session: "morning", belongs: branch, policy: cadre,
		evidence: []roll.Evidence{says(roll.Late, "morning", branch, hm(1, "09:20"))},
		want:     "absent branch 160",
		why:      "The steward at Branch hall 2 said at 09:20: late. 160 of 180 min. Came 20 min after the start; an absence from 20 min.",
	},
	{
		story: "leave granted for the half-day", session: "morning",
		evidence: []roll.Evidence{leave(roll.LeaveAsked, hm(0, "10:00")), leave(roll.LeaveGranted, hm(0, "11:00"))},
		want:     "excused hall 0", why: "Leave granted 11:00.",
	},
	{
		story: "leave that was asked and not granted is an absence", session: "morning",
		evidence: []roll.Evidence{leave(roll.LeaveAsked, hm(0, "10:00"))},
		want:     "absent hall 0", why: "Leave asked 10:00; not decided yet.",
	},
	{
		story: "leave refused", session: "morning",
		evidence: []roll.Evidence{leave(roll.LeaveAsked, hm(0, "10:00")), leave(roll.LeaveRefused, hm(0, "11:00"))},
		want:     "absent hall 0", why: "Leave refused 11:00.",
	},
	{
		story: "whoever is back before the leave begins is expected again", session: "morning",
		evidence: []roll.Evidence{leave(roll.LeaveGranted, hm(0, "11:00")), leave(roll.LeaveEnded, hm(1, "08:00"))},
		want:     "absent hall 0", why: "Leave ended 08:00.",
	},
	{
		story: "whoever has leave and comes is there", session: "morning",
		evidence: []roll.Evidence{leave(roll.LeaveGranted, hm(0, "11:00")), in(hall, hm(1, "08:50")), out(hall, hm(1, "12:00"))},
		want:     "present hall 180", why: "In 08:50 at Main hall, by scan. Leave granted 11:00. 180 of 180 min.",
	},
	{
		story: "leave of the morning is not leave of the afternoon", session: "afternoon",
		evidence: []roll.Evidence{leave(roll.LeaveGranted, hm(0, "11:00"))},
		want:     "absent hall 0", why: "No evidence.",
	},
	{
		story: "20 minutes before the end is one too", session: "morning", policy: cadre,
		evidence: []roll.Evidence{in(hall, hm(1, "08:50")), out(hall, hm(1, "11:40"))},
		want:     "absent hall 160",
		why:      "In 08:50 at Main hall, by scan. Out 11:40. 160 of 180 min. Left 20 min before the end; an absence from 20 min.",
	},
	{
		story: "under a rule with credits the cell says what it is worth", session: "morning", belongs: online,
		policy:   roll.Policy{Preset: "cpe-nasba", LateAfter: 10, LeaveBefore: 10, CreditMinutes: 50, CreditStep: 20},
		evidence: []roll.Evidence{home(hm(1, "08:58"), hm(1, "11:20"))},
		want:     "left_early online 140", why: "Online 08:58–11:20 (Home). 140 of 180 min. Left 40 min before the end; early from 10 min. 140 min count: 2.8 credits.",
	},
	{
		story: "one second under the limit is not an absence", session: "morning", policy: cadre,
		evidence: []roll.Evidence{in(hall, hm(1, "09:20").Add(-time.Second)), out(hall, hm(1, "12:00"))},
		want:     "late hall 160",
		why:      "In 09:19 at Main hall, by scan. 160 of 180 min. Came 19 min after the start; late from 1 min.",
	},
	{
		story: "hall in the morning, home after lunch", session: "afternoon",
		evidence: []roll.Evidence{in(hall, hm(1, "08:50")), out(hall, hm(1, "12:05")), home(hm(1, "13:58"), hm(1, "17:02"))},
		want:     "present online 180", why: "Online 13:58–17:02 (Home). 180 of 180 min.",
	},
	{
		story: "hall in the morning, home after lunch, and nobody scanned the way out", session: "afternoon",
		evidence: []roll.Evidence{in(hall, hm(1, "08:50")), home(hm(1, "13:58"), hm(1, "17:02"))},
		want:     "present hall 180",
		why: "In 08:50 at Main hall, by scan. No scan out: counted until the last session of the day ended, 17:00. " +
			"Online 13:58–17:02 (Home). In the hall and online at once: one attendance, at Main hall. 180 of 180 min.",
	},
	{
		story: "from the main hall to the branch hall without a scan out", session: "morning",
		evidence: []roll.Evidence{in(hall, hm(1, "08:50")), in(branch, hm(1, "10:00")), out(branch, hm(1, "12:00"))},
		want:     "present branch 180",
		why:      "In 08:50 at Main hall, by scan. Went on to another place at 10:00. In 10:00 at Branch hall 2, by scan. 180 of 180 min.",
	},
	{
		story: "nobody stays overnight", session: "second",
		evidence: []roll.Evidence{in(hall, hm(1, "08:50"))},
		want:     "absent hall 0", why: "No evidence.",
	},
	{
		story: "a stay without scan out ends with the day's last session", session: "afternoon",
		evidence: []roll.Evidence{in(hall, hm(1, "08:50"))},
		want:     "present hall 180",
		why:      "In 08:50 at Main hall, by scan. No scan out: counted until the last session of the day ended, 17:00. 180 of 180 min.",
	},
	{
		story: "the next morning's scan in counts although the day before was never closed", session: "second",
		evidence: []roll.Evidence{in(hall, hm(1, "08:50")), in(hall, hm(2, "08:59")), out(hall, hm(2, "12:00"))},
		want:     "present hall 180", why: "In 08:59 at Main hall, by scan. 180 of 180 min.",
	},
	{
		story: "a scanner's clock runs 11 minutes ahead; what it says is set right", session: "morning",
		evidence: []roll.Evidence{in(hall, roll.Set(hm(1, "09:16"), roll.Skew(hm(1, "18:11"), hm(1, "18:00")))), out(hall, hm(1, "12:00"))},
		want:     "present hall 175", why: "In 09:05 at Main hall, by scan. 175 of 180 min.",
	},
	{
		story: "a scanner uploads six hours later", session: "morning",
		evidence: late(6*time.Hour, in(hall, hm(1, "08:55")), out(hall, hm(1, "12:00"))),
		want:     "present hall 180", why: "In 08:55 at Main hall, by scan. 180 of 180 min.",
	},
	{
		story: "two gates of the hall scan the same pass", session: "morning",
		evidence: slices.Concat(from("gate-1", in(hall, hm(1, "08:55")), out(hall, hm(1, "12:00"))), from("gate-2", in(hall, hm(1, "08:56")))),
		want:     "present hall 180", why: "In 08:55 at Main hall, by scan. 180 of 180 min.",
	},
	{
		story: "a scanner uploads everything twice", session: "morning",
		evidence: slices.Concat(from("gate-1", in(hall, hm(1, "08:55")), out(hall, hm(1, "11:00"))), from("gate-1", in(hall, hm(1, "08:55")), out(hall, hm(1, "11:00")))),
		want:     "left_early hall 120", why: "In 08:55 at Main hall, by scan. Out 11:00. 120 of 180 min. Left 60 min before the end; early from 10 min.",
	},
	{
		story: "two tabs do not count twice", session: "morning", belongs: online,
		evidence: []roll.Evidence{home(hm(1, "09:30"), hm(1, "11:00")), home(hm(1, "09:00"), hm(1, "10:30"))},
		want:     "left_early online 120",
		why:      "Online 09:00–11:00 (Home). 120 of 180 min. Left 60 min before the end; early from 10 min.",
	},
	{
		story: "late and early: late decides, both are told", session: "morning",
		evidence: []roll.Evidence{in(hall, hm(1, "09:15")), out(hall, hm(1, "11:40"))},
		want:     "late hall 145",
		why:      "In 09:15 at Main hall, by scan. Out 11:40. 145 of 180 min. Came 15 min after the start; late from 10 min. Left 20 min before the end; early from 10 min.",
	},
	{
		story: "too short a time is an absence", session: "morning",
		evidence: []roll.Evidence{in(hall, hm(1, "09:00")), out(hall, hm(1, "09:45"))},
		want:     "absent hall 45",
		why: "In 09:00 at Main hall, by scan. Out 09:45. 45 of 180 min. Left 135 min before the end; early from 10 min. " +
			"There for 25 % of the session; an absence below 50 %.",
	},
	{
		story: "out for a while and back", session: "morning",
		evidence: []roll.Evidence{in(hall, hm(1, "08:55")), out(hall, hm(1, "10:00")), in(hall, hm(1, "10:20")), out(hall, hm(1, "12:00"))},
		want:     "present hall 160",
		why:      "In 08:55 at Main hall, by scan. Out 10:00. In 10:20 at Main hall, by scan. 160 of 180 min.",
	},
	{
		story: "out without in", session: "morning",
		evidence: []roll.Evidence{out(hall, hm(1, "11:20"))},
		want:     "absent hall 0", why: "Out 11:20 at Main hall, but no scan in before.",
	},
	{
		story: "a roll call taken half an hour late counts the whole session", session: "morning", belongs: branch,
		evidence: []roll.Evidence{says(roll.Present, "morning", branch, hm(1, "09:30"))},
		want:     "present branch 180", why: "The steward at Branch hall 2 said at 09:30: present. 180 of 180 min.",
	},
	{
		story: "called present, then seen leaving", session: "morning", belongs: branch,
		evidence: []roll.Evidence{says(roll.Present, "morning", branch, hm(1, "09:05")), says(roll.LeftEarly, "morning", branch, hm(1, "11:00"))},
		want:     "left_early branch 120",
		why: "The steward at Branch hall 2 said at 09:05: present. The steward at Branch hall 2 said at 11:00: left early. 120 of 180 min. " +
			"Left 60 min before the end; early from 10 min.",
	},
	{
		story: "called present by mistake, then seen coming", session: "morning", belongs: branch,
		evidence: []roll.Evidence{says(roll.Present, "morning", branch, hm(1, "09:05")), says(roll.Late, "morning", branch, hm(1, "09:30"))},
		want:     "late branch 150",
		why: "The steward at Branch hall 2 said at 09:05: present. The steward at Branch hall 2 said at 09:30: late. 150 of 180 min. " +
			"Came 30 min after the start; late from 10 min.",
	},
	{
		story: "late, entered from the paper sheet in the evening", session: "morning", belongs: branch,
		evidence: []roll.Evidence{says(roll.Late, "morning", branch, hm(1, "18:00"))},
		want:     "late branch 170",
		why:      "The steward at Branch hall 2 said at 18:00: late. 170 of 180 min. Came 10 min after the start; late from 10 min.",
	},
	{
		story: "a steward's absent takes nothing from a scan", session: "morning",
		evidence: []roll.Evidence{in(hall, hm(1, "08:55")), says(roll.Absent, "morning", hall, hm(1, "09:10")), out(hall, hm(1, "12:00"))},
		want:     "present hall 180", why: "In 08:55 at Main hall, by scan. The steward at Main hall said at 09:10: absent. 180 of 180 min.",
	},
	{
		story: "a steward's excused replaces an absence", session: "morning",
		evidence: []roll.Evidence{says(roll.Excused, "morning", hall, hm(1, "09:10"))},
		want:     "excused hall 0", why: "The steward at Main hall said at 09:10: excused.",
	},
	{
		story: "a correction after the fact", session: "morning",
		evidence: []roll.Evidence{corrects(roll.Present, "morning", "forgot the pass, seen by the chair", hm(1, "18:00"))},
		want:     "present hall 0", why: "No evidence. Corrected at 18:00 to present: forgot the pass, seen by the chair",
	},
	{
		story: "the last of several corrections counts", session: "morning",
		evidence: []roll.Evidence{
			corrects(roll.Excused, "morning", "leave found", hm(2, "08:00")),
			corrects(roll.Present, "morning", "mistaken", hm(1, "18:00")),
			in(hall, hm(1, "10:00")),
		},
		want: "excused hall 120",
		why: "In 10:00 at Main hall, by scan. No scan out: counted until the last session of the day ended, 17:00. 120 of 180 min. " +
			"Came 60 min after the start; late from 10 min. Corrected at 08:00 to excused: leave found",
	},
	{
		story: "a correction taken back", session: "morning",
		evidence: []roll.Evidence{
			in(hall, hm(1, "08:55")), out(hall, hm(1, "12:00")),
			corrects(roll.Absent, "morning", "mistaken", hm(1, "18:00")), corrects("", "morning", "wrong person", hm(1, "18:05")),
		},
		want: "present hall 180", why: "In 08:55 at Main hall, by scan. 180 of 180 min. Correction taken back at 18:05: wrong person",
	},
	{
		story: "not begun: no mark, whatever is known", session: "morning", asOf: hm(1, "08:59"),
		evidence: []roll.Evidence{in(hall, hm(1, "08:50"))},
		want:     "- hall 0 pending", why: "In 08:50 at Main hall, by scan. Begins at 09:00.",
	},
	{
		story: "running, inside", session: "morning", asOf: hm(1, "09:30"),
		evidence: []roll.Evidence{in(hall, hm(1, "08:50"))},
		want:     "present hall 30 pending", why: "In 08:50 at Main hall, by scan. 30 of 30 min. Still running: as of 09:30.",
	},
	{
		story: "running, just arrived: can still be there for half of it", session: "morning", asOf: hm(1, "09:09"),
		evidence: []roll.Evidence{in(hall, hm(1, "09:08"))},
		want:     "present hall 1 pending", why: "In 09:08 at Main hall, by scan. 1 of 9 min. Still running: as of 09:09.",
	},
	{
		story: "running, online with the last sign of life a minute ago", session: "morning", belongs: online, asOf: hm(1, "09:30"),
		evidence: []roll.Evidence{home(hm(1, "08:59"), hm(1, "09:29"))},
		want:     "present online 29 pending", why: "Online 08:59–09:29 (Home). 29 of 30 min. Still running: as of 09:30.",
	},
	{
		story: "running, not here yet", session: "morning", asOf: hm(1, "09:30"),
		want: "absent hall 0 pending", why: "No evidence. Still running: as of 09:30.",
	},
	{
		story: "a group that meets elsewhere does not concern those of the main hall", session: "group",
		want: "- hall 0", why: "Not held at Main hall, where this delegate belongs.",
	},
	{
		story: "in the main hall while the session is held in the branch hall", session: "group", belongs: branch,
		evidence: []roll.Evidence{in(hall, hm(2, "08:50")), out(hall, hm(2, "11:00")), in(branch, hm(2, "13:55")), out(branch, hm(2, "14:00")), home(hm(2, "14:10"), hm(2, "16:00"))},
		want:     "absent branch 0", why: "Was at Home, where this session was not held.",
	},
	{
		story: "without any minutes of grace a second is late", session: "morning", policy: roll.Policy{Preset: "strict"},
		evidence: []roll.Evidence{in(hall, hm(1, "09:00").Add(time.Second)), out(hall, hm(1, "12:00"))},
		want:     "late hall 179", why: "In 09:00 at Main hall, by scan. 179 of 180 min. Came 0 min after the start; late from 0 min.",
	},
}

// late is evidence that reaches the server only after a while.
func late(delay time.Duration, list ...roll.Evidence) []roll.Evidence {
	for i := range list {
		list[i].Received = list[i].At.Add(delay)
	}
	return list
}

func TestStories(t *testing.T) {
	p := printer(t, seminar.English)
	for _, g := range stories {
		t.Run(g.story, func(t *testing.T) {
			c := g.fold(t, g.evidence)
			if got := short(c); got != g.want {
				t.Errorf("got  %s\nwant %s", got, g.want)
			}
			if got := aloud(p, c.Why); got != g.why {
				t.Errorf("why  %s\nwant %s", got, g.why)
			}
		})
	}
}

// The roll can be read in both languages: no sentence is missing, none has a hole.
func TestStoriesInEveryLanguage(t *testing.T) {
	for _, lang := range seminar.Languages() {
		p := printer(t, lang)
		for _, g := range stories {
			for _, r := range g.fold(t, g.evidence).Why {
				s := p.Sentence(r.Key, r.Args())
				if s == r.Key || strings.Contains(s, "<no value>") {
					t.Errorf("%s, %s: %q says %q", lang, g.story, r.Key, s)
				}
			}
		}
	}
}

func (g golden) fold(t *testing.T, evidence []roll.Evidence) roll.Cell {
	t.Helper()
	f := roll.Facts{Policy: g.policy, Seminar: fixture(), Evidence: evidence, AsOf: g.asOf}
	if g.policy == (roll.Policy{}) {
		f.Policy = plain
	}
	if f.AsOf.IsZero() {
		f.AsOf = hm(3, "12:00")
	}
	f.People = []seminar.Person{delegate("li", hall)}
	if g.belongs != "" {
		f.People[0].Place = g.belongs
	}
	row, ok := roll.Fold(f).Row("li")
	if !ok {
		t.Fatal("no row")
	}
	c, ok := row.Cell(seminar.ID(g.session))
	if !ok {
		t.Fatal("no cell")
	}
	return c
}

func short(c roll.Cell) string {
	mark := string(c.Mark)
	if mark == "" {
		mark = "-"
	}
	s := fmt.Sprintf("%s %s %d", mark, c.Place, c.Present.Minutes())
	if c.Pending {
		s += " pending"
	}
	return s
}
