package hall

import (
	"testing"
	"time"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/seminar"
)

func TestWhatIsDue(t *testing.T) {
	at := func(clock string) time.Time {
		x, err := time.Parse("15:04", clock)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	s := &programme.Seminar{Sessions: []programme.Session{
		{ID: "opening", Kind: programme.Opening, Starts: at("09:00"), Ends: at("10:00")},
		{ID: "tea", Kind: programme.Break, Starts: at("10:00"), Ends: at("10:30")},
		{ID: "lecture", Kind: programme.Lecture, Starts: at("10:30"), Ends: at("12:00")},
		{ID: "group-a", Kind: programme.Group, Starts: at("16:00"), Ends: at("17:00")},
		{ID: "group-b", Kind: programme.Group, Starts: at("16:00"), Ends: at("17:00")},
		{ID: "gone", Kind: programme.Lecture, Starts: at("14:00"), Ends: at("15:00"), Cancelled: true},
	}}
	runs := func(id seminar.ID, ends string, turn bool) *floor.State {
		state := &floor.State{Session: &floor.Session{ID: id, Ends: at(ends)}, Begun: []seminar.ID{id}}
		if turn {
			state.Turn = &floor.Turn{}
		}
		return state
	}
	for _, x := range []struct {
		what  string
		state *floor.State
		now   string
		start seminar.ID
		end   bool
	}{
		{"before the day", &floor.State{}, "08:59", "", false},
		{"its time has come", &floor.State{}, "09:00", "opening", false},
		{"the chair has closed it early", &floor.State{Begun: []seminar.ID{"opening"}}, "09:30", "", false},
		{"it runs", runs("opening", "10:00", false), "09:30", "", false},
		{"it overruns into the break", runs("opening", "10:00", false), "10:10", "", false},
		{"nobody closed it", runs("opening", "10:00", false), "10:16", "", true},
		{"it overruns while somebody speaks", runs("opening", "10:00", true), "10:45", "", false},
		{"the next one's time has come", runs("opening", "10:00", false), "10:30", "lecture", false},
		{"a chair runs the lecture early", runs("lecture", "12:00", false), "09:30", "", false},
		{"cancelled", &floor.State{}, "14:10", "", false},
		{"groups side by side", &floor.State{}, "16:10", "", false},
		{"missed", &floor.State{}, "12:00", "", false},
	} {
		start, end := Due(s, x.state, at(x.now))
		got := seminar.ID("")
		if start != nil {
			got = start.ID
		}
		if got != x.start || end != x.end {
			t.Errorf("%s: start %q, end %v; want %q, %v", x.what, got, end, x.start, x.end)
		}
	}
}
