package roll_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// week is a seminar of seven half-days of three hours each in the main hall.
func week() *programme.Seminar {
	s := fixture()
	s.Sessions = nil
	for i := range 7 {
		day, start := 1+i/2, "09:00"
		if i%2 == 1 {
			start = "14:00"
		}
		from := hm(day, start)
		s.Sessions = append(s.Sessions, programme.Session{
			ID: seminar.ID(fmt.Sprint("h", i+1)), Key: fmt.Sprint("h", i+1), Kind: programme.Lecture, Title: seminar.Text{"en": "lecture"},
			Starts: from.UTC(), Ends: from.Add(3 * time.Hour).UTC(), Places: []seminar.ID{hall},
		})
	}
	return s
}

// attends is a week in which each letter stands for a half-day: p present, l late, e excused, - absent.
func attends(t *testing.T, letters string) roll.Row {
	t.Helper()
	var all []roll.Evidence
	for i, letter := range letters {
		session := fmt.Sprint("h", i+1)
		from := hm(1+i/2, map[int]string{0: "09:00", 1: "14:00"}[i%2])
		switch letter {
		case 'p':
			all = append(all, says(roll.Present, session, hall, from))
		case 'l':
			all = append(all, says(roll.Late, session, hall, from.Add(5*time.Minute)))
		case 'e':
			all = append(all, says(roll.Excused, session, hall, from))
		}
	}
	r := roll.Fold(roll.Facts{Policy: preset(t, "cn-cadre"), Seminar: week(), People: []seminar.Person{delegate("li", hall)}, Evidence: all, AsOf: hm(9, "12:00")})
	return r.Rows[0]
}

// Leave of exactly one seventh is borne, and half a day more ends it; three half-days missed are too many, and two times late count
// as one.
func TestWhatEndsParticipation(t *testing.T) {
	english := printer(t, "en")
	for _, c := range []struct {
		week, want string
		missed     int
	}{
		{"ppppppp", "", 0},
		{"epppppp", "", 0},
		{"eeppppp", "On leave for 360 of 1260 min: more than 1/7.", 0},
		{"--ppppp", "", 2},
		{"---pppp", "Missed 3 half-days; 3 are too many.", 3},
		{"--llppp", "Missed 3 half-days; 3 are too many.", 3},
		{"--lpppp", "", 2},
		{"ee---pp", "On leave for 360 of 1260 min: more than 1/7. Missed 3 half-days; 3 are too many.", 3},
	} {
		row := attends(t, c.week)
		if got := aloud(english, row.Ends); got != c.want || row.Missed != c.missed {
			t.Errorf("%s: %q, missed %d; want %q, %d", c.week, got, row.Missed, c.want, c.missed)
		}
	}
}

// A half-day is the sessions that start in one part of a day, on the clock of the seminar.
func TestHalves(t *testing.T) {
	s := fixture()
	evening := s.Sessions[0]
	evening.ID, evening.Starts, evening.Ends = "evening", hm(1, "18:00").UTC(), hm(1, "20:00").UTC()
	early := s.Sessions[0]
	early.ID, early.Starts, early.Ends = "early", hm(1, "07:00").UTC(), hm(1, "08:00").UTC() // 23:00 UTC the day before
	s.Sessions = append(s.Sessions, evening, early)
	r := roll.Fold(roll.Facts{Policy: plain, Seminar: s, AsOf: hm(3, "12:00")})
	var got []string
	for _, h := range r.Halves {
		got = append(got, fmt.Sprint(h.Day, " ", h.Part, " ", h.Sessions))
	}
	want := []string{
		"2026-11-23 morning [early morning]", "2026-11-23 afternoon [afternoon]", "2026-11-23 evening [evening]",
		"2026-11-24 morning [second]", "2026-11-24 afternoon [group]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if h, ok := r.Half("afternoon"); !ok || !h.From.Equal(hm(1, "14:00")) || !h.To.Equal(hm(1, "17:00")) {
		t.Errorf("%+v %v", h, ok)
	}
	if _, ok := r.Half("lunch"); ok {
		t.Error("a break is in a half-day")
	}
}

// Leave that is granted for what is to come counts before it comes, and what is held elsewhere is no leave.
func TestLeaveToCome(t *testing.T) {
	s := week()
	elsewhere := s.Sessions[6]
	elsewhere.ID, elsewhere.Places = "elsewhere", []seminar.ID{branch}
	s.Sessions = append(s.Sessions, elsewhere)
	var all []roll.Evidence
	for _, i := range []int{0, 6} { // the first half-day and the last
		all = append(all, roll.Evidence{Person: "li", Kind: roll.LeaveGranted, At: hm(0, "10:00"), From: s.Sessions[i].Starts, To: s.Sessions[i].Ends, Actor: "office"})
	}
	r := roll.Fold(roll.Facts{Policy: preset(t, "cn-cadre"), Seminar: s, People: []seminar.Person{delegate("li", hall)}, Evidence: all, AsOf: hm(1, "13:00")})
	row := r.Rows[0]
	if row.Leave.Taken.Minutes() != 360 || row.Leave.Of.Minutes() != 1260 || len(row.Ends) != 1 {
		t.Errorf("leave of %d of %d min, %d reasons", row.Leave.Taken.Minutes(), row.Leave.Of.Minutes(), len(row.Ends))
	}
}
