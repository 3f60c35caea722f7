package roll_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// However the evidence comes - in whatever order, in pieces, twice, and with the roll
// looked at in between, by one plan or another - the ledger says what Fold says of all
// that has come.
func TestLedgerIsTheFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := facts.Draw(t, "facts")
		arrivals := slices.Clone(f.Evidence)
		for range rapid.IntRange(0, 10).Draw(t, "duplicates") {
			if len(f.Evidence) > 0 {
				arrivals = append(arrivals, rapid.SampledFrom(f.Evidence).Draw(t, "duplicate"))
			}
		}
		arrivals = rapid.Permutation(arrivals).Draw(t, "order")
		var l roll.Ledger
		var come []roll.Evidence
		for len(arrivals) > 0 {
			n := rapid.IntRange(1, len(arrivals)).Draw(t, "at once")
			l.Add(slices.Clone(arrivals[:n]))
			come, arrivals = append(come, arrivals[:n]...), arrivals[n:]
			f.AsOf = times.Draw(t, "as of")
			f.Evidence = rapid.SliceOfN(drawn, 0, 3).Draw(t, "open")
			if rapid.IntRange(0, 4).Draw(t, "another plan") == 0 {
				f.Seminar = fixture()
				f.Seminar.Sessions = f.Seminar.Sessions[rapid.IntRange(0, 3).Draw(t, "from"):]
			}
			all := f
			all.Evidence = slices.Concat(come, f.Evidence)
			want := roll.Fold(all)
			if got := l.Fold(f); !reflect.DeepEqual(got, want) {
				t.Fatalf("the ledger says\n%+v, want\n%+v", got, want)
			}
			who := people.Draw(t, "row")
			row, ok := want.Row(who)
			if got, has := l.Row(f, who); has != ok || !reflect.DeepEqual(got, row) {
				t.Fatalf("the row of %s is\n%+v, want\n%+v", who, got, row)
			}
			if got, want := l.Requests(), roll.Requests(come); !reflect.DeepEqual(got, want) {
				t.Fatalf("the ledger knows of leave\n%+v, want\n%+v", got, want)
			}
		}
	})
}

// The ledger gives back what it was given.
func TestLedgerKeepsItsEvidence(t *testing.T) {
	all := []roll.Evidence{in(hall, hm(1, "09:00")), out(hall, hm(1, "10:00")), {Person: "wu", Kind: roll.ScanIn, At: hm(1, "09:00")}}
	var l roll.Ledger
	l.Add(slices.Clone(all))
	equal(t, "of li", l.Evidence("li"), all[:2])
	equal(t, "of nobody", len(l.Evidence("nobody")), 0)
}

// A roll of so many that they are folded on all cores is made of the rows of each.
func TestARollOfManyIsTheRowsOfEach(t *testing.T) {
	f := roll.Facts{Policy: plain, Seminar: fixture(), AsOf: hm(3, "12:00")}
	for i := range 1100 {
		p := delegate(fmt.Sprintf("p%04d", i), []seminar.ID{hall, branch, online}[i%3])
		p.Delegate, p.Withdrawn = i%11 != 0, i%13 == 0
		f.People = append(f.People, p)
		for k, day := range []int{1, 2, 3}[:i%4] {
			e := in([]seminar.ID{hall, branch}[(i+k)%2], hm(day, "08:50").Add(time.Duration(i%40)*time.Minute))
			e.Person, e.ID = p.ID, seminar.ID(fmt.Sprint(i, k))
			f.Evidence = append(f.Evidence, e)
		}
	}
	var l roll.Ledger
	l.Add(slices.Clone(f.Evidence))
	r := roll.Fold(f)
	besides := f
	besides.Evidence = nil
	if got := l.Fold(besides); !reflect.DeepEqual(got, r) {
		t.Error("the ledger says another roll")
	}
	rows := 0
	for i := range f.People {
		one := f
		one.People = f.People[i : i+1]
		want, there := roll.Fold(one).Row(f.People[i].ID)
		got, has := r.Row(f.People[i].ID)
		if has != there || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: %+v, want %+v", f.People[i].ID, got, want)
		}
		if there {
			rows++
		}
	}
	if rows != len(r.Rows) || rows < 900 {
		t.Errorf("%d rows, want %d", len(r.Rows), rows)
	}
}
