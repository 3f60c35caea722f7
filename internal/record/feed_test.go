package record

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"aula/internal/seminar"
)

func numbers(b Batch) (all []int64) {
	for _, i := range b.Items {
		all = append(all, i.Seq)
	}
	return all
}

func awake(l *Listener) bool {
	select {
	case <-l.Ready:
		return true
	default:
		return false
	}
}

// Who falls far behind is told so and goes on from there; others hear everything.
func TestASlowListenerIsToldAndOthersHearEverything(t *testing.T) {
	var feed Feed
	slow, quick, other := feed.Listen("a", Hears{All: true}), feed.Listen("a", Hears{All: true}), feed.Listen("b", Hears{All: true})
	for n := range int64(keptForAll + 10) {
		feed.Publish(Entry{Seminar: "a", Seq: n + 1})
		if b := quick.Take(); !slices.Equal(numbers(b), []int64{n + 1}) || b.Lost {
			t.Fatalf("after %d: %v, lost %v", n+1, numbers(b), b.Lost)
		}
	}
	if awake(other) || len(other.Take().Items) != 0 {
		t.Error("another seminar was heard")
	}
	b := slow.Take()
	if !b.Lost || b.Through != keptForAll+10 || len(b.Items) != keptForAll/2+10 || b.Items[len(b.Items)-1].Seq != b.Through {
		t.Fatalf("lost %v, %d items through %d", b.Lost, len(b.Items), b.Through)
	}
	feed.Publish(Entry{Seminar: "a", Seq: b.Through + 1})
	if b := slow.Take(); b.Lost || len(b.Items) != 1 {
		t.Fatalf("afterwards: %+v", b)
	}
	for _, l := range []*Listener{slow, quick, other, slow} {
		l.Close()
	}
	feed.Publish(Entry{Seminar: "a", Seq: b.Through + 2})
	if awake(other) {
		t.Error("woken after the end")
	}
}

// Nobody is woken for what they do not hear, but for what another process wrote, which may be anything.
func TestNobodyIsWokenForNothing(t *testing.T) {
	var feed Feed
	hands, maria := feed.Listen("a", Hears{Kinds: []string{"hand.raised", "hand.lowered"}}), feed.Listen("a", Hears{Person: "maria"})
	feed.Publish(Entry{Seminar: "a", Seq: 7, Kind: "evidence"})
	if !awake(hands) || !awake(maria) {
		t.Error("the first that is published says that there were others")
	}
	feed.Publish(Entry{Seminar: "a", Seq: 8, Kind: "evidence", Person: "maria"}, Entry{Seminar: "a", Seq: 9, Kind: "hand.raised", Person: "anna"})
	if b := hands.Take(); !slices.Equal(numbers(b), []int64{9}) || b.After != 6 || b.Through != 9 {
		t.Errorf("hands: %+v", b)
	}
	if b := maria.Take(); !slices.Equal(numbers(b), []int64{8}) || b.Through != 9 {
		t.Errorf("maria: %+v", b)
	}
	awake(hands)
	awake(maria)
	feed.Publish(Entry{Seminar: "a", Seq: 10, Kind: "evidence", Person: "anna"})
	if awake(hands) || awake(maria) {
		t.Error("woken for nothing")
	}
	feed.Publish(Entry{Seminar: "a", Kind: "hand.raised"}, Entry{Seminar: "a", Seq: 13, Kind: "evidence"})
	if b := hands.Take(); !awake(hands) || !awake(maria) || !slices.Equal(numbers(b), []int64{0}) || b.After != 12 || b.Through != 13 {
		t.Errorf("after a gap: %+v", b)
	}
}

// However a listener takes, it hears what concerns it, once, in order.
func TestAListenerHearsWhatConcernsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var feed Feed
		kinds := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), func(s string) string { return s }).Draw(t, "kinds")
		l := feed.Listen("s", Hears{Kinds: kinds, Person: "p"})
		defer l.Close()
		var want, got []int64
		for seq := range int64(rapid.IntRange(0, keptForOne).Draw(t, "entries")) {
			e := Entry{Seminar: "s", Seq: seq + 1, Kind: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "kind"), Person: rapid.SampledFrom([]seminar.ID{"", "p", "q"}).Draw(t, "person")}
			feed.Publish(e)
			if slices.Contains(kinds, e.Kind) || e.Person == "p" {
				want = append(want, e.Seq)
			}
			if rapid.Bool().Draw(t, "take") {
				got = append(got, numbers(l.Take())...)
			}
		}
		if got = append(got, numbers(l.Take())...); !slices.Equal(got, want) {
			t.Fatalf("heard %v, want %v", got, want)
		}
	})
}

// Who comes back is given what they have missed as long as the feed has all of it.
func TestAfter(t *testing.T) {
	var f Feed
	f.Listen("s", Hears{All: true}).Close()
	if _, known := f.After("s", 0); known {
		t.Error("a feed that has heard nothing knows what was missed")
	}
	publish := func(from, to int64) {
		for seq := from; seq <= to; seq++ {
			f.Publish(Entry{Seminar: "s", Seq: seq}, Entry{Seminar: "s", Kind: "passing"})
		}
	}
	publish(10, 20)
	for _, x := range []struct {
		after int64
		n     int
		known bool
	}{{8, 0, false}, {9, 11, true}, {15, 5, true}, {20, 0, true}, {30, 0, true}} {
		items, known := f.After("s", x.after)
		if len(items) != x.n || known != x.known || x.n > 0 && (items[0].Seq != x.after+1 || items[x.n-1].Seq != 20) {
			t.Errorf("after %d: %d entries, known %v, want %d, %v", x.after, len(items), known, x.n, x.known)
		}
	}
	publish(22, 23) // another process wrote number 21
	if _, known := f.After("s", 15); known {
		t.Error("what another process wrote is passed over")
	}
	publish(24, 24+2*keptForAll)
	if _, known := f.After("s", 22); known {
		t.Error("the feed keeps everything")
	}
	if items, known := f.After("s", 24+2*keptForAll-100); !known || len(items) != 100 {
		t.Errorf("of the last hundred %d are known", len(items))
	}
}
