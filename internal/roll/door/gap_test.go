package door_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"aula/internal/roll/door"
)

func TestMissing(t *testing.T) {
	for _, x := range []struct {
		story   string
		arrived []door.Span
		given   int64
		want    []door.Span
	}{
		{"nothing was scanned", nil, 0, nil},
		{"nothing has arrived", nil, 3, []door.Span{{1, 3}}},
		{"everything has arrived", []door.Span{{1, 17}}, 17, nil},
		{"the phone has said nothing of its numbers", []door.Span{{1, 17}}, 0, nil},
		{"the last ones wait on the phone", []door.Span{{1, 14}}, 17, []door.Span{{15, 17}}},
		{"the first ones, the middle, and the last", []door.Span{{3, 4}, {6, 6}}, 8, []door.Span{{1, 2}, {5, 5}, {7, 8}}},
	} {
		if got := door.Missing(x.arrived, x.given); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", x.story, got, x.want)
		}
	}
}

// What has arrived and what is missing are together every number, each once.
func TestMissingAndArrivedAreEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		here := rapid.SliceOf(rapid.Bool()).Draw(t, "here")
		given := rapid.Int64Range(0, 40).Draw(t, "given")
		var arrived []door.Span
		highest := given
		for i, yes := range here {
			n := int64(i) + 1
			switch {
			case !yes:
			case len(arrived) > 0 && arrived[len(arrived)-1].To == n-1:
				arrived[len(arrived)-1].To = n
			default:
				arrived = append(arrived, door.Span{From: n, To: n})
			}
			if yes {
				highest = max(highest, n)
			}
		}
		missing := door.Missing(arrived, given)
		if door.Count(arrived)+door.Count(missing) != highest {
			t.Fatalf("%v and %v are not 1 to %d", arrived, missing, highest)
		}
		for _, m := range missing {
			for n := m.From; n <= m.To; n++ {
				if n <= int64(len(here)) && here[n-1] {
					t.Fatalf("%d is here and missing", n)
				}
			}
		}
	})
}
