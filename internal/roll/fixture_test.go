package roll_test

import (
	"strings"
	"testing"
	"time"

	"aula/internal/i18n"
	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// The seminar of the tests: two days, two half-day sessions each, in the main hall,
// in a branch hall and online; a group session is held in the branch hall alone.
const (
	hall   = seminar.ID("hall")
	branch = seminar.ID("branch")
	online = seminar.ID("online")
)

var shanghai = zone("Asia/Shanghai")

func zone(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return l
}

// hm is a time on a day of the seminar, day 1 being Monday, 23 November 2026.
func hm(day int, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", "2026-11-22 "+clock+":00", shanghai)
	if err != nil {
		panic(err)
	}
	return t.AddDate(0, 0, day)
}

func fixture() *programme.Seminar {
	everywhere := []seminar.ID{hall, branch, online}
	session := func(id string, day int, from, to string, places ...seminar.ID) programme.Session {
		return programme.Session{ID: seminar.ID(id), Key: id, Kind: programme.Lecture, Title: seminar.Text{"en": id},
			Starts: hm(day, from).UTC(), Ends: hm(day, to).UTC(), Places: places}
	}
	s := &programme.Seminar{
		ID: "seminar", Key: "autumn", Zone: "Asia/Shanghai",
		Places: []seminar.Place{
			{ID: hall, Kind: seminar.MainHall, Name: seminar.Text{"en": "Main hall", "zh-Hans": "主会场"}},
			{ID: branch, Kind: seminar.BranchHall, Name: seminar.Text{"en": "Branch hall 2", "zh-Hans": "第二分会场"}},
			{ID: online, Kind: seminar.Online, Name: seminar.Text{"en": "Home", "zh-Hans": "线上"}},
		},
		Sessions: []programme.Session{
			session("morning", 1, "09:00", "12:00", everywhere...),
			session("lunch", 1, "12:00", "14:00", everywhere...),
			session("afternoon", 1, "14:00", "17:00", everywhere...),
			session("second", 2, "09:00", "12:00", everywhere...),
			session("called off", 2, "13:00", "14:00", everywhere...),
			session("group", 2, "14:00", "16:00", branch),
		},
	}
	s.Sessions[1].Kind = programme.Break
	s.Sessions[4].Cancelled = true
	return s
}

func delegate(id string, place seminar.ID) seminar.Person {
	return seminar.Person{ID: seminar.ID(id), Key: id, Name: seminar.Text{"en": id}, Place: place, Delegate: true}
}

var plain = roll.Policy{Preset: "plain", LateAfter: 10, LeaveBefore: 10, Share: 50}

// Evidence of the one delegate "li".
func in(place seminar.ID, t time.Time) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.ScanIn, Place: place, At: t, Received: t}
}

func out(place seminar.ID, t time.Time) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.ScanOut, Place: place, At: t, Received: t}
}

func home(from, to time.Time) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.Interval, Place: online, At: to, Received: to, From: from, To: to}
}

func says(mark roll.Mark, session string, place seminar.ID, t time.Time) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.Attested, Session: seminar.ID(session), Place: place, Mark: mark, At: t, Received: t}
}

// leave is a word about leave from the first morning.
func leave(kind roll.Kind, t time.Time) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: kind, At: t, Received: t, From: hm(1, "09:00"), To: hm(1, "12:00"), Actor: "office"}
}

func corrects(mark roll.Mark, session, reason string, t time.Time) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.Corrected, Session: seminar.ID(session), Mark: mark, Reason: reason, At: t, Received: t}
}

// from numbers evidence as one device does.
func from(device string, list ...roll.Evidence) []roll.Evidence {
	for i := range list {
		list[i].Device, list[i].Sequence = device, int64(i+1)
	}
	return list
}

// printer reads the English sentences aloud in the seminar's zone.
func printer(t testing.TB, lang string) i18n.Printer {
	t.Helper()
	c, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	return c.Printer(lang, shanghai)
}

func aloud(p i18n.Printer, why []roll.Reason) string {
	var said []string
	for _, r := range why {
		said = append(said, p.Sentence(r.Key, r.Args()))
	}
	return strings.Join(said, " ")
}
