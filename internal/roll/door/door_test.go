package door_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/i18n"
	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// Everything that the door may say is said in both languages, without a hole.
func TestSentences(t *testing.T) {
	catalogue, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, lang := range seminar.Languages() {
		p := catalogue.Printer(lang, time.UTC)
		for _, v := range cases() {
			s := p.Sentence(v.Want.Key, v.Want.Args)
			if s == v.Want.Key || strings.Contains(s, "<no value>") {
				t.Errorf("%s: %s says %q", lang, v.Want.Key, s)
			}
			said[v.Want.Key] = true
		}
	}
	if len(said) != 18 {
		t.Errorf("the cases know %d sentences, the rule 18", len(said))
	}
}

// A void pass never opens a door, whatever the list says of who is in already.
func TestVoidPassesNeverOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := branchList(rapid.IntRange(0, 10).Draw(t, "seats"))
		l.Inside = append(l.Inside, roll.Inside{Person: zhou, Place: branch, Since: sunCame}, roll.Inside{Person: wu, Place: branch, Since: sunCame})
		when := time.Unix(rapid.Int64Range(night.Unix(), expires.Unix()).Draw(t, "when"), 0)
		for _, text := range []string{code(zhou, 9), code(wu, 2), code(new1, 1)} {
			if v := door.Decide(l, door.Scan{Text: text, At: when}); v.Welcome {
				t.Fatalf("let in: %+v", v)
			}
		}
	})
}

func TestMake(t *testing.T) {
	keys := pass.Ring{2: public(2), 1: public(1)}
	at := func(text string) time.Time { return clock(text) }
	s := &programme.Seminar{
		ID: thisSeminar, Zone: "Asia/Shanghai",
		Places: []seminar.Place{{ID: mainHall, Kind: seminar.MainHall, Name: mainName, Seats: 300}, {ID: branch, Kind: seminar.BranchHall, Name: branchName}},
		Sessions: []programme.Session{
			{ID: id(31), Key: "a", Places: []seminar.ID{mainHall}, Starts: at("2026-11-23T08:00:00+08:00"), Ends: at("2026-11-23T09:00:00+08:00")},
			{ID: id(32), Key: "b", Places: []seminar.ID{mainHall, branch}, Starts: at("2026-11-23T09:00:00+08:00"), Ends: at("2026-11-23T12:00:00+08:00")},
			{ID: id(33), Key: "c", Places: []seminar.ID{branch}, Starts: at("2026-11-23T14:00:00+08:00"), Ends: at("2026-11-23T17:00:00+08:00")},
			{ID: id(34), Key: "d", Places: []seminar.ID{branch}, Starts: at("2026-11-24T09:00:00+08:00"), Ends: at("2026-11-24T12:00:00+08:00"), Cancelled: true},
		},
	}
	delegate := func(id seminar.ID) seminar.Person {
		return seminar.Person{ID: id, Key: "k", Name: seminar.Text{"en": "Li"}, Organisation: id, Place: branch, Delegate: true, Email: "li@example.org", Post: seminar.Text{"en": "Director"}}
	}
	staff, gone := delegate(he), delegate(zhou)
	staff.Delegate, gone.Withdrawn = false, true
	in := func(person seminar.ID, place seminar.ID, text string) roll.Evidence {
		return roll.Evidence{Person: person, Kind: roll.ScanIn, Place: place, At: at(text)}
	}
	got := door.Make(door.Source{
		Facts: roll.Facts{Seminar: s, AsOf: at("2026-11-23T10:00:00.0001+08:00"), People: []seminar.Person{delegate(li), delegate(wu), staff, gone, delegate(xu)},
			Evidence: []roll.Evidence{in(li, branch, "2026-11-23T08:50:00+08:00"), in(wu, mainHall, "2026-11-23T08:55:00+08:00"), in(wu, branch, "2026-11-23T09:30:00+08:00")}},
		Organisations: []seminar.Organisation{{ID: li, Name: seminar.Text{"en": "Water"}}},
		Versions:      map[seminar.ID]uint8{wu: 4}, Revoked: []seminar.ID{xu}, Keys: keys,
	}, branch)
	want := door.List{
		Seminar: thisSeminar, Place: branch, Made: at("2026-11-23T10:00:00+08:00"),
		Keys:   []door.Key{{ID: 1, Public: public(1)}, {ID: 2, Public: public(2)}},
		Places: []door.Place{{ID: mainHall, Name: mainName, Seats: 300}, {ID: branch, Name: branchName}},
		Days:   []door.Day{{Date: "2026-11-23", Opens: at("2026-11-23T07:00:00+08:00"), Closes: at("2026-11-23T19:00:00+08:00")}},
		People: []door.Person{
			{ID: li, Key: "k", Name: seminar.Text{"en": "Li"}, Organisation: seminar.Text{"en": "Water"}, Place: branch, Version: 1},
			{ID: wu, Key: "k", Name: seminar.Text{"en": "Li"}, Place: branch, Version: 4},
		},
		Revoked: []seminar.ID{xu, zhou},
		Inside: []roll.Inside{
			{Person: li, Place: branch, Since: at("2026-11-23T08:50:00+08:00")}, {Person: wu, Place: branch, Since: at("2026-11-23T09:30:00+08:00")},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// A scanner reads [] and never null, even of a seminar with nothing in it.
func TestMakeOfNothing(t *testing.T) {
	got := pretty(t, door.Make(door.Source{Facts: roll.Facts{Seminar: &programme.Seminar{ID: thisSeminar}, AsOf: monday}}, branch))
	if strings.Contains(got, "null") {
		t.Error(got)
	}
}

// A list of 3,000 people decides while one looks up.
func BenchmarkDecide(b *testing.B) {
	l := branchList(5)
	for n := range uint64(3000) {
		l.People = append(l.People, door.Person{ID: id(1000 + n), Version: 1, Place: branch})
	}
	scan := door.Scan{Text: code(id(3999), 1), At: monday}
	for b.Loop() {
		if v := door.Decide(l, scan); !v.Welcome {
			b.Fatal(v)
		}
	}
}
