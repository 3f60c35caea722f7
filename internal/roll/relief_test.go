package roll_test

import (
	"testing"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// relief says that "zhao" comes in the place of "li" on the first afternoon, or that nobody does any more.
func relief(substitute seminar.ID, t time.Time) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.Substitution, Ref: substitute, From: hm(1, "14:00"), To: hm(1, "17:00"), Reason: "Flood control.", At: t, Received: t, Actor: "office"}
}

func zhao(e roll.Evidence) roll.Evidence { e.Person = "zhao"; return e }

// A substitute for one half-day: both have their own row, neither is absent where nobody expects them, and the mark of who stays away
// depends on whether the substitute came.
func TestASubstituteForAHalfDay(t *testing.T) {
	came := []roll.Evidence{in(hall, hm(1, "08:55")), out(hall, hm(1, "12:05")), zhao(in(hall, hm(1, "13:50"))), zhao(out(hall, hm(1, "17:00")))}
	for _, c := range []struct {
		story    string
		evidence []roll.Evidence
		asOf     time.Time
		li, zhao string // marks of the morning, the afternoon, the second day
		why      string // of li in the afternoon
	}{
		{"came", append(came, relief("zhao", hm(0, "10:00"))), hm(3, "12:00"), "present substituted absent", "- present -", "No evidence. zhao came instead."},
		{"did not come", append(came[:2:2], relief("zhao", hm(0, "10:00"))), hm(3, "12:00"), "present absent absent", "- absent -",
			"No evidence. zhao was to come instead, and did not."},
		{"taken back", append(came[:2:2], relief("zhao", hm(0, "10:00")), relief("", hm(0, "11:00"))), hm(3, "12:00"), "present absent absent", "- - -", "No evidence."},
		{"came after all", append(came, in(hall, hm(1, "13:55")), relief("zhao", hm(0, "10:00"))), hm(3, "12:00"), "present present absent", "- present -",
			"In 13:55 at Main hall, by scan. No scan out: counted until the last session of the day ended, 17:00. 180 of 180 min."},
		{"still to come", append(came[:2:2], relief("zhao", hm(0, "10:00"))), hm(1, "13:00"), "present - -", "- - -", "Begins at 14:00. zhao comes instead."},
	} {
		r := roll.Fold(roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall), delegate("zhao", hall)}, Evidence: c.evidence, AsOf: c.asOf})
		for person, want := range map[seminar.ID]string{"li": c.li, "zhao": c.zhao} {
			row, _ := r.Row(person)
			got := ""
			for i, session := range []seminar.ID{"morning", "afternoon", "second"} {
				cell, _ := row.Cell(session)
				if i > 0 {
					got += " "
				}
				if got += string(cell.Mark); cell.Mark == "" {
					got += "-"
				}
			}
			equal(t, c.story+": "+string(person), got, want)
		}
		row, _ := r.Row("li")
		cell, _ := row.Cell("afternoon")
		equal(t, c.story+": why", aloud(printer(t, "en"), cell.Why), c.why)
	}
}

// Nobody comes for two, whoever was named for both; and a correction that was taken back leaves the substitute as they were.
func TestASubstituteComesForOne(t *testing.T) {
	came := []roll.Evidence{zhao(in(hall, hm(1, "13:50"))), zhao(out(hall, hm(1, "17:00"))), relief("zhao", hm(0, "10:00"))}
	second := relief("zhao", hm(0, "11:00"))
	second.Person = "wu"
	marks := func(all ...roll.Evidence) (s string) {
		r := roll.Fold(roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall), delegate("wu", hall), delegate("zhao", hall)}, Evidence: all, AsOf: hm(3, "12:00")})
		for _, person := range []seminar.ID{"li", "wu"} {
			row, _ := r.Row(person)
			cell, _ := row.Cell("afternoon")
			s += string(cell.Mark) + " "
		}
		return s
	}
	equal(t, "for two", marks(append(came, second)...), "substituted absent ")
	equal(t, "corrected and taken back", marks(append(came, corrects(roll.Excused, "afternoon", "By mistake.", hm(2, "10:00")), corrects("", "afternoon", "It was a mistake.", hm(2, "11:00")))...), "substituted absent ")
}

