package record

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/seminar"
)

func chain(n int) []Entry {
	var entries []Entry
	var head Hash
	for i := range n {
		e := New("hand.raised", map[string]int{"n": i})
		e.Seminar, e.At, e.Person = "0000000000000", time.Unix(int64(i), 123456789), seminar.NewID()
		e.Seal(int64(i+1), head)
		head = e.Hash
		entries = append(entries, e)
	}
	return entries
}

func each(entries []Entry) func(func(Entry, error) bool) {
	return func(yield func(Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func TestVerifyNamesTheFirstEntryThatDoesNotFit(t *testing.T) {
	for _, x := range []struct {
		what string
		harm func([]Entry) []Entry
		seq  int64
		why  string
	}{
		{"a body changed", func(e []Entry) []Entry { e[4].Body = []byte(`{"n":5}`); return e }, 5, "body"},
		{"a body and its commitment changed", func(e []Entry) []Entry {
			e[4].Body = []byte(`{"n":5}`)
			e[4].Commit = e[4].commitment()
			return e
		}, 5, "link"},
		{"an actor changed", func(e []Entry) []Entry { e[2].Actor = "someoneelse00"; return e }, 3, "link"},
		{"a time changed", func(e []Entry) []Entry { e[2].At = e[2].At.Add(time.Millisecond); return e }, 3, "link"},
		{"an entry removed", func(e []Entry) []Entry { return slices.Delete(e, 3, 4) }, 4, "missing"},
		{"two entries exchanged", func(e []Entry) []Entry { e[1], e[2] = e[2], e[1]; return e }, 2, "missing"},
		{"renumbered after a removal", func(e []Entry) []Entry {
			e = slices.Delete(e, 3, 4)
			for i := range e {
				e[i].Seq = int64(i + 1)
			}
			return e
		}, 4, "link"},
	} {
		_, _, err := Verify(each(x.harm(chain(8))))
		var broken *Broken
		if !errors.As(err, &broken) || broken.Seq != x.seq || broken.Why != x.why {
			t.Errorf("%s: %v, want entry %d: %s", x.what, err, x.seq, x.why)
		}
	}
}

func TestVerifyIntactChain(t *testing.T) {
	entries := chain(8)
	entries[3].Body, entries[3].Salt = nil, nil // deleted by retention
	count, head, err := Verify(each(entries))
	if err != nil || count != 8 || head != entries[7].Hash {
		t.Fatalf("count %d, head %s, err %v", count, head, err)
	}
}

func TestAnyFlippedByteOfABodyIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := chain(rapid.IntRange(1, 12).Draw(t, "length"))
		i := rapid.IntRange(0, len(entries)-1).Draw(t, "entry")
		at := rapid.IntRange(0, len(entries[i].Body)-1).Draw(t, "byte")
		entries[i].Body[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		var broken *Broken
		if _, _, err := Verify(each(entries)); !errors.As(err, &broken) || broken.Seq != int64(i+1) {
			t.Fatalf("flipped entry %d, got %v", i+1, err)
		}
	})
}
