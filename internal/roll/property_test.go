package roll_test

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

var (
	times = rapid.Custom(func(t *rapid.T) time.Time {
		return hm(1, "07:00").Add(time.Duration(rapid.IntRange(0, 40*60).Draw(t, "minute")) * time.Minute)
	})
	places = rapid.SampledFrom([]seminar.ID{hall, branch, online, "nowhere"})
	people = rapid.SampledFrom([]seminar.ID{"li", "wu", "stranger"})
	marks  = rapid.SampledFrom(append(roll.Marks(), "", "nonsense"))
	names  = rapid.SampledFrom([]seminar.ID{"morning", "lunch", "afternoon", "second", "group", "unknown"})
)

// drawn is any evidence at all, with numbers and ids that sometimes collide.
var drawn = rapid.Custom(func(t *rapid.T) roll.Evidence {
	e := roll.Evidence{
		ID: seminar.ID(fmt.Sprint(rapid.IntRange(1, 60).Draw(t, "id"))), Person: people.Draw(t, "person"),
		Kind: rapid.SampledFrom([]roll.Kind{roll.ScanIn, roll.ScanOut, roll.Attested, roll.Interval, roll.Corrected,
			roll.LeaveAsked, roll.LeaveGranted, roll.LeaveRefused, roll.LeaveEnded, roll.Seated, roll.Voted, roll.PromptShown, roll.PromptAnswered, roll.PromptMissed, roll.PromptVoided, roll.OnDuty, roll.Substitution,
			roll.MadeUp, roll.Fed, roll.Claimed, roll.Proposed, roll.Opened, roll.Counted, "unknown"}).Draw(t, "kind"),
		Place: places.Draw(t, "place"), At: times.Draw(t, "at"), Received: times.Draw(t, "received"),
		Session: names.Draw(t, "session"), Mark: marks.Draw(t, "mark"), Reason: "because",
	}
	if rapid.Bool().Draw(t, "numbered") {
		e.Device, e.Sequence = rapid.SampledFrom([]string{"a", "b"}).Draw(t, "device"), int64(rapid.IntRange(0, 30).Draw(t, "sequence"))
	}
	switch e.Kind {
	case roll.PromptShown, roll.PromptAnswered, roll.PromptMissed, roll.PromptVoided:
		e.Ref = rapid.SampledFrom([]seminar.ID{"p1", "p2", "p3"}).Draw(t, "prompt")
		e.From = times.Draw(t, "from")
		e.To = e.From.Add(time.Minute)
	case roll.Substitution:
		e.Ref = rapid.SampledFrom([]seminar.ID{"", "wu", "li", "never seen"}).Draw(t, "substitute")
	}
	if e.Kind == roll.Interval {
		e.From, e.To = times.Draw(t, "from"), times.Draw(t, "to")
	}
	if strings.HasPrefix(string(e.Kind), "leave") || e.Kind == roll.OnDuty || e.Kind == roll.Substitution {
		half := rapid.SampledFrom([]string{"09:00", "14:00"}).Draw(t, "half")
		e.From, e.To = hm(1, half), hm(1, half).Add(time.Duration(rapid.IntRange(1, 3).Draw(t, "hours"))*time.Hour)
	}
	return e
})

var policies = rapid.Custom(func(t *rapid.T) roll.Policy {
	return roll.Policy{
		LateAfter: rapid.IntRange(0, 30).Draw(t, "late"), LeaveBefore: rapid.IntRange(0, 30).Draw(t, "leave"),
		AbsentAfter: rapid.IntRange(0, 60).Draw(t, "absent"), Share: rapid.IntRange(0, 100).Draw(t, "share"),
		AbsentBefore: rapid.IntRange(0, 60).Draw(t, "absent before"), CreditMinutes: rapid.SampledFrom([]int{0, 45, 50, 60}).Draw(t, "credit"),
		CreditStep: rapid.SampledFrom([]int{1, 20, 25, 100}).Draw(t, "step"), CreditNearest: rapid.IntRange(0, 1).Draw(t, "nearest"), CreditEach: rapid.IntRange(0, 1).Draw(t, "each"),
		Prompts: rapid.IntRange(0, 3).Draw(t, "prompts"), PromptShare: rapid.SampledFrom([]int{0, 50, 100}).Draw(t, "prompt share"),
		LeaveParts: rapid.IntRange(0, 10).Draw(t, "parts"), MissedHalves: rapid.IntRange(0, 3).Draw(t, "missed"), LatesOneMiss: rapid.IntRange(0, 3).Draw(t, "lates"),
	}
})

