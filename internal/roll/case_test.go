package roll_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// numbered gives evidence ids, as the store does.
func numbered(all []roll.Evidence) []roll.Evidence {
	for i := range all {
		all[i].ID = cmp.Or(all[i].ID, seminar.ID(fmt.Sprint("e", i)))
	}
	return all
}

// What nobody but a person can decide becomes a case with the evidence beside it; what is clear does not.
func TestCases(t *testing.T) {
	count := func(n int) roll.Evidence {
		return roll.Evidence{Kind: roll.Counted, Place: hall, Session: "morning", Count: n, At: hm(1, "10:00"), Received: hm(1, "10:00"), Actor: "steward"}
	}
	claim := roll.Evidence{ID: "claim", Person: "li", Kind: roll.Claimed, Session: "morning", Mark: roll.Present, Reason: "My phone was flat.", At: hm(1, "18:00")}
	for _, c := range []struct {
		story    string
		evidence []roll.Evidence
		want     string // doubt, session, how much evidence
	}{
		{"a clear day", []roll.Evidence{in(hall, hm(1, "08:52")), out(hall, hm(1, "12:03"))}, ""},
		{"the same pass at two offline gates of two halls", []roll.Evidence{in(hall, hm(1, "08:50")), in(branch, hm(1, "08:53"))}, "two_halls morning 2"},
		{"two gates of one hall", []roll.Evidence{in(hall, hm(1, "08:50")), in(hall, hm(1, "08:51"))}, ""},
		{"walked over in the break", []roll.Evidence{in(hall, hm(1, "08:50")), in(branch, hm(1, "13:50"))}, ""},
		{"out and in again elsewhere", []roll.Evidence{in(hall, hm(1, "08:50")), out(hall, hm(1, "08:51")), in(branch, hm(1, "08:55"))}, ""},
		{"the steward says absent, the door says in", []roll.Evidence{in(hall, hm(1, "08:50")), says(roll.Absent, "morning", hall, hm(1, "09:30")), out(hall, hm(1, "12:00"))}, "word morning 2"},
		{"and then present", []roll.Evidence{in(hall, hm(1, "08:50")), says(roll.Absent, "morning", hall, hm(1, "09:30")), says(roll.Present, "morning", hall, hm(1, "09:40")), out(hall, hm(1, "12:00"))}, ""},
		{"absent, and nobody says otherwise", []roll.Evidence{says(roll.Absent, "morning", hall, hm(1, "09:30"))}, ""},
		{"never seen leaving, and at home for two hours", []roll.Evidence{in(hall, hm(1, "08:50")), home(hm(1, "10:00"), hm(1, "12:00"))}, "home morning 2"},
		{"the phone in the hall for a moment", []roll.Evidence{in(hall, hm(1, "08:50")), home(hm(1, "10:00"), hm(1, "10:20"))}, ""},
		{"out, and nobody saw them in", []roll.Evidence{out(hall, hm(1, "10:00"))}, "out morning 1"},
		{"one more head than the roll has", []roll.Evidence{in(hall, hm(1, "08:50")), out(hall, hm(1, "12:00")), count(2)}, "heads morning 1"},
		{"counted again, and right", []roll.Evidence{in(hall, hm(1, "08:50")), out(hall, hm(1, "12:00")), count(2), func() roll.Evidence { e := count(1); e.At = hm(1, "11:00"); return e }()}, ""},
		{"an objection", []roll.Evidence{claim}, "claim morning 1"},
		{"an objection that was heard", []roll.Evidence{claim, func() roll.Evidence {
			e := corrects(roll.Present, "morning", "On the photograph.", hm(2, "09:00"))
			e.Ref = "claim"
			return e
		}()}, ""},
		{"somebody has decided", []roll.Evidence{in(hall, hm(1, "08:50")), says(roll.Absent, "morning", hall, hm(1, "09:30")), corrects(roll.Present, "morning", "Was there.", hm(1, "18:00"))}, ""},
		{"the substitute did not come", []roll.Evidence{relief("zhao", hm(0, "10:00"))}, "substitute afternoon 0"},
	} {
		f := roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall), delegate("zhao", hall)}, Evidence: numbered(c.evidence), AsOf: hm(3, "12:00")}
		var got []string
		for _, x := range roll.Cases(f, roll.Fold(f), nil) {
			got = append(got, fmt.Sprintf("%s %s %d", x.Doubt, x.Session, len(x.Evidence)))
		}
		equal(t, c.story, strings.Join(got, ", "), c.want)
		shuffled := f
		shuffled.Evidence = slices.Clone(f.Evidence)
		rand.Shuffle(len(shuffled.Evidence), func(i, j int) {
			shuffled.Evidence[i], shuffled.Evidence[j] = shuffled.Evidence[j], shuffled.Evidence[i]
		})
		equal(t, c.story+", in another order", roll.Cases(shuffled, roll.Fold(shuffled), nil), roll.Cases(f, roll.Fold(f), nil))
	}
}

// A scanner that delivers after the half-day was sealed changes the roll, and says so.
func TestWhatComesAfterTheSeal(t *testing.T) {
	scan := in(hall, hm(1, "08:50"))
	scan.Received = hm(1, "18:30") // six hours late
	f := roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall), delegate("wu", hall)}, Evidence: numbered([]roll.Evidence{scan}), AsOf: hm(1, "12:30")}
	early := f
	early.Evidence = nil
	seal := roll.NewSeal("seminar", roll.Fold(early), roll.Fold(early).Halves[0], 7, strings.Repeat("ab", 32))
	equal(t, "marks when sealed", seal.Total, roll.Tally{Absent: 2})
	f.AsOf = hm(1, "19:00")
	list := roll.Cases(f, roll.Fold(f), []roll.Seal{seal})
	if len(list) != 1 || list[0].Doubt != roll.DoubtAfterSeal || list[0].Person != "li" || list[0].Before != roll.Absent || list[0].After != roll.Present || len(list[0].Evidence) != 1 {
		t.Errorf("cases %+v", list)
	}
}

