package door_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// twoDays is a seminar in a main hall, in a branch hall of three seats and online.
func twoDays() *programme.Seminar {
	s := &programme.Seminar{ID: thisSeminar, Zone: "Asia/Shanghai", Places: []seminar.Place{
		{ID: mainHall, Kind: seminar.MainHall, Name: mainName}, {ID: branch, Kind: seminar.BranchHall, Name: branchName, Seats: 3}, {ID: home, Kind: seminar.Online, Name: homeName},
	}}
	for i, starts := range []time.Time{monday, monday.Add(4 * time.Hour), tuesday} {
		s.Sessions = append(s.Sessions, programme.Session{ID: id(uint64(30 + i)), Key: fmt.Sprint(i), Places: []seminar.ID{mainHall, branch}, Starts: starts, Ends: starts.Add(3 * time.Hour)})
	}
	return s
}

// Of every scan, in whatever order the scans come, the keeper says what the rule says by
// the list that is made of everything known so far.
func TestKeeperDecidesAsTheRule(t *testing.T) {
	where := []seminar.ID{mainHall, branch, home, "", branch, mainHall, branch, branch}
	var people []seminar.Person
	for i, who := range []seminar.ID{li, wu, xu, zhao, sun, he, zhou, qian} {
		people = append(people, seminar.Person{ID: who, Key: string(who), Place: where[i], Delegate: who != qian, Withdrawn: who == zhou})
	}
	rapid.Check(t, func(t *rapid.T) {
		src := door.Source{Facts: roll.Facts{Seminar: twoDays(), People: people}, Versions: map[seminar.ID]uint8{wu: 3}, Keys: pass.Ring{1: public(1)}}
		keeper := door.Keep(src, roll.NewIndoors(src.Facts.Seminar))
		now := monday.Add(-2 * time.Hour)
		for n := range rapid.IntRange(1, 60).Draw(t, "scans") {
			now = now.Add(time.Duration(rapid.IntRange(0, 120).Draw(t, "minutes")) * time.Minute)
			at := rapid.SampledFrom([]seminar.ID{mainHall, branch}).Draw(t, "door")
			scan := door.Scan{At: now.Add(-time.Duration(rapid.SampledFrom([]int{0, 0, 0, 30, 300}).Draw(t, "late")) * time.Minute), Out: rapid.Bool().Draw(t, "out")}
			who := rapid.SampledFrom([]seminar.ID{li, wu, xu, zhao, sun, he, zhou, qian, new1}).Draw(t, "who")
			if scan.Text = code(who, uint8(rapid.IntRange(2, 3).Draw(t, "version"))); rapid.Bool().Draw(t, "by name") {
				scan.Text, scan.Person = "", who
			}
			src.Facts.AsOf = now
			list := door.Make(src, at)
			if got := keeper.List(at, now); !reflect.DeepEqual(got, list) {
				t.Fatalf("list\n%+v, want\n%+v", got, list)
			}
			got, want := keeper.Judge(at, door.Read(nil, keeper.Ring(), thisSeminar, scan), now), door.Decide(list, scan)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%+v at %v: %+v, want %+v by %+v", scan, now, got, want, list)
			}
			if want.Welcome {
				e := roll.Evidence{ID: id(uint64(1000 + n)), Person: want.Person, Kind: roll.ScanIn, Place: at, At: scan.At, Received: now}
				if scan.Out {
					e.Kind = roll.ScanOut
				}
				src.Facts.Evidence = append(src.Facts.Evidence, e)
				keeper.Add(e, now)
			}
		}
	})
}

// A number counts once, whenever it comes; through stops before the first that is missing.
func TestNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var n door.Numbers
		come := map[int64]bool{}
		for _, x := range rapid.SliceOf(rapid.Int64Range(1, 20)).Draw(t, "numbers") {
			if n.Has(x) != come[x] {
				t.Fatalf("%d has come: %v", x, n.Has(x))
			}
			n.Add(x)
			come[x] = true
			through := int64(0)
			for come[through+1] {
				through++
			}
			if n.Through() != through {
				t.Fatalf("through %d, want %d of %v", n.Through(), through, come)
			}
		}
	})
}

// BenchmarkKeeper decides about the guests of a hall of 10,000 and lets them in.
func BenchmarkKeeper(b *testing.B) {
	src := door.Source{Facts: roll.Facts{Seminar: twoDays()}, Keys: pass.Ring{1: public(1)}}
	src.Facts.Seminar.Places[1].Seats = 20_000
	for n := range uint64(10_000) {
		src.Facts.People = append(src.Facts.People, seminar.Person{ID: id(1000 + n), Delegate: true, Place: []seminar.ID{mainHall, branch}[n%2]})
	}
	keeper := door.Keep(src, roll.NewIndoors(src.Facts.Seminar))
	n := 0
	for b.Loop() {
		now := monday.Add(time.Duration(n) * time.Millisecond)
		who := src.Facts.People[n%10_000].ID
		v := keeper.Judge(branch, door.Read(nil, keeper.Ring(), thisSeminar, door.Scan{Person: who, At: now}), now)
		if !v.Welcome {
			b.Fatal(v)
		}
		n++
		keeper.Add(roll.Evidence{ID: id(uint64(n)), Person: who, Kind: roll.ScanIn, Place: branch, At: now, Device: "gate", Sequence: int64(n)}, now)
	}
}
