package certificate

import (
	"strings"
	"sync"
	"testing"
	"time"

	"aula/internal/i18n"
	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// The seminar of the tests: four sessions of three hours on two days, from Monday, 23
// November 2026, in the main hall and online; a group session of two hours is held in
// the branch hall alone.
const (
	hall   = seminar.ID("hall")
	branch = seminar.ID("branch")
	online = seminar.ID("online")
)

var shanghai = func() *time.Location {
	l, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return l
}()

func hm(day int, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-22 "+clock, shanghai)
	if err != nil {
		panic(err)
	}
	return t.AddDate(0, 0, day).UTC()
}

var over = hm(9, "12:00")

func fixture() *programme.Seminar {
	session := func(id string, day int, from, to string, places ...seminar.ID) programme.Session {
		return programme.Session{ID: seminar.ID(id), Key: id, Kind: programme.Lecture, Title: seminar.Text{"en": "On " + id, "zh-Hans": "关于" + id},
			Starts: hm(day, from), Ends: hm(day, to), Places: places, Parts: []programme.Part{{Person: "wang", Deed: programme.Speaks}}}
	}
	return &programme.Seminar{
		ID: "0123456789abc", Key: "autumn", Zone: "Asia/Shanghai", Languages: []string{"en", "zh-Hans"},
		Title: seminar.Text{"en": "Autumn *seminar*", "zh-Hans": "秋季研讨班"}, Theme: seminar.Text{"en": "From the seat to the deed"},
		Host: seminar.Text{"en": "Institute of Administration", "zh-Hans": "行政学院"},
		Places: []seminar.Place{
			{ID: hall, Kind: seminar.MainHall, Name: seminar.Text{"en": "Main hall", "zh-Hans": "主会场"}},
			{ID: branch, Kind: seminar.BranchHall, Name: seminar.Text{"en": "Branch hall 2", "zh-Hans": "第二分会场"}},
			{ID: online, Kind: seminar.Online, Name: seminar.Text{"en": "Home", "zh-Hans": "线上"}},
		},
		Sessions: []programme.Session{
			session("one", 1, "09:00", "12:00", hall, branch, online),
			session("two", 1, "14:00", "17:00", hall, branch, online),
			session("three", 2, "09:00", "12:00", hall, branch, online),
			session("group", 2, "13:00", "15:00", branch),
			session("four", 2, "15:00", "18:00", hall, branch, online),
		},
	}
}

// li is the one delegate, of the main hall.
func li() seminar.Person {
	return seminar.Person{ID: "li", Key: "li", Name: seminar.Text{"en": "Li Wei", "zh-Hans": "李伟"}, Organisation: "bureau", Place: hall, Delegate: true, Email: "Li.Wei@example.org"}
}

func in(place seminar.ID, t time.Time) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.ScanIn, Place: place, At: t, Received: t}
}

func out(place seminar.ID, t time.Time) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.ScanOut, Place: place, At: t, Received: t}
}

func home(from, to time.Time) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.Interval, Place: online, At: to, Received: to, From: from, To: to}
}

// answers are so many prompts of a session, each answered.
func answers(session seminar.ID, from time.Time, n int) (all []roll.Evidence) {
	for i := range n {
		at := from.Add(time.Duration(i) * 10 * time.Minute)
		shown := roll.Evidence{Person: "li", Kind: roll.PromptShown, Session: session, Place: online, At: at, Received: at, From: at, To: at.Add(90 * time.Second), Ref: session + seminar.ID(rune('a'+i))}
		said := shown
		said.Kind, said.At, said.From, said.To = roll.PromptAnswered, at.Add(20*time.Second), time.Time{}, time.Time{}
		all = append(all, shown, said)
	}
	return all
}

func corrects(mark roll.Mark, session string) roll.Evidence {
	return roll.Evidence{Person: "li", Kind: roll.Corrected, Session: seminar.ID(session), Mark: mark, Reason: "seen by the chair", At: hm(3, "09:00"), Received: hm(3, "09:00")}
}

// leave from a half-day, for a reason that is nobody else's business.
func leave(from, to time.Time) []roll.Evidence {
	asked := roll.Evidence{Person: "li", Kind: roll.LeaveAsked, At: hm(0, "10:00"), Received: hm(0, "10:00"), From: from, To: to, Reason: "surgery", Actor: "li"}
	granted := asked
	granted.Kind, granted.At, granted.Received, granted.Reason, granted.Actor = roll.LeaveGranted, hm(0, "11:00"), hm(0, "11:00"), "", "office"
	return []roll.Evidence{asked, granted}
}

func both(day int) []roll.Evidence {
	return []roll.Evidence{in(hall, hm(day, "08:50")), out(hall, hm(day, "18:05"))}
}

func preset(t testing.TB, name string) roll.Policy {
	t.Helper()
	p, ok := roll.Preset(name)
	if !ok {
		t.Fatalf("no preset %q", name)
	}
	return p
}

func fold(p roll.Policy, asOf time.Time, person seminar.Person, evidence ...roll.Evidence) (roll.Row, roll.Roll) {
	r := roll.Fold(roll.Facts{Policy: p, Seminar: fixture(), People: []seminar.Person{person}, Evidence: evidence, AsOf: asOf})
	return r.Rows[0], r
}

func facts(r roll.Roll) Facts {
	return Facts{
		Seminar: fixture(), Roll: r, Rule: RuleOf(r.Policy),
		People:        []seminar.Person{li(), {ID: "wang", Name: seminar.Text{"en": "Wang Fang", "zh-Hans": "王芳"}}},
		Organisations: []seminar.Organisation{{ID: "bureau", Name: seminar.Text{"en": "Water Bureau", "zh-Hans": "水务局"}}},
	}
}

var catalogue = sync.OnceValues(i18n.Open)

func printer(t testing.TB, lang string) i18n.Printer {
	t.Helper()
	c, err := catalogue()
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

// one is a certificate: the first day in the hall, the third session from home for 141
// minutes with nine prompts answered, 501 minutes in all; under cpe-nasba that are 10.02 times 50 and 10 credits.
func one(t testing.TB) Certificate {
	t.Helper()
	evidence := append(append(both(1), home(hm(2, "08:58"), hm(2, "11:21"))), answers("three", hm(2, "09:05"), 9)...)
	row, r := fold(preset(t, "cpe-nasba"), over, li(), evidence...)
	return Certificate{
		ID: "9876543210xyz", Number: NewNumber(2026, 42), Revision: 1, Index: 200_000,
		Awarded: hm(3, "09:00"), Issued: hm(3, "09:00"), Claim: facts(r).Claim(row),
	}
}

const site = Site("https://aula.example.org")

func issuer(t testing.TB) Issuer {
	t.Helper()
	k, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return Issuer{Site: site, Keys: k}
}

func issue(t testing.TB, i Issuer, c Certificate) string {
	t.Helper()
	s, err := i.Issue(c, "en", printer(t, "en"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lists are the status lists of the site, in which one() is number 68,928 of the second.
func lists() Lists { return Lists{site.Status(0): NewStatusList(), site.Status(1): NewStatusList()} }
