package door

import (
	"reflect"
	"testing"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

func TestArgumentsComeBackAsTheyWere(t *testing.T) {
	for _, args := range []map[string]any{
		{},
		{"time": time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)},
		{"time": time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC), "place": seminar.Text{"en": "East", "zh-Hans": "东"}},
		{"date": "2026-11-23"},
	} {
		got, err := ParseArgs(Verdict{Args: args}.ArgsJSON())
		if err != nil || !reflect.DeepEqual(got, args) {
			t.Errorf("%v came back as %v, %v", args, got, err)
		}
	}
	if _, err := ParseArgs(`{"time": "yesterday"}`); err == nil {
		t.Error("a time that is none was taken")
	}
}

func TestSeenKeepsTheListUp(t *testing.T) {
	at := time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)
	l := List{Place: "main", Inside: []roll.Inside{{Person: "lin", Place: "east", Since: at}}}
	before := l
	l.Seen("lin", at.Add(time.Hour), false)
	l.Seen("anna", at, false)
	if in := l.inside("lin"); in == nil || in.Place != "main" || !in.Since.Equal(at.Add(time.Hour)) || len(l.Inside) != 2 {
		t.Fatalf("after coming in: %+v", l.Inside)
	}
	l.Seen("lin", at.Add(2*time.Hour), true)
	if l.inside("lin") != nil || l.inside("anna") == nil {
		t.Fatalf("after going out: %+v", l.Inside)
	}
	if in := before.inside("lin"); in == nil || in.Place != "east" {
		t.Fatal("the list that was copied has changed")
	}
}
