package seminarfile

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"aula/internal/seminar"
)

func read(t *testing.T, settings, people string) *Plan {
	t.Helper()
	plan, faults := Read([]Source{{"seminar.toml", []byte(settings)}, {"people.csv", []byte(people)}}, numbered)
	if faults.Stop() {
		t.Fatal(faults)
	}
	return plan
}

func TestChanges(t *testing.T) {
	old := read(t, settings, delegates)
	changed := strings.NewReplacer(
		`starts = "03:30"`, `starts = "04:00"`,
		`presides = ["wang"]`, `presides = ["li"]`,
		`minutes = 10`, `minutes = 15`,
		"late_after = 5", "late_after = 15",
		"zh-Hans = \"河湖健康\"", "zh-Hans = \"江河健康\"",
		"[[organisations]]\nkey = \"forest\"\nname = \"Forest Bureau\"", "[[organisations]]\nkey = \"coast\"\nname = \"Coast Guard\"\norder = 7",
	).Replace(settings)
	people := strings.NewReplacer("steward@hall; chair", "chair; editor", "forest", "", "Director", "Chief").Replace(delegates)
	people = people[:strings.Index(people, "WANG")] + "zhao,Zhao Min,赵敏,coast,,,,yes,3,,,,\n"
	changed = strings.NewReplacer(`"wang"`, `"zhao"`).Replace(changed)

	got := Changes(old, read(t, changed, people))
	want := []Change{
		{"seminar", "rivers", Changed, []Field{{"title.zh-Hans", "河湖健康", "江河健康"}}},
		{"policy", "", Changed, []Field{{"late_after", "5", "15"}}},
		{"organisation", "coast", Added, []Field{{"name.en", "", "Coast Guard"}, {"order", "", "7"}}},
		{"organisation", "forest", Missing, nil},
		{"session", "opening", Changed, []Field{{"presides", "wang", "li"}, {"attends", "li, wang", "li, zhao"}, {"items.welcome.minutes", "10", "15"}}},
		{"session", "late", Changed, []Field{{"starts", "2026-10-25 03:30:00 +01:00", "2026-10-25 04:00:00 +01:00"}}},
		{"person", "li", Changed, []Field{{"post.en", "Director", "Chief"}}},
		{"person", "zhao", Added, []Field{{"name.en", "", "Zhao Min"}, {"name.zh-Hans", "", "赵敏"}, {"organisation", "", "coast"}, {"delegate", "", "yes"}, {"order", "", "3"}, {"withdrawn", "", "no"}}},
		{"person", "wang", Missing, nil},
		{"grant", "li editor", Added, nil},
		{"grant", "li steward@hall", Removed, nil},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
	if c := Changes(nil, old); len(c) != 13 || c[0].What != Added || c[12].Key != "li chair" {
		t.Errorf("against nothing: %+v", c)
	}
}

func TestMergeAddsAndChangesAndTakesOnlyRolesAway(t *testing.T) {
	old := read(t, settings, delegates)
	old.Seminar.Release = 4
	past, now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 2, 1, 0, 0, 0, 123456789, time.UTC)
	for i := range old.Seminar.Sessions {
		old.Seminar.Sessions[i].Sequence, old.Seminar.Sessions[i].Updated = 2, past
	}
	end := strings.Index(settings, "[[sessions]]\nkey = \"late\"")
	file := strings.Replace(settings[:end], "minutes = 10", "minutes = 12", 1)
	file = strings.Replace(file, "presides = [\"wang\"]\n", "", 1)
	file = strings.Replace(file, `, "wang"`, "", 1)
	people := strings.Replace(delegates[:strings.Index(delegates, "WANG")], "; chair", "; editor", 1)

	m := Merge(old, read(t, file, people), now)
	if m.Seminar.Release != 4 {
		t.Errorf("release %d", m.Seminar.Release)
	}
	for i, want := range []struct {
		key      string
		sequence int
		updated  time.Time
	}{{"opening", 3, seminar.Millis(now)}, {"night", 2, past}, {"late", 2, past}} {
		if s := m.Seminar.Sessions[i]; s.Key != want.key || s.Sequence != want.sequence || !s.Updated.Equal(want.updated) {
			t.Errorf("session %s sequence %d updated %v, want %+v", s.Key, s.Sequence, s.Updated, want)
		}
	}
	if len(m.People) != 2 || m.People[1].Key != "wang" {
		t.Errorf("people %+v", m.People)
	}
	wanted := []seminar.Grant{{Person: "person:li", Role: "steward", Place: "place:hall"}, {Person: "person:li", Role: "editor"}}
	if !reflect.DeepEqual(m.Grants, wanted) {
		t.Errorf("grants %+v", m.Grants)
	}
	if again := Merge(m, m, now); len(Changes(m, again)) != 0 || again.Seminar.Sessions[0].Sequence != 3 {
		t.Error("merging with itself changes something")
	}
	first := Merge(nil, old, now)
	if !first.Seminar.Sessions[0].Updated.Equal(seminar.Millis(now)) || old.Seminar.Sessions[0].Updated != past {
		t.Error("the first time every session is updated, and the plan itself is left alone")
	}
}

// A file may leave out what exists: seminar.toml alone still speaks of the people.
func TestWhatExistsNeedNotStandInTheFile(t *testing.T) {
	old := read(t, settings, delegates)
	file := []Source{{"seminar.toml", []byte(strings.Replace(settings, "minutes = 10", "minutes = 12", 1))}}
	if _, faults := Read(file, nil); len(faults) != 5 {
		t.Errorf("for a new seminar the people are missing: %v", faults)
	}
	plan, faults := Read(file, known(old))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	want := []Change{
		{"session", "opening", Changed, []Field{{"items.welcome.minutes", "10", "12"}}},
		{"person", "li", Missing, nil},
		{"person", "wang", Missing, nil},
		{"grant", "li steward@hall", Missing, nil},
		{"grant", "li chair", Missing, nil},
	}
	if got := Changes(old, plan); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	merged := Merge(old, plan, time.Now())
	if got := merged.Seminar.Sessions[0].Parts; !reflect.DeepEqual(got, old.Seminar.Sessions[0].Parts) || len(merged.People) != 2 || len(merged.Grants) != 2 {
		t.Errorf("merged %+v", merged)
	}
	if key := Key(file); key != "rivers" {
		t.Errorf("key %q", key)
	}
}
