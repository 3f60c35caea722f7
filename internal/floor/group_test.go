package floor

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/record"
	"aula/internal/seminar"
)

// groups is a floor on which groups work, with its record.
type groups struct {
	t   *testing.T
	s   State
	all []record.Entry
}

var (
	organiser = By{Who: Who{ID: "organiser"}, Divides: true}
	presiding = By{Who: Who{ID: "chair"}, Chair: true, Divides: true}
)

func member(id seminar.ID) By { return By{Who: Who{ID: id}} }

// do has something done and returns the code of why not, "" when it was.
func (g *groups) do(by By, c Command) string {
	g.t.Helper()
	e, err := g.s.Do(c, by)
	if err != nil {
		return string(seminar.CodeOf(err))
	}
	e.Seq, e.At = int64(len(g.all)+1), time.Unix(int64(len(g.all)), 0).UTC()
	if err := g.s.Apply(e); err != nil {
		g.t.Fatal(err)
	}
	g.all = append(g.all, e)
	return ""
}

func en(s string) seminar.Text { return seminar.Text{seminar.English: s} }

func TestAGroupWrites(t *testing.T) {
	g := &groups{t: t}
	divide := Divide{Session: "s", Topic: en(" What is new?\n\n What do we do? "), Members: [][]seminar.ID{{"a", "b"}, {"c", "d"}}}
	if got := g.do(member("a"), divide); got != "forbidden" {
		t.Errorf("a member forms groups: %q", got)
	}
	if got := g.do(organiser, divide); got != "" {
		t.Fatal(got)
	}
	one, two := g.s.GroupsOf("s")[0].ID, g.s.GroupsOf("s")[1].ID
	if topic := g.s.Groups[0].Topic[seminar.English]; topic != "What is new?\nWhat do we do?" {
		t.Errorf("the topic is %q", topic)
	}
	for _, x := range []struct {
		name string
		by   By
		c    Command
		want string
	}{
		{"somebody else writes", member("c"), Note{Group: one, Text: en("We")}, "not_found"},
		{"a member writes", member("a"), Note{Group: one, Text: en("We read it.")}, ""},
		{"nothing is no point", member("a"), Note{Group: one, Text: en("  ")}, "invalid"},
		{"too much is none", member("a"), Note{Group: one, Text: en(strings.Repeat("x", 601))}, "invalid"},
		{"written groups stand", organiser, divide, "conflict"},
		{"any member leads while nobody does", member("b"), HandIn{one}, ""},
		{"what is handed in is not changed", member("a"), Note{Group: one, Text: en("More")}, "conflict"},
		{"it is handed in once", member("b"), HandIn{one}, "conflict"},
		{"it is taken up again", member("a"), TakeUp{one}, ""},
		{"a member offers to record", member("a"), Record{one}, ""},
		{"there is one recorder", member("b"), Record{one}, "conflict"},
		{"others lead no longer", member("b"), HandIn{one}, "forbidden"},
		{"who runs the seminar does", organiser, HandIn{one}, ""},
		{"and opens it", organiser, TakeUp{one}, ""},
		{"a convener is a member", organiser, Settle{Group: one, Convener: "c"}, "invalid"},
		{"nothing to hand in", member("c"), HandIn{two}, "conflict"},
		{"the chair hears a group only in a session", presiding, Hear{Group: one, Who: Who{ID: "a"}}, "conflict"},
		{"a member moves", organiser, Transfer{two, "a"}, ""},
		{"once", organiser, Transfer{two, "a"}, "conflict"},
	} {
		if got := g.do(x.by, x.c); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
	left, _ := g.s.Group(one)
	if left.Has("a") || left.Recorder != "" {
		t.Errorf("who left is still in %+v", left)
	}
	if got, _ := g.s.Group(two); !slices.Equal(got.Members, []seminar.ID{"c", "d", "a"}) {
		t.Errorf("members are %v", got.Members)
	}
}

// Nobody writes over what they have not seen.
func TestTwoWriteOnePoint(t *testing.T) {
	g := &groups{t: t}
	g.do(organiser, Divide{Session: "s", Members: [][]seminar.ID{{"a", "b"}}})
	id := g.s.Groups[0].ID
	g.do(member("a"), Note{Group: id, Text: en("One")})
	p := g.s.Groups[0].Points[0]
	before := g.s.Clone()
	if got := g.do(member("a"), Note{Group: id, Point: p.ID, Revision: 1, Text: en("Two")}); got != "" {
		t.Fatal(got)
	}
	if got := g.do(member("b"), Note{Group: id, Point: p.ID, Revision: 1, Text: en("Three")}); got != "conflict" {
		t.Errorf("what b had not seen was written over: %q", got)
	}
	now := g.s.Groups[0].Points[0]
	if now.Text[seminar.English] != "Two" || now.Revision != 2 || now.By != "a" {
		t.Errorf("the point is %+v", now)
	}
	if before.Groups[0].Points[0].Text[seminar.English] != "One" {
		t.Error("a clone changed with the original")
	}
	if got := g.do(member("b"), Note{Group: id, Point: p.ID, Revision: 2}); got != "" || len(g.s.Groups[0].Points) != 0 {
		t.Errorf("a point was not crossed out: %q", got)
	}
	if got := g.do(member("a"), Note{Group: id, Point: p.ID, Revision: 2, Text: en("Four")}); got != "conflict" {
		t.Errorf("what was crossed out was written: %q", got)
	}
}

func TestAGroupReports(t *testing.T) {
	g := &groups{t: t}
	g.do(organiser, Divide{Session: "s", Members: [][]seminar.ID{{"a"}}})
	id := g.s.Groups[0].ID
	g.do(member("a"), Note{Group: id, Text: en("We will.")})
	g.do(presiding, StartSession{Session{ID: "plenary", Title: en("Plenary")}})
	g.do(By{Who: Who{ID: "a"}, Place: "home", From: FromHome}, Raise{})
	if got := g.do(presiding, Hear{Group: id, Who: Who{ID: "a"}, Place: "home", From: FromHome}); got != "" {
		t.Fatal(got)
	}
	turn := g.s.Turn
	if turn == nil || turn.Person.ID != "a" || turn.Report == nil || turn.Report.Number != 1 || turn.Report.Points[0][seminar.English] != "We will." {
		t.Fatalf("the turn is %+v", turn)
	}
	if len(g.s.Hands) != 0 {
		t.Error("the reporter's hand is still up")
	}
	if got := g.do(presiding, Hear{Group: id, Who: Who{ID: "a"}}); got != "conflict" {
		t.Errorf("the floor was given twice: %q", got)
	}
	g.do(presiding, End{})
	all, err := MinutesOf(g.all)
	if err != nil || len(all) != 2 || len(all[0].Turns) != 1 || all[0].Turns[0].Report == nil || len(all[1].Groups) != 1 {
		t.Errorf("the minutes are %+v, %v", all, err)
	}
}

// Whatever people do, everybody is in at most one group of a session, and the record tells the same.
func TestGroupsReplay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		g := &groups{t: t}
		people := []seminar.ID{"a", "b", "c", "d", "e"}
		some := func(label string) seminar.ID { return rapid.SampledFrom(people).Draw(r, label) }
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			var id, point seminar.ID
			revision := rapid.IntRange(0, 3).Draw(r, "revision")
			if n := len(g.s.Groups); n > 0 {
				at := g.s.Groups[rapid.IntRange(0, n-1).Draw(r, "group")]
				id = at.ID
				if n := len(at.Points); n > 0 && rapid.Bool().Draw(r, "old") {
					point = at.Points[rapid.IntRange(0, n-1).Draw(r, "point")].ID
				}
			}
			by := rapid.SampledFrom([]By{organiser, member(some("by"))}).Draw(r, "who")
			g.do(by, rapid.SampledFrom([]Command{
				Divide{Session: "s", Members: [][]seminar.ID{{"a", "b"}, {"c"}}}, Divide{Session: "t", Members: [][]seminar.ID{{"a"}, {"d", "b"}}},
				Transfer{id, some("moved")}, Note{id, point, revision, en("x")}, Note{id, point, revision, nil}, HandIn{id}, TakeUp{id}, Record{id},
				Settle{Group: id, Convener: some("convener"), Recorder: some("recorder")},
			}).Draw(r, "deed"))
		}
		var replayed State
		for _, e := range g.all {
			if err := replayed.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := fmt.Sprintf("%+v", replayed.Groups), fmt.Sprintf("%+v", g.s.Groups); got != want {
			t.Fatalf("the record tells\n%s\nand it is\n%s", got, want)
		}
		for _, session := range []seminar.ID{"s", "t"} {
			seen := map[seminar.ID]bool{}
			for _, of := range g.s.GroupsOf(session) {
				for _, p := range of.Members {
					if seen[p] {
						t.Fatalf("%s is in two groups: %+v", p, g.s.Groups)
					}
					seen[p] = true
				}
				if of.Convener != "" && !of.Has(of.Convener) || of.Recorder != "" && !of.Has(of.Recorder) {
					t.Fatalf("an office of %+v is held by no member", of)
				}
			}
		}
	})
}

