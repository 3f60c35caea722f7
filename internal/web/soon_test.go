package web

import (
	"testing"

	"aula/internal/seminar"
)

// Whoever works for one seminar leaves the work of another alone, and the same work is done once.
func TestSoonOfTwoSeminars(t *testing.T) {
	done := map[string]int{}
	work := func(name string) func() error { return func() error { done[name]++; return nil } }
	x := soon{due: map[seminar.ID]map[seminar.ID]func() error{"rivers": {}, "lakes": {}}} // somebody works for both
	x.do(nil, "rivers", "a", work("a"))
	x.do(nil, "rivers", "a", work("a anew"))
	x.do(nil, "lakes", "b", work("b"))
	for _, of := range []seminar.ID{"rivers", "lakes", "rivers"} {
		for _, work := range x.take(of) {
			_ = work()
		}
	}
	if len(done) != 2 || done["a anew"] != 1 || done["b"] != 1 {
		t.Errorf("%v", done)
	}
	if _, working := x.due["rivers"]; working {
		t.Error("somebody still works for rivers")
	}
}