// A rule or a programme that is changed after a half-day was sealed is a case for each other rule, and none once it is as it was.
func TestTheRuleAfterTheSeal(t *testing.T) {
	f := roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall)}, AsOf: hm(2, "12:30")}
	r := roll.Fold(f)
	seal := roll.NewSeal("seminar", r, r.Halves[0], 7, strings.Repeat("ab", 32))
	keys := func(change func(*roll.Facts)) (keys []string) {
		g := f
		g.Seminar = fixture()
		change(&g)
		for _, c := range roll.Cases(g, roll.Fold(g), []roll.Seal{seal}) {
			if c.Doubt != roll.DoubtRule || c.Half == nil || c.Half.Day != seal.Day || c.Half.Part != seal.Part {
				t.Errorf("case %+v", c)
			}
			keys = append(keys, c.Key)
		}
		return keys
	}
	session := func(g *roll.Facts) *programme.Session {
		return &g.Seminar.Sessions[slices.IndexFunc(g.Seminar.Sessions, func(s programme.Session) bool { return s.ID == r.Halves[0].Sessions[0] })]
	}
	ends := session(&f).Ends
	equal(t, "nothing changed", len(keys(func(*roll.Facts) {})), 0)
	equal(t, "a title", len(keys(func(g *roll.Facts) { session(g).Title = seminar.Text{"en": "Another"} })), 0)
	equal(t, "a session of another day", len(keys(func(g *roll.Facts) {
		g.Seminar.Sessions = slices.DeleteFunc(g.Seminar.Sessions, func(s programme.Session) bool { return s.Starts.After(hm(2, "00:00")) })
	})), 0)
	later := keys(func(g *roll.Facts) { g.Policy.LateAfter += 30 })
	longer := keys(func(g *roll.Facts) { session(g).Ends = ends.Add(10 * time.Minute) })
	gone := keys(func(g *roll.Facts) {
		g.Seminar.Sessions = slices.DeleteFunc(g.Seminar.Sessions, func(s programme.Session) bool { return slices.Contains(r.Halves[0].Sessions, s.ID) })
	})
	if len(later) != 1 || len(longer) != 1 || len(gone) != 1 || later[0] == longer[0] || longer[0] == gone[0] {
		t.Errorf("cases %q, %q, %q", later, longer, gone)
	}
	old := seal
	old.Basis = ""
	f.Policy.LateAfter += 30
	equal(t, "of a seal that does not say", len(roll.Cases(f, roll.Fold(f), []roll.Seal{old})), 0)
}

// A case that somebody has looked at stays the same case until there is new evidence.
func TestACaseIsNamedByWhatItRestsOn(t *testing.T) {
	key := func(all ...roll.Evidence) string {
		f := roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall)}, Evidence: numbered(all), AsOf: hm(3, "12:00")}
		list := roll.Cases(f, roll.Fold(f), nil)
		if len(list) != 1 {
			t.Fatalf("%d cases", len(list))
		}
		return list[0].Key
	}
	a, b := in(hall, hm(1, "08:50")), in(branch, hm(1, "08:53"))
	word := says(roll.Present, "second", hall, hm(2, "09:30"))
	word.ID, a.ID, b.ID = "w", "a", "b"
	if key(a, b) != key(a, b, word) {
		t.Error("what has nothing to do with it makes it another case")
	}
	other := b
	other.ID = "c"
	if key(a, b) == key(a, other) {
		t.Error("other evidence is the same case")
	}
}

// Twice the same pass of one person in the record is one claim; a proposal needs a second person, and a claim behind it waits with it.
func TestProposals(t *testing.T) {
	word := func(kind roll.Kind, id, ref seminar.ID, minute int) roll.Evidence {
		return roll.Evidence{ID: id, Person: "li", Kind: kind, Session: "morning", Mark: roll.Present, Reason: string(id), Ref: ref, Actor: seminar.ID("by " + id), At: hm(2, "09:00").Add(time.Duration(minute) * time.Minute)}
	}
	states := func(all ...roll.Evidence) (s string) {
		for _, c := range roll.Claims(all) {
			s += fmt.Sprintf("%s %s; ", c.ID, c.State)
		}
		return s
	}
	claim, proposed := word(roll.Claimed, "claim", "", 0), word(roll.Proposed, "proposal", "claim", 1)
	for _, c := range []struct {
		want string
		all  []roll.Evidence
	}{
		{"claim claimed; ", []roll.Evidence{claim}},
		{"claim refused; ", []roll.Evidence{word(roll.Refused, "no", "claim", 1), claim}},
		{"claim corrected; proposal corrected; ", []roll.Evidence{word(roll.Corrected, "yes", "proposal", 2), proposed, claim}},
		{"claim claimed; proposal refused; ", []roll.Evidence{claim, proposed, word(roll.Refused, "no", "proposal", 2)}},
		{"proposal proposed; ", []roll.Evidence{word(roll.Proposed, "proposal", "", 1)}},
	} {
		equal(t, c.want, states(c.all...), c.want)
	}
	r := roll.Fold(roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall)}, Evidence: []roll.Evidence{proposed}, AsOf: hm(3, "12:00")})
	equal(t, "a proposal alone changes nothing", r.Rows[0].Cells[0].Mark, roll.Absent)
}
