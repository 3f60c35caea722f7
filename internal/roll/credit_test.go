package roll_test

import (
	"fmt"
	"testing"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

func preset(t testing.TB, name string) roll.Policy {
	t.Helper()
	p, ok := roll.Preset(name)
	if !ok {
		t.Fatalf("no preset %q", name)
	}
	return p
}

// What so many minutes are worth under each rule, worked out from the rule by hand.
func TestCreditByTheRule(t *testing.T) {
	for _, c := range []struct {
		preset  string
		minutes float64
		want    string
	}{
		{"plain", 600, "0"}, // gives none
		{"cpe-nasba", 49, "0.8"}, {"cpe-nasba", 50, "1"}, {"cpe-nasba", 59.99, "1"}, {"cpe-nasba", 60, "1.2"}, {"cpe-nasba", 140, "2.8"}, {"cpe-nasba", 9.9, "0"},
		{"ny-cle", 49, "0.5"}, {"ny-cle", 74, "1"}, {"ny-cle", 75, "1.5"},
		{"german-doctors", 44, "0"}, {"german-doctors", 45, "1"}, {"german-doctors", 89, "1"}, {"german-doctors", 90, "2"},
		{"fao-15", 900, "15"}, {"fao-15", 899, "14.98"}, {"fao-15", 45, "0.75"},
		{"accme", 7, "0"}, {"accme", 7.5, "0.25"}, {"accme", 52, "0.75"}, {"accme", 53, "1"}, {"accme", 60, "1"},
		{"eaccme", 29, "0"}, {"eaccme", 30, "0.5"}, {"eaccme", 89, "1"}, {"eaccme", 90, "1.5"},
		{"cn-cadre", 179, "3"}, {"cn-cadre", 180, "4"},
	} {
		p := preset(t, c.preset)
		if got := p.Credit(time.Duration(c.minutes * float64(time.Minute))); got.String() != c.want {
			t.Errorf("%s: %g minutes are %s credits, want %s", c.preset, c.minutes, got, c.want)
		}
	}
}

// A row's credits: of the time of all sessions together, or session by session.
func TestCreditsOfARow(t *testing.T) {
	stay := []roll.Evidence{ // 145 of 180, 180 of 180 and 100 of 180 minutes
		in(hall, hm(1, "08:50")), out(hall, hm(1, "11:25")), in(hall, hm(1, "13:50")), out(hall, hm(1, "17:00")),
		in(hall, hm(2, "09:00")), out(hall, hm(2, "10:40")),
	}
	for _, c := range []struct {
		preset, want string
		evidence     []roll.Evidence
	}{
		{"cpe-nasba", "8.4 of 2.8 3.6 2", stay}, // 425 / 50 = 8.5, and not the sum of what each gives
		{"german-doctors", "9 of 3 4 2", stay},  // whole units of each session
		{"accme", "7 of 2.5 3 1.75", stay},      // 7.08 to the nearest quarter
		{"fao-15", "7.08 of 2.41 3 1.66", stay}, // as attended
		{"cn-cadre", "4 of 0 4 0", stay},        // 80 and 55 percent of a session are too little, or not
		{"cpe-nasba", "0 of 0 0 0", nil},        // nothing
		{"eaccme", "0 of 0 0 0", stay},          // after feedback only
		{"eaccme", "4 of 2 0 1.5", append([]roll.Evidence{feedback("morning"), feedback("second")}, stay...)}, // 145 and 100 minutes together are 4.08
		{"eaccme", "0 of 0 0 0", []roll.Evidence{feedback("morning")}},                                        // and for being there
		{"eaccme", "3 of 3 0 0", []roll.Evidence{{Person: "li", Kind: roll.MadeUp, Session: "morning", At: hm(2, "18:00"), Reason: "Test.", Actor: "office"}}},
		{"cpe-nasba", "3.6 of 3.6 0 0", []roll.Evidence{corrects(roll.Present, "morning", "Signed on paper.", hm(1, "18:00"))}},
		{"cpe-nasba", "3.4 of 3.4 0 0", []roll.Evidence{corrects(roll.Late, "morning", "Came with the second bus.", hm(1, "18:00"))}},
		{"cpe-nasba", "0 of 0 0 0", []roll.Evidence{in(hall, hm(1, "09:00")), out(hall, hm(1, "12:00")), corrects(roll.Absent, "morning", "Lent the pass.", hm(1, "18:00"))}},
	} {
		r := roll.Fold(roll.Facts{Policy: preset(t, c.preset), Seminar: fixture(), People: []seminar.Person{delegate("li", hall)}, Evidence: c.evidence, AsOf: hm(3, "12:00")})
		row := r.Rows[0]
		if got := fmt.Sprintf("%s of %s %s %s", row.Credit, row.Cells[0].Credit, row.Cells[1].Credit, row.Cells[2].Credit); got != c.want {
			t.Errorf("%s: %s, want %s", c.preset, got, c.want)
		}
	}
}

// Two sessions at the same time count once, whatever the evidence.
func TestParallelSessionsGiveCreditOnce(t *testing.T) {
	s := fixture()
	twin := s.Sessions[0]
	twin.ID, twin.Key = "twin", "twin"
	s.Sessions = append(s.Sessions, twin)
	r := roll.Fold(roll.Facts{Policy: preset(t, "cpe-nasba"), Seminar: s, People: []seminar.Person{delegate("li", hall)},
		Evidence: []roll.Evidence{in(hall, hm(1, "09:00")), out(hall, hm(1, "12:00"))}, AsOf: hm(3, "12:00")})
	if got := r.Rows[0].Credit.String(); got != "3.6" {
		t.Errorf("%s credits, want 3.6", got)
	}
}

func feedback(session seminar.ID) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.Fed, Session: session, At: hm(1, "18:30"), Actor: "li"}
}