func TestDivisions(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		people := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) Attending {
			return Attending{Place: seminar.ID(rapid.StringMatching("[abc]").Draw(r, "place")), Organisation: seminar.ID(rapid.StringMatching("[k-q]").Draw(r, "organisation"))}
		}), 0, 80).Draw(r, "people")
		about := map[seminar.ID]Attending{}
		for i := range people {
			people[i].Person = seminar.ID(fmt.Sprint(i))
			about[people[i].Person] = people[i]
		}
		n := rapid.IntRange(1, 12).Draw(r, "n")
		for _, d := range Divisions() {
			all := d.Into(n, people)
			seen := map[seminar.ID]bool{}
			least, most := len(people), 0
			at := map[seminar.ID][]int{}  // of a place: how many in each group
			home := map[seminar.ID]bool{} // organisations that a group before had
			for _, members := range all {
				least, most = min(least, len(members)), max(most, len(members))
				count, organisations := map[seminar.ID]int{}, map[seminar.ID]bool{}
				for _, p := range members {
					if seen[p] {
						t.Fatalf("%s: %s is in two groups", d, p)
					}
					seen[p] = true
					count[about[p].Place]++
					organisations[about[p].Organisation] = true
				}
				if d == ByPlace && len(count) > 1 {
					t.Fatalf("a group has people of %v", count)
				}
				for o := range organisations {
					if d == ByOrganisation && home[o] {
						t.Fatalf("%s is in two groups", o)
					}
					home[o] = true
				}
				for _, place := range []seminar.ID{"a", "b", "c"} {
					at[place] = append(at[place], count[place])
				}
			}
			if len(seen) != len(people) {
				t.Fatalf("%s: %d of %d people have a group", d, len(seen), len(people))
			}
			if len(people) > 0 && least == 0 {
				t.Fatalf("%s: a group of nobody", d)
			}
			if d != Mixed || len(people) == 0 {
				continue
			}
			if most-least > 1 || len(all) != min(n, len(people)) {
				t.Fatalf("groups of %d to %d people, %d groups of %d", least, most, len(all), n)
			}
			for place, counts := range at {
				if slices.Max(counts)-slices.Min(counts) > 1 {
					t.Fatalf("%s is spread as %v", place, counts)
				}
			}
		}
	})
}
