package ical_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"aula/internal/i18n"
	"aula/internal/programme"
	"aula/internal/programme/ical"
	"aula/internal/seminar"
)

var update = flag.Bool("update", false, "write the golden files anew")

func wall(t testing.TB, zone, clock string) time.Time {
	t.Helper()
	l, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", clock, l)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// shanghai is a day in a zone that has one offset; its panel has been called off.
func shanghai(t testing.TB) *programme.Seminar {
	at := func(clock string) time.Time { return wall(t, "Asia/Shanghai", "2026-11-23 "+clock) }
	return &programme.Seminar{
		ID: "0000000000001", Key: "autumn", Zone: "Asia/Shanghai", Languages: []string{"zh-Hans", "en"},
		Title: seminar.Text{"zh-Hans": "省直机关领导干部专题研讨班", "en": "Seminar for the leading people of the province's departments"},
		Places: []seminar.Place{
			{ID: "hall", Kind: seminar.MainHall, Name: seminar.Text{"en": "Main hall", "zh-Hans": "主会场"}, Address: seminar.Text{"en": "1 Lake Road", "zh-Hans": "湖滨路1号"}},
			{ID: "east", Kind: seminar.BranchHall, Name: seminar.Text{"en": "East branch hall", "zh-Hans": "东分会场"}},
		},
		Sessions: []programme.Session{
			{ID: "0000000000011", Key: "opening", Kind: programme.Opening, Title: seminar.Text{"en": "Opening; with music, and \\flags", "zh-Hans": "开幕式"},
				Abstract: seminar.Text{"zh-Hans": "学习贯彻会议精神，全面把握新时代新征程的使命任务，推动各项部署在本地区本单位落地见效。\n欢迎提问。"},
				Starts:   at("09:00"), Ends: at("10:00"), Places: []seminar.ID{"hall", "east"},
				Parts:    []programme.Part{{Person: "li", Deed: programme.Speaks}, {Person: "wang", Deed: programme.Presides}, {Person: "zhao", Deed: programme.Speaks}},
				Sequence: 2, Updated: at("08:00").AddDate(0, 0, -7)},
			{ID: "0000000000012", Key: "panel", Kind: programme.Panel, Title: seminar.Text{"en": "Panel", "zh-Hans": "圆桌讨论"}, Starts: at("10:00"), Ends: at("11:30"),
				Places: []seminar.ID{"hall"}, Cancelled: true, Sequence: 5, Updated: at("07:30")},
		},
	}
}

// berlin spans the night in which the clock is put back from three to two.
func berlin(t testing.TB) *programme.Seminar {
	zone := "Europe/Berlin"
	return &programme.Seminar{
		ID: "0000000000002", Key: "night", Zone: zone, Title: seminar.Text{"en": "The long night"},
		Sessions: []programme.Session{
			{ID: "0000000000021", Key: "saturday", Title: seminar.Text{"en": "Saturday evening"}, Starts: wall(t, zone, "2026-10-24 19:00"), Ends: wall(t, zone, "2026-10-24 21:00")},
			{ID: "0000000000022", Key: "before", Title: seminar.Text{"en": "Until the hour comes round again"}, Starts: time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC), Ends: time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC)},
			{ID: "0000000000023", Key: "sunday", Title: seminar.Text{"en": "Sunday morning"}, Starts: wall(t, zone, "2026-10-25 09:00"), Ends: wall(t, zone, "2026-10-25 10:00")},
		},
	}
}

func people(id seminar.ID) seminar.Person {
	return map[seminar.ID]seminar.Person{
		"li":   {ID: "li", Name: seminar.Text{"en": "Li Wei", "zh-Hans": "李伟"}, Post: seminar.Text{"en": "Dean", "zh-Hans": "院长"}},
		"wang": {ID: "wang", Name: seminar.Text{"en": "Wang Fang", "zh-Hans": "王芳"}},
		"zhao": {ID: "zhao", Name: seminar.Text{"en": "Zhao Min", "zh-Hans": "赵敏"}},
	}[id]
}

var now = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)

