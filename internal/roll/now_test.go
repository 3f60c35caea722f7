package roll_test

import (
	"fmt"
	"testing"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// Where li, of the main hall, is at 10:00 on the first morning, or as the story says.
func TestNow(t *testing.T) {
	duty := roll.Evidence{Person: "li", Kind: roll.OnDuty, At: hm(1, "08:00"), From: hm(1, "09:00"), To: hm(1, "12:00"), Reason: "Flood control.", Actor: "office"}
	for _, c := range []struct {
		story, want string
		at          time.Time
		evidence    []roll.Evidence
	}{
		{"nothing known", "missing hall", hm(1, "10:00"), nil},
		{"before the day", "not_due hall", hm(1, "08:00"), nil},
		{"in the break, in the hall still", "hall hall 08:50", hm(1, "12:30"), []roll.Evidence{in(hall, hm(1, "08:50"))}},
		{"in the break, gone", "not_due hall", hm(1, "12:30"), []roll.Evidence{in(hall, hm(1, "08:50")), out(hall, hm(1, "12:01"))}},
		{"at the door of another hall", "hall branch 08:50", hm(1, "10:00"), []roll.Evidence{in(branch, hm(1, "08:50"))}},
		{"left", "missing hall", hm(1, "10:00"), []roll.Evidence{in(hall, hm(1, "08:50")), out(hall, hm(1, "09:30"))}},
		{"at home", "home online 08:55", hm(1, "10:00"), []roll.Evidence{home(hm(1, "08:55"), hm(1, "09:59"))}},
		{"the line is gone for ten minutes", "missing hall", hm(1, "10:00"), []roll.Evidence{home(hm(1, "08:55"), hm(1, "09:50"))}},
		{"the phone in the hall", "hall hall 08:50", hm(1, "10:00"), []roll.Evidence{in(hall, hm(1, "08:50")), home(hm(1, "08:55"), hm(1, "09:59"))}},
		{"the steward has called them", "hall hall 09:00", hm(1, "10:00"), []roll.Evidence{says(roll.Present, "morning", hall, hm(1, "09:10"))}},
		{"on leave", "leave hall", hm(1, "10:00"), []roll.Evidence{leave(roll.LeaveAsked, hm(0, "10:00")), leave(roll.LeaveGranted, hm(0, "11:00"))}},
		{"on leave, and came", "hall hall 09:40", hm(1, "10:00"), []roll.Evidence{leave(roll.LeaveGranted, hm(0, "11:00")), in(hall, hm(1, "09:40"))}},
		{"leave only asked", "missing hall", hm(1, "10:00"), []roll.Evidence{leave(roll.LeaveAsked, hm(0, "10:00"))}},
		{"on duty", "leave hall", hm(1, "10:00"), []roll.Evidence{duty}},
		{"somebody comes instead", "replaced hall", hm(1, "15:00"), []roll.Evidence{relief("wu", hm(0, "10:00"))}},
	} {
		all := roll.Now(roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall), delegate("wu", hall)}, Evidence: c.evidence, AsOf: c.at})
		got := fmt.Sprint(all[0].Where, " ", all[0].Place)
		if !all[0].Since.IsZero() {
			got += " " + all[0].Since.In(shanghai).Format("15:04")
		}
		equal(t, c.story, got, c.want)
	}
}
