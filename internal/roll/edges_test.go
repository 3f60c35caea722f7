package roll_test

import (
	"testing"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// first folds the roll of li and returns the cell of a session.
func first(p roll.Policy, s *programme.Seminar, session seminar.ID, all ...roll.Evidence) (roll.Row, roll.Cell) {
	r := roll.Fold(roll.Facts{Policy: p, Seminar: s, People: []seminar.Person{delegate("li", hall)}, Evidence: all, AsOf: hm(9, "12:00")})
	cell, _ := r.Rows[0].Cell(session)
	return r.Rows[0], cell
}

// A workshop beside one session changes nothing of what the others are worth, each by itself.
func TestParallelSessionsOfARuleThatCountsEach(t *testing.T) {
	s := fixture()
	s.Sessions = []programme.Session{s.Sessions[0], s.Sessions[2], s.Sessions[3]}
	for i := range s.Sessions { // 80 minutes each: one point of 45
		s.Sessions[i].Ends = s.Sessions[i].Starts.Add(80 * time.Minute)
	}
	there := []roll.Evidence{in(hall, hm(1, "08:50")), out(hall, hm(1, "17:00")), in(hall, hm(2, "08:50")), out(hall, hm(2, "12:00"))}
	row, _ := first(preset(t, "german-doctors"), s, "morning", there...)
	equal(t, "alone", row.Credit.String(), "3")
	workshop := s.Sessions[0]
	workshop.ID, workshop.Key, workshop.Places = "workshop", "workshop", []seminar.ID{branch}
	workshop.Starts, workshop.Ends = workshop.Starts.Add(time.Hour), workshop.Ends.Add(time.Hour)
	s.Sessions = append(s.Sessions, workshop)
	row, _ = first(preset(t, "german-doctors"), s, "morning", there...)
	equal(t, "beside a workshop", row.Credit.String(), "3")
}

// The end of a time online is known by heartbeats alone: who was there until some seconds before the end was there to the end.
func TestTheGrainOfAHeartbeat(t *testing.T) {
	for until, want := range map[string]roll.Mark{"11:59": roll.Absent, "12:00": roll.Present} {
		_, cell := first(preset(t, "full"), fixture(), "morning", home(hm(1, "09:00"), hm(1, until)))
		equal(t, until, cell.Mark, want)
	}
	_, cell := first(preset(t, "full"), fixture(), "morning", home(hm(1, "09:00"), hm(1, "12:00").Add(-12*time.Second)))
	equal(t, "twelve seconds before", cell.Mark, roll.Present)
	equal(t, "minutes", cell.Present.Minutes(), 180)
}

// Leave stays leave when its half-day is put forward a little.
func TestLeaveMovesWithItsSession(t *testing.T) {
	s := fixture()
	s.Sessions[0].Starts = s.Sessions[0].Starts.Add(-15 * time.Minute)
	_, cell := first(plain, s, "morning", leave(roll.LeaveGranted, hm(0, "11:00")))
	equal(t, "mark", cell.Mark, roll.Excused)
	_, cell = first(plain, s, "afternoon", leave(roll.LeaveGranted, hm(0, "11:00")))
	equal(t, "the afternoon", cell.Mark, roll.Absent)
}

// What was made up for can be taken back.
func TestMadeUpIsTakenBack(t *testing.T) {
	made := roll.Evidence{Person: "li", Kind: roll.MadeUp, Session: "morning", At: hm(2, "18:00"), Reason: "Test.", Actor: "office"}
	_, cell := first(plain, fixture(), "morning", made, corrects("", "morning", "Another person.", hm(2, "19:00")))
	equal(t, "mark", cell.Mark, roll.Absent)
}

// Who came onto the list at a door on the second day was not absent on the first.
func TestAWalkInIsExpectedFromThenOn(t *testing.T) {
	listed := roll.Evidence{Person: "li", Kind: roll.Listed, Place: hall, At: hm(2, "08:55")}
	row, _ := first(preset(t, "cn-cadre"), fixture(), "morning", listed, in(hall, hm(2, "08:55")), out(hall, hm(2, "12:00")))
	equal(t, "marks", []roll.Mark{row.Cells[0].Mark, row.Cells[1].Mark, row.Cells[2].Mark}, []roll.Mark{"", "", roll.Present})
	equal(t, "missed", row.Missed, 0)
}

// A code that a friend reads out is one session at most, and whoever is online meanwhile is a case.
func TestOneCodeIsNoDay(t *testing.T) {
	code := roll.Evidence{ID: "code", Person: "li", Kind: roll.Entered, Place: hall, At: hm(1, "09:00"), Received: hm(1, "09:00")}
	line := home(hm(1, "09:00"), hm(1, "17:00"))
	line.ID = "line"
	f := roll.Facts{Policy: preset(t, "cpe-nasba"), Seminar: fixture(), People: []seminar.Person{delegate("li", hall)}, Evidence: []roll.Evidence{code, line}, AsOf: hm(9, "12:00")}
	r := roll.Fold(f)
	equal(t, "credit", r.Rows[0].Credit.String(), "3.6")
	list := roll.Cases(f, r, nil)
	if len(list) != 1 || list[0].Doubt != roll.DoubtHome || list[0].Session != "morning" {
		t.Errorf("cases %+v", list)
	}
}

// A sheet that was filled in after the end and delivered after the seal changes the sealed half-day, and says so.
func TestASheetAfterTheSeal(t *testing.T) {
	sheet := says(roll.Present, "morning", hall, hm(1, "12:30"))
	sheet.ID, sheet.Received = "sheet", hm(1, "15:00")
	f := roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall)}, Evidence: []roll.Evidence{sheet}, AsOf: hm(1, "16:00")}
	early := f
	early.Evidence, early.AsOf = nil, hm(1, "13:00")
	seal := roll.NewSeal("seminar", roll.Fold(early), roll.Fold(early).Halves[0], 7, "ab")
	list := roll.Cases(f, roll.Fold(f), []roll.Seal{seal})
	if len(list) != 1 || list[0].Doubt != roll.DoubtAfterSeal || list[0].After != roll.Present {
		t.Errorf("cases %+v", list)
	}
}
