package roll_test

import (
	"encoding/json"
	"testing"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// A session in the night in which the clocks go back lasts an hour longer than the
// clock on the wall says; everybody is measured by the time that passed.
func TestNightTheClocksChange(t *testing.T) {
	berlin := zone("Europe/Berlin")
	at := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	s := &programme.Seminar{ID: "s", Zone: "Europe/Berlin",
		Places: []seminar.Place{{ID: hall, Kind: seminar.MainHall, Name: seminar.Text{"en": "Main hall"}}},
		Sessions: []programme.Session{
			{ID: "night", Key: "night", Kind: programme.Study, Places: []seminar.ID{hall}, Starts: at("2026-10-25T00:30:00+02:00"), Ends: at("2026-10-25T04:30:00+01:00")},
			{ID: "noon", Key: "noon", Kind: programme.Study, Places: []seminar.ID{hall}, Starts: at("2026-10-25T12:00:00+01:00"), Ends: at("2026-10-25T13:00:00+01:00")},
			{ID: "monday", Key: "monday", Kind: programme.Study, Places: []seminar.ID{hall}, Starts: at("2026-10-26T00:10:00+01:00"), Ends: at("2026-10-26T01:00:00+01:00")},
		}}
	r := roll.Fold(roll.Facts{Policy: plain, Seminar: s, People: []seminar.Person{delegate("li", hall)}, AsOf: at("2026-10-27T00:00:00Z"),
		Evidence: []roll.Evidence{in(hall, at("2026-10-25T00:40:00+02:00"))}})
	if got := s.Sessions[0].Ends.In(berlin).Sub(s.Sessions[0].Starts); got != 5*time.Hour {
		t.Fatalf("the night lasts %v", got)
	}
	for session, want := range map[seminar.ID]string{"night": "late hall 290", "noon": "present hall 60", "monday": "absent hall 0"} {
		c, _ := r.Rows[0].Cell(session)
		if got := short(c); got != want {
			t.Errorf("%s: %s, want %s", session, got, want)
		}
	}
}

// A session over midnight belongs to the day on which it begins.
func TestSessionOverMidnight(t *testing.T) {
	s := fixture()
	s.Sessions = append(s.Sessions, programme.Session{ID: "night", Key: "night", Kind: programme.Study, Places: []seminar.ID{hall},
		Starts: hm(1, "22:00"), Ends: hm(2, "01:00")})
	s.Sort()
	fold := func(evidence ...roll.Evidence) roll.Row {
		return roll.Fold(roll.Facts{Policy: plain, Seminar: s, People: []seminar.Person{delegate("li", hall)}, AsOf: hm(3, "12:00"), Evidence: evidence}).Rows[0]
	}
	for _, x := range []struct {
		story         string
		row           roll.Row
		night, second string
	}{
		{"in before midnight", fold(in(hall, hm(1, "21:55"))), "present hall 180", "absent hall 0"},
		{"in after midnight", fold(in(hall, hm(2, "00:10"))), "absent hall 50", "absent hall 0"},
		{"out in the small hours, back in the morning", fold(in(hall, hm(1, "21:55")), out(hall, hm(2, "01:20")), in(hall, hm(2, "08:50"))), "present hall 180", "present hall 180"},
	} {
		night, _ := x.row.Cell("night")
		second, _ := x.row.Cell("second")
		if short(night) != x.night || short(second) != x.second {
			t.Errorf("%s: %s and %s, want %s and %s", x.story, short(night), short(second), x.night, x.second)
		}
	}
}

// Breaks and cancelled sessions have no column, staff and guests no row, and somebody
// who has withdrawn is marked only where there is evidence.
func TestWhoAndWhatIsOnTheRoll(t *testing.T) {
	gone, never := delegate("li", hall), delegate("never", hall)
	gone.Withdrawn, never.Withdrawn = true, true
	second, first, guest := delegate("b", hall), delegate("c", hall), delegate("guest", hall)
	second.Order, first.Order, guest.Delegate = 2, 1, false
	r := roll.Fold(roll.Facts{Policy: plain, Seminar: fixture(), AsOf: hm(3, "12:00"),
		People: []seminar.Person{gone, never, guest, second, first},
		Evidence: []roll.Evidence{
			in(hall, hm(1, "08:55")), out(hall, hm(1, "12:00")),
			{Person: "guest", Kind: roll.ScanIn, Place: hall, At: hm(1, "08:55")},
			{Person: "stranger", Kind: roll.ScanIn, Place: hall, At: hm(1, "08:55")},
		}})
	var columns, rows []string
	for _, s := range r.Sessions {
		columns = append(columns, s.Key)
	}
	for _, row := range r.Rows {
		rows = append(rows, row.Person.Key)
	}
	equal(t, "columns", columns, []string{"morning", "afternoon", "second", "group"})
	equal(t, "rows", rows, []string{"c", "b", "li"})
	li, _ := r.Row("li")
	var cells []string
	for _, c := range li.Cells {
		cells = append(cells, short(c)+" "+c.Why[len(c.Why)-1].Key)
	}
	equal(t, "withdrawn", cells, []string{
		"present hall 180 roll.why.minutes", "- hall 0 roll.why.withdrawn", "- hall 0 roll.why.withdrawn", "- hall 0 roll.why.withdrawn",
	})
	equal(t, "total", r.Total, roll.Tally{Present: 1, Absent: 6})
	equal(t, "total of a person", li.Total, roll.Tally{Present: 1})
}

// Totals and filters count the same cells.
func TestTotalsAndFilters(t *testing.T) {
	a, b, c := delegate("li", hall), delegate("wu", branch), delegate("xu", branch)
	a.Organisation, b.Organisation, c.Organisation = "health", "health", "water"
	r := roll.Fold(roll.Facts{Policy: plain, Seminar: fixture(), AsOf: hm(1, "10:00"), People: []seminar.Person{a, b, c},
		Evidence: []roll.Evidence{in(branch, hm(1, "08:55")), {Person: "wu", Kind: roll.ScanIn, Place: branch, At: hm(1, "09:30")}}})
	equal(t, "total", r.Total, roll.Tally{Present: 1, Late: 1, Absent: 1, Pending: 3})
	equal(t, "morning", r.BySession["morning"], roll.Tally{Present: 1, Late: 1, Absent: 1, Pending: 3})
	equal(t, "afternoon", r.BySession["afternoon"], roll.Tally{})
	equal(t, "in the branch hall, one of them from the main hall", r.ByPlace[branch], roll.Tally{Present: 1, Late: 1, Absent: 1, Pending: 3})
	equal(t, "in the main hall", r.ByPlace[hall], roll.Tally{})
	for _, x := range []struct {
		filter roll.Filter
		rows   []string
		cells  int
		total  roll.Tally
	}{
		{roll.Filter{}, []string{"li", "wu", "xu"}, 4, roll.Tally{Present: 1, Late: 1, Absent: 1, Pending: 3}},
		{roll.Filter{Organisation: "health"}, []string{"li", "wu"}, 4, roll.Tally{Present: 1, Late: 1, Pending: 2}},
		{roll.Filter{Session: "morning", Mark: roll.Absent}, []string{"xu"}, 1, roll.Tally{Absent: 1, Pending: 1}},
		{roll.Filter{Session: "morning", Place: branch}, []string{"li", "wu", "xu"}, 1, roll.Tally{Present: 1, Late: 1, Absent: 1, Pending: 3}},
		{roll.Filter{Place: hall}, []string{"li"}, 4, roll.Tally{Present: 1, Pending: 1}},
		{roll.Filter{Session: "afternoon", Mark: roll.Present}, nil, 1, roll.Tally{}},
		{roll.Filter{Session: "unknown"}, []string{"li", "wu", "xu"}, 0, roll.Tally{}},
	} {
		part := r.Filter(x.filter)
		var rows []string
		for _, row := range part.Rows {
			rows = append(rows, row.Person.Key)
			equal(t, "cells", len(row.Cells), x.cells)
		}
		equal(t, "rows", rows, x.rows)
		equal(t, "total", part.Total, x.total)
	}
}

// Time in two sessions at once counts once in the person's sum.
func TestParallelSessionsCountOnce(t *testing.T) {
	s := fixture()
	s.Sessions = append(s.Sessions, programme.Session{ID: "aside", Key: "aside", Kind: programme.Panel, Places: []seminar.ID{hall}, Starts: hm(1, "11:00"), Ends: hm(1, "12:30")})
	s.Sort()
	row := roll.Fold(roll.Facts{Policy: plain, Seminar: s, People: []seminar.Person{delegate("li", hall)}, AsOf: hm(3, "12:00"),
		Evidence: []roll.Evidence{in(hall, hm(1, "08:55")), out(hall, hm(1, "13:00"))}}).Rows[0]
	equal(t, "sum", row.Present.Minutes(), 210)
}

// What is written for other programs: whole seconds, keys and what fills them.
func TestJSON(t *testing.T) {
	c := golden{session: "morning"}.fold(t, []roll.Evidence{in(hall, hm(1, "09:00").Add(1500*time.Millisecond)), out(hall, hm(1, "12:00"))})
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "cell", string(b), `{"session":"morning","mark":"present","place":"hall","present":10798,"counted":10798,`+
		`"stays":[{"place":"hall","method":"group","by":"scan_in","from":"2026-11-23T01:00:01.5Z","to":"2026-11-23T04:00:00Z","end":"seen"}],`+
		`"why":[{"key":"roll.why.scan_in","args":{"place":{"en":"Main hall","zh-Hans":"主会场"},"time":"2026-11-23T01:00:01.5Z"}},`+
		`{"key":"roll.why.minutes","args":{"count":179,"of":180}}]}`)
}