// What is said beside the doors: official duty is no leave, what was made up for counts whole, and who votes in a hall is in it.
func TestOtherWords(t *testing.T) {
	word := func(kind roll.Kind, e roll.Evidence) roll.Evidence {
		e.Person, e.Kind, e.Actor = "li", kind, "office"
		return e
	}
	for _, c := range []struct {
		story    string
		evidence []roll.Evidence
		mark     roll.Mark
		minutes  int
		credit   string
		leave    int
		why      string
	}{
		{"official duty", []roll.Evidence{word(roll.OnDuty, roll.Evidence{At: hm(1, "08:00"), From: hm(1, "09:00"), To: hm(1, "12:00"), Reason: "Flood control."})},
			roll.Excused, 0, "0", 0, "On official duty elsewhere, entered 08:00."},
		{"made up for", []roll.Evidence{word(roll.MadeUp, roll.Evidence{At: hm(2, "18:00"), Session: "morning", Reason: "Recording and test, 90 %."})},
			roll.Present, 0, "4", 0, "No evidence. Made up for later, entered 18:00: Recording and test, 90 %. 180 min count: 4 credits."},
		{"voted without a scan at the door", []roll.Evidence{word(roll.Voted, roll.Evidence{At: hm(1, "09:00"), Place: branch})},
			roll.Present, 180, "4", 0, "In 09:00 at Branch hall 2: voted. Not seen leaving: counted until the session ended, 12:00. 180 of 180 min. 180 min count: 4 credits."},
		{"voted from home: being online is proof of itself", []roll.Evidence{word(roll.Voted, roll.Evidence{At: hm(1, "09:00"), Place: online})},
			roll.Absent, 0, "0", 0, "No evidence."},
		{"the door is believed: a code of another hall moves nobody", []roll.Evidence{in(hall, hm(1, "08:50")), word(roll.Entered, roll.Evidence{At: hm(1, "09:30"), Place: branch}), out(hall, hm(1, "12:00"))},
			roll.Present, 180, "4", 0, "In 08:50 at Main hall, by scan. 180 of 180 min. 180 min count: 4 credits."},
	} {
		s := fixture()
		s.Sessions = s.Sessions[:3]
		r := roll.Fold(roll.Facts{Policy: preset(t, "cn-cadre"), Seminar: s, People: []seminar.Person{delegate("li", hall)}, Evidence: c.evidence, AsOf: hm(3, "12:00")})
		cell := r.Rows[0].Cells[0]
		equal(t, c.story+": mark", cell.Mark, c.mark)
		equal(t, c.story+": minutes", cell.Present.Minutes(), c.minutes)
		equal(t, c.story+": credit", cell.Credit.String(), c.credit)
		equal(t, c.story+": leave", r.Rows[0].Leave.Taken.Minutes(), c.leave)
		equal(t, c.story+": why", aloud(printer(t, "en"), cell.Why), c.why)
	}
}

// A claim is open until a correction or a refusal refers to it, in whatever order they arrive.
func TestClaims(t *testing.T) {
	claim := func(id seminar.ID, t time.Time) roll.Evidence {
		return roll.Evidence{ID: id, Person: "li", Kind: roll.Claimed, Session: "morning", Mark: roll.Present, Reason: "My phone was flat.", At: t}
	}
	answer := func(kind roll.Kind, ref seminar.ID, t time.Time) roll.Evidence {
		return roll.Evidence{ID: "a" + ref, Person: "li", Kind: kind, Session: "morning", Mark: roll.Present, Reason: "Seen on the photograph.", Ref: ref, Actor: "office", At: t}
	}
	list := roll.Claims([]roll.Evidence{
		answer(roll.Corrected, "one", hm(2, "10:00")), claim("one", hm(1, "18:00")), claim("two", hm(1, "19:00")),
		answer(roll.Refused, "three", hm(2, "11:00")), claim("three", hm(1, "20:00")), corrects(roll.Absent, "morning", "Another matter.", hm(2, "12:00")),
	})
	var states []roll.Kind
	for _, c := range list {
		states = append(states, c.State)
	}
	equal(t, "states", states, []roll.Kind{roll.Corrected, roll.Claimed, roll.Refused})
	p := roll.Policy{ClaimDays: 3}
	equal(t, "within the days", []bool{p.MayClaim(hm(1, "12:00"), hm(1, "11:00")), p.MayClaim(hm(1, "12:00"), hm(4, "11:59")), p.MayClaim(hm(1, "12:00"), hm(4, "12:00"))}, []bool{false, true, false})
}
