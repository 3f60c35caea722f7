package plan

import (
	"bytes"
	"maps"
	"slices"
	"testing"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

func open(t *testing.T, now time.Time) *seminarfile.Plan {
	t.Helper()
	settings, people := Files(now)
	p, faults := seminarfile.Read([]seminarfile.Source{{Name: "seminar.toml", Data: settings}, {Name: "people.csv", Data: people}}, nil)
	if len(faults) > 0 {
		t.Fatalf("at %v:\n%v", now, faults)
	}
	return p
}

// dates are days of the year as they come and those on which clocks change in Europe,
// America and the South.
func dates() []time.Time {
	var all []time.Time
	for _, day := range []string{"2026-01-01", "2028-02-29", "2026-03-08", "2026-03-29", "2026-04-05", "2026-06-21", "2026-10-25", "2026-11-01"} {
		date, _ := time.Parse(time.DateOnly, day)
		all = append(all, date)
	}
	return all
}

// Whoever starts the demonstration, and whenever, finds a lecture running.
func TestALectureIsAlwaysRunning(t *testing.T) {
	for _, date := range dates() {
		for hour := range 24 {
			now := date.Add(time.Duration(hour)*time.Hour + time.Duration(hour%4)*15*time.Minute)
			p := open(t, now)
			days := p.Seminar.Days()
			if len(days) != 5 || !days[1].Date.Equal(programme.Midnight(now, p.Seminar.Location())) {
				t.Fatalf("at %v in %s today is not the second of five days", now, p.Seminar.Zone)
			}
			for i := range 4 {
				if next := days[i].Date.AddDate(0, 0, 1); !next.Equal(days[i+1].Date) {
					t.Fatalf("at %v day %d does not follow day %d", now, i+2, i+1)
				}
			}
			running, _ := p.Seminar.Now(now)
			if len(running) != 1 || len(running[0].Items) < 4 || running[0].Kind != programme.Lecture {
				t.Fatalf("at %v in %s this runs: %+v", now, p.Seminar.Zone, running)
			}
			if left, past := running[0].Ends.Sub(now), now.Sub(running[0].Starts); left < 45*time.Minute || past < 15*time.Minute {
				t.Fatalf("at %v in %s it runs since %v and for %v yet", now, p.Seminar.Zone, past, left)
			}
		}
	}
}

func TestAZoneForEveryMinute(t *testing.T) {
	for _, date := range dates() {
		for minute := 0; minute < 24*60; minute += 15 {
			now := date.Add(time.Duration(minute) * time.Minute)
			hour, min, _ := now.In(zoneAt(now)).Clock()
			if at := hour*60 + min; at < 9*60+30 || at >= 10*60+30 {
				t.Fatalf("at %v it is %02d:%02d in %s", now, hour, min, zoneAt(now))
			}
		}
	}
}

func TestShanghaiInTheMorning(t *testing.T) {
	if zone := zoneAt(time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)).String(); zone != "Asia/Shanghai" {
		t.Errorf("zone %s", zone)
	}
	if zone := zoneAt(time.Date(2026, 11, 23, 8, 40, 0, 0, time.UTC)).String(); zone != "Europe/Berlin" {
		t.Errorf("zone %s", zone)
	}
	a, b := time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC), time.Date(2026, 11, 23, 2, 29, 59, 0, time.UTC)
	s1, p1 := Files(a)
	s2, p2 := Files(b)
	if !bytes.Equal(s1, s2) || !bytes.Equal(p1, p2) {
		t.Error("two seminars on one morning")
	}
}

func TestWhoTakesPart(t *testing.T) {
	p := open(t, time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC))
	place := map[seminar.ID]string{}
	for _, x := range p.Seminar.Places {
		place[x.ID] = x.Key
	}
	at, order := map[string]int{}, []int{}
	for _, x := range p.People {
		if x.Delegate {
			at[place[x.Place]]++
			order = append(order, x.Order)
		}
	}
	if want := map[string]int{"main": 50, "east": 20, "west": 20, "online": 30}; !maps.Equal(at, want) {
		t.Errorf("delegates %v", at)
	}
	for i, n := range order {
		if n != i+1 {
			t.Fatalf("delegate %d stands at place %d", n, i+1)
		}
	}
	levels := map[string]int{}
	for _, x := range p.Organisations {
		levels[x.Level]++
	}
	if want := map[string]int{"province": 6, "city": 6}; !maps.Equal(levels, want) {
		t.Errorf("organisations %v", levels)
	}
	holds := map[string]int{}
	for _, g := range p.Grants {
		holds[string(g.Role)+"@"+place[g.Place]]++
	}
	want := map[string]int{
		"organiser@": 1, "chair@": 3, "speaker@": 11, "operator@": 1, "moderator@": 1, "interpreter@": 1, "editor@": 2, "auditor@": 1, "liaison@": 12,
		"steward@main": 1, "steward@east": 1, "steward@west": 1, "steward@online": 1, "screen@main": 1, "screen@east": 1, "screen@west": 1,
	}
	if !maps.Equal(holds, want) {
		t.Errorf("roles %v", holds)
	}
}

// The opening is as the report will tell it: one presides, one speaks, five attend
// by rank.
func TestOpening(t *testing.T) {
	p := open(t, time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC))
	s, ok := p.Seminar.Session("opening")
	if !ok || s.Ends.Sub(s.Starts) != 40*time.Minute || len(s.Items) != 3 || len(s.Places) != 4 {
		t.Fatalf("opening %+v", s)
	}
	for deed, want := range map[programme.Deed]int{programme.Presides: 1, programme.Speaks: 1, programme.Attends: 5} {
		if got := len(s.People(deed)); got != want {
			t.Errorf("%d %s", got, deed)
		}
	}
	if last := p.Seminar.Sessions[len(p.Seminar.Sessions)-1]; last.Kind != programme.Closing {
		t.Errorf("it ends with %s", last.Key)
	}
}

// People stand on one programme at each place: no delegate is expected twice at once.
func TestNobodyIsExpectedTwiceAtOnce(t *testing.T) {
	p := open(t, time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC))
	for _, place := range p.Seminar.Places {
		var end time.Time
		for _, s := range p.Seminar.Sessions {
			if !s.At(place.ID) {
				continue
			}
			if s.Starts.Before(end) {
				t.Errorf("%s begins at %s before the last session ends", s.Key, place.Key)
			}
			end = s.Ends
		}
	}
}

func TestEveryTextIsInBothLanguages(t *testing.T) {
	p := open(t, time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC))
	both := func(what string, text seminar.Text) {
		if got := slices.Sorted(maps.Keys(text)); !slices.Equal(got, seminar.Languages()) {
			t.Errorf("%s is in %v", what, got)
		}
	}
	both("title", p.Seminar.Title)
	both("theme", p.Seminar.Theme)
	both("host", p.Seminar.Host)
	for _, x := range p.Seminar.Levels {
		both(x.Key, x.Name)
	}
	for _, x := range p.Seminar.Places {
		both(x.Key, x.Name)
		if x.Kind != seminar.Online {
			both(x.Key+" address", x.Address)
		}
	}
	for _, x := range p.Organisations {
		both(x.Key, x.Name)
	}
	for _, x := range p.People {
		both(x.Key, x.Name)
		both(x.Key+" post", x.Post)
	}
	for _, x := range p.Seminar.Sessions {
		both(x.Key, x.Title)
		if x.Kind != programme.Break {
			both(x.Key+" abstract", x.Abstract)
		}
		for _, i := range x.Items {
			both(x.Key+"/"+i.Key, i.Title)
		}
	}
}