var facts = rapid.Custom(func(t *rapid.T) roll.Facts {
	withdrawn := delegate("wu", branch)
	withdrawn.Withdrawn = true
	return roll.Facts{
		Policy: policies.Draw(t, "policy"), Seminar: fixture(), AsOf: times.Draw(t, "as of"),
		People:   []seminar.Person{delegate("li", hall), withdrawn, delegate("never seen", online)},
		Evidence: rapid.SliceOfN(drawn, 0, 40).Draw(t, "evidence"),
	}
})

// However the evidence is shuffled and however often it is delivered, the roll is the same.
func TestOrderAndDuplicatesDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := facts.Draw(t, "facts")
		want := roll.Fold(f)
		again := f
		again.Evidence = slices.Clone(f.Evidence)
		for range rapid.IntRange(0, 20).Draw(t, "duplicates") {
			if len(f.Evidence) > 0 {
				again.Evidence = append(again.Evidence, rapid.SampledFrom(f.Evidence).Draw(t, "duplicate"))
			}
		}
		again.Evidence = rapid.Permutation(again.Evidence).Draw(t, "order")
		if got := roll.Fold(again); !reflect.DeepEqual(got, want) {
			t.Fatalf("another roll:\n got %+v\nwant %+v", got, want)
		}
	})
}

// Reporting a time online in one piece or in several gives the same roll.
func TestSplitsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := facts.Draw(t, "facts")
		for i := range f.Evidence { // here every piece is its own
			f.Evidence[i].ID, f.Evidence[i].Device = seminar.ID(fmt.Sprint("e", i)), ""
		}
		want := roll.Fold(f)
		split := f
		split.Evidence = nil
		for i, e := range f.Evidence {
			if e.Kind != roll.Interval || !e.From.Before(e.To) {
				split.Evidence = append(split.Evidence, e)
				continue
			}
			middle := e.From.Add(time.Duration(rapid.Int64Range(0, int64(e.To.Sub(e.From)/time.Millisecond)).Draw(t, "middle")) * time.Millisecond)
			a, b := e, e
			a.ID, a.To = seminar.ID(fmt.Sprint("a", i)), middle
			b.ID, b.From = seminar.ID(fmt.Sprint("b", i)), middle
			split.Evidence = append(split.Evidence, b, a)
		}
		if got := roll.Fold(split); !reflect.DeepEqual(got, want) {
			t.Fatalf("another roll:\n got %+v\nwant %+v", got, want)
		}
	})
}