func catalogue(t testing.TB) *i18n.Catalogue {
	t.Helper()
	c, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func feed(t testing.TB, c *i18n.Catalogue, s *programme.Seminar, lang string) string {
	t.Helper()
	var b bytes.Buffer
	if err := ical.Feed(&b, s, people, c.Printer(lang, s.Location()), "https://aula.example.org", now); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFeedIsAsWritten(t *testing.T) {
	for _, x := range []struct {
		file, lang string
		seminar    *programme.Seminar
	}{
		{"shanghai.en.ics", "en", shanghai(t)},
		{"shanghai.zh-Hans.ics", "zh-Hans", shanghai(t)},
		{"berlin.en.ics", "en", berlin(t)},
	} {
		got, file := feed(t, catalogue(t), x.seminar, x.lang), filepath.Join("testdata", x.file)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s:\n%s", x.file, got)
		}
	}
}

// A reader of the feed finds every session at its time, under its name.
func TestFeedReadsBack(t *testing.T) {
	for _, s := range []*programme.Seminar{shanghai(t), berlin(t)} {
		c, err := ics.ParseCalendar(strings.NewReader(feed(t, catalogue(t), s, "en")))
		if err != nil {
			t.Fatal(err)
		}
		events := c.Events()
		if len(events) != len(s.Sessions) {
			t.Fatalf("%s: %d events for %d sessions", s.Key, len(events), len(s.Sessions))
		}
		for i, e := range events {
			want := s.Sessions[i]
			from, err1 := e.GetStartAt()
			to, err2 := e.GetEndAt()
			if err1 != nil || err2 != nil || !from.Equal(want.Starts) || !to.Equal(want.Ends) {
				t.Errorf("%s: %v to %v (%v, %v), want %v to %v", want.Key, from, to, err1, err2, want.Starts, want.Ends)
			}
			if got := e.Id(); got != string(want.ID)+"@"+string(s.ID)+".aula" {
				t.Errorf("%s: UID %q", want.Key, got)
			}
			if got := e.GetProperty(ics.ComponentPropertySummary).Value; got != want.Title.In("en") {
				t.Errorf("%s: summary %q, want %q", want.Key, got, want.Title.In("en"))
			}
		}
	}
}

func TestCancelledSessionStaysInTheFeed(t *testing.T) {
	c, err := ics.ParseCalendar(strings.NewReader(feed(t, catalogue(t), shanghai(t), "en")))
	if err != nil {
		t.Fatal(err)
	}
	e := c.Events()[1]
	if got := e.GetProperty(ics.ComponentPropertyStatus).Value; got != "CANCELLED" {
		t.Errorf("status %q", got)
	}
	if got := e.GetProperty(ics.ComponentPropertySequence).Value; got != "5" {
		t.Errorf("sequence %q", got)
	}
}

// RFC 5545 section 3.1: lines end in CRLF and have at most 75 octets without it.
func TestLinesAreFoldedInOctets(t *testing.T) {
	texts := catalogue(t)
	rapid.Check(t, func(r *rapid.T) {
		s := shanghai(t)
		s.Sessions[0].Title = seminar.Text{"en": rapid.StringOfN(rapid.RuneFrom([]rune("ab <>,;:\\\n\r\t\x07é会议精神😀")), 1, 300, -1).Draw(r, "title")}
		all := feed(t, texts, s, "en")
		if !strings.HasSuffix(all, "END:VCALENDAR\r\n") {
			r.Fatalf("ends in %q", all[len(all)-20:])
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(all, "\r\n"), "\r\n") {
			if len(line) > 75 || len(line) == 0 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
				r.Fatalf("line of %d octets: %q", len(line), line)
			}
		}
	})
}

func TestTimezones(t *testing.T) {
	for _, x := range []struct{ zone, day, want string }{
		{"Asia/Shanghai", "2026-11-23", "STANDARD 19700101T000000 +0800>+0800"},
		{"Asia/Kathmandu", "2026-11-23", "STANDARD 19700101T000000 +0545>+0545"},
		{"Europe/Berlin", "2026-07-01", "STANDARD 20251026T030000 +0200>+0100, DAYLIGHT 20260329T020000 +0100>+0200, STANDARD 20261025T030000 +0200>+0100"},
		{"America/New_York", "2026-11-23", "STANDARD 20251102T020000 -0400>-0500, DAYLIGHT 20260308T020000 -0500>-0400, STANDARD 20261101T020000 -0400>-0500"},
		{"Australia/Sydney", "2026-01-10", "DAYLIGHT 20251005T020000 +1000>+1100, STANDARD 20260405T030000 +1100>+1000, DAYLIGHT 20261004T020000 +1000>+1100"},
		{"Nowhere/Atall", "2026-01-10", "STANDARD 19700101T000000 +0000>+0000"},
	} {
		s := &programme.Seminar{ID: "0000000000003", Key: "z", Zone: x.zone, Sessions: []programme.Session{{ID: "0000000000031", Key: "s"}}}
		day, err := time.ParseInLocation("2006-01-02", x.day, s.Location())
		if err != nil {
			t.Fatal(err)
		}
		s.Sessions[0].Starts, s.Sessions[0].Ends = day.Add(9*time.Hour), day.Add(10*time.Hour)
		c, err := ics.ParseCalendar(strings.NewReader(feed(t, catalogue(t), s, "en")))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(observances(c), ", "); got != x.want {
			t.Errorf("%s: %s, want %s", x.zone, got, x.want)
		}
	}
}

func observances(c *ics.Calendar) (all []string) {
	for _, o := range c.Timezones()[0].Components {
		kind, base := "STANDARD", ics.ComponentBase{}
		switch o := o.(type) {
		case *ics.Standard:
			base = o.ComponentBase
		case *ics.Daylight:
			kind, base = "DAYLIGHT", o.ComponentBase
		}
		of := func(p ics.Property) string { return base.GetProperty(ics.ComponentProperty(p)).Value }
		all = append(all, kind+" "+of(ics.PropertyDtstart)+" "+of(ics.PropertyTzoffsetfrom)+">"+of(ics.PropertyTzoffsetto))
	}
	return all
}
