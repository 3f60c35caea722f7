package door_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"aula/internal/roll/door"
	"aula/internal/seminar"
)

// walk is a story of several scans. Each gate goes by a list of its own, which begins as
// the list named and is kept up with what that gate has let through: gates without a
// network do not know of each other. The gate "server" is told everything afterwards.
type walk struct {
	Story string `json:"story"`
	List  string `json:"list"`
	Steps []step `json:"steps"`
}

type step struct {
	Gate string       `json:"gate"`
	Scan door.Scan    `json:"scan"`
	Want door.Verdict `json:"want"`
}

func walks() []walk {
	in := func(gate string, person seminar.ID, after time.Duration, want door.Verdict) step {
		return step{gate, door.Scan{Text: code(person, 1), At: monday.Add(after)}, want}
	}
	out := func(gate string, person seminar.ID, after time.Duration, want door.Verdict) step {
		return step{gate, door.Scan{Text: code(person, 1), At: monday.Add(after), Out: true}, want}
	}
	verdict := func(welcome, notice bool, key string, person seminar.ID, args args) door.Verdict {
		return door.Verdict{Welcome: welcome, Notice: notice, Key: key, Person: person, Args: args}
	}
	since := func(after time.Duration) args {
		return args{"place": branchName, "time": monday.Add(after)}
	}
	welcome := verdict(true, false, door.Welcome, li, nil)
	again := verdict(true, true, door.Again, li, args{"time": monday})
	const minute, hour = time.Minute, time.Hour
	return []walk{
		{"out and back", "five seats", []step{
			in("north", li, 0, welcome),
			in("north", li, minute, again),
			out("north", li, hour, verdict(true, false, door.Goodbye, li, since(minute))),
			in("north", li, 2*hour, welcome),
			out("north", li, 3*hour, verdict(true, false, door.Goodbye, li, since(2*hour))),
			out("north", li, 3*hour+minute, verdict(true, true, door.GoodbyeOnly, li, nil)),
		}},
		{"the same pass at two gates without a network: each lets in, the server notices", "five seats", []step{
			in("north", li, 0, welcome),
			in("south", li, 5*minute, welcome),
			in("server", li, 0, welcome),
			in("server", li, 5*minute, again),
		}},
		{"in by one gate and out by the other, without a network", "five seats", []step{
			in("north", li, 0, welcome),
			out("south", li, hour, verdict(true, true, door.GoodbyeOnly, li, nil)),
			in("server", li, 0, welcome),
			out("server", li, hour, verdict(true, false, door.Goodbye, li, since(0))),
		}},
		{"guests take turns at the last seat", "five seats", []step{
			in("north", xu, 0, verdict(true, true, door.Guest, xu, args{"place": mainName})),
			in("north", zhao, minute, verdict(false, false, door.Full, zhao, args{"place": homeName})),
			out("north", xu, hour, verdict(true, false, door.Goodbye, xu, since(0))),
			in("north", zhao, hour+minute, verdict(true, true, door.Guest, zhao, args{"place": homeName})),
		}},
		{"a void pass stays void, however often", "five seats", []step{
			in("north", zhou, 0, verdict(false, false, door.Withdrawn, zhou, nil)),
			in("north", zhou, minute, verdict(false, false, door.Withdrawn, zhou, nil)),
			out("north", zhou, hour, verdict(true, true, door.GoodbyeOnly, zhou, nil)),
		}},
		{"moves from hall to hall and is wrong in neither", "five seats", []step{
			in("north", he, 0, verdict(true, false, door.Moved, he, args{"place": mainName, "time": heCame})),
			in("north", he, minute, verdict(true, true, door.Again, he, args{"time": monday})),
		}},
		{"a day and a night", "five seats", []step{
			in("north", li, -3*hour, verdict(false, false, door.NotYet, li, args{"date": "2026-11-23", "time": clock("2026-11-23T07:00:00+08:00")})),
			in("north", li, 0, welcome),
			out("north", li, 9*hour, verdict(true, false, door.Goodbye, li, since(0))),
			in("north", li, 11*hour, verdict(false, false, door.Closed, li, args{"date": "2026-11-24", "time": clock("2026-11-24T07:00:00+08:00")})),
			in("north", li, 24*hour, welcome),
		}},
	}
}

func TestWalks(t *testing.T) {
	text, err := os.ReadFile(vectors)
	if err != nil {
		t.Fatal(err)
	}
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	if len(f.Walks) < 5 {
		t.Fatalf("only %d walks", len(f.Walks))
	}
	for _, w := range f.Walks {
		t.Run(w.Story, func(t *testing.T) {
			gates := map[string]door.List{}
			for i, s := range w.Steps {
				list, begun := gates[s.Gate]
				if !begun {
					list = f.Lists[w.List]
				}
				v := door.Decide(list, s.Scan)
				if got, want := pretty(t, v), pretty(t, s.Want); got != want {
					t.Errorf("step %d: got %swant %s", i+1, got, want)
				}
				if v.Welcome {
					list.Seen(v.Person, s.Scan.At, s.Scan.Out)
				}
				gates[s.Gate] = list
			}
		})
	}
}