// Nobody is present for longer than the session has lasted, and every cell has a mark
// that exists and says why.
func TestNobodyIsPresentForLongerThanTheSession(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := facts.Draw(t, "facts")
		r := roll.Fold(f)
		for _, row := range r.Rows {
			var sum roll.Span
			for i, c := range row.Cells {
				s := r.Sessions[i]
				lasted := max(0, earlier(f.AsOf, s.Ends).Sub(s.Starts))
				if c.Present < 0 || c.Present.Duration() > lasted {
					t.Fatalf("%s in %s: present %v of %v", row.Person.Key, s.Key, c.Present, lasted)
				}
				if c.Mark != "" && !slices.Contains(roll.Marks(), c.Mark) {
					t.Fatalf("mark %q", c.Mark)
				}
				if c.Mark != "" && !f.AsOf.After(s.Starts) {
					t.Fatalf("marked %s before %s began", c.Mark, s.Key)
				}
				if len(c.Why) == 0 {
					t.Fatalf("no reason for %s in %s", c.Mark, s.Key)
				}
				for _, stay := range c.Stays {
					if !stay.From.Before(stay.To) || stay.To.After(f.AsOf) {
						t.Fatalf("a stay that cannot be: %+v as of %v", stay, f.AsOf)
					}
				}
				sum += c.Present
			}
			if row.Present != sum {
				t.Fatalf("the sum of %s: %v, not %v", row.Person.Key, row.Present, sum)
			}
		}
		if r.Total.Sum() > len(r.Rows)*len(r.Sessions) {
			t.Fatalf("more marks than cells: %+v", r.Total)
		}
	})
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// One more sign that somebody was there - a scan in at whatever hall, a time online,
// a steward who says present - never takes time away, where the halls keep the same hours.
func TestPresenceNeverShortens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := facts.Draw(t, "facts")
		f.Seminar.Sessions = slices.DeleteFunc(f.Seminar.Sessions, func(s programme.Session) bool { return s.Key == "group" })
		f.Evidence = slices.DeleteFunc(f.Evidence, func(e roll.Evidence) bool { return e.Place == "nowhere" })
		before := roll.Fold(f)
		more := drawn.Filter(func(e roll.Evidence) bool {
			return e.Place != "nowhere" && (e.Kind == roll.ScanIn || e.Kind == roll.Interval || e.Kind == roll.Attested && e.Mark == roll.Present)
		}).Draw(t, "more")
		more.ID, more.Device, more.Person = "more", "", "li"
		f.Evidence = append(slices.Clone(f.Evidence), more)
		after := roll.Fold(f)
		was, _ := before.Row("li")
		is, _ := after.Row("li")
		for i, c := range is.Cells {
			if c.Present < was.Cells[i].Present {
				t.Fatalf("%s: %v became %v with %+v", c.Session, was.Cells[i].Present, c.Present, more)
			}
		}
	})
}

// The last correction decides a session that has begun, whatever else is known.
func TestTheLastCorrectionDecides(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := facts.Draw(t, "facts")
		last := roll.Evidence{ID: "last", Person: "li", Kind: roll.Corrected, Session: "morning", Reason: "seen",
			Mark: rapid.SampledFrom(roll.Marks()).Draw(t, "mark"), At: hm(9, "12:00")}
		f.Evidence, f.AsOf = append(f.Evidence, last), cmp.Or(f.AsOf, hm(3, "12:00"))
		if !f.AsOf.After(hm(1, "09:00")) {
			t.Skip("not begun")
		}
		row, _ := roll.Fold(f).Row("li")
		if c, _ := row.Cell("morning"); c.Mark != last.Mark {
			t.Fatalf("%s, want %s", c.Mark, last.Mark)
		}
	})
}

// Nobody has more credit than all sessions are worth, none counts for more than it lasts, and who is marked as away has none.
func TestCreditIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := roll.Fold(facts.Draw(t, "facts"))
		var all time.Duration
		for _, s := range r.Sessions {
			all += s.Ends.Sub(s.Starts)
		}
		for _, row := range r.Rows {
			if most := r.Policy.Credit(all) + roll.Credit(len(r.Sessions)*100); row.Credit < 0 || row.Credit > most {
				t.Fatalf("%s credits of %s", row.Credit, most)
			}
			for i, c := range row.Cells {
				if length := r.Sessions[i].Ends.Sub(r.Sessions[i].Starts); c.Counted.Duration() > length || c.Counted < 0 {
					t.Fatalf("%s count of %s", c.Counted, length)
				}
				here := c.Mark == roll.Present || c.Mark == roll.Late || c.Mark == roll.LeftEarly
				if !here && (c.Counted != 0 || c.Credit != 0) {
					t.Fatalf("%s counts %s", c.Mark, c.Counted)
				}
			}
		}
	})
}
