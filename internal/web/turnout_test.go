package web

import (
	"testing"

	"aula/internal/floor"
	"aula/internal/seminar"
)

// Whoever tells how polls of one seminar fill up leaves those of another alone.
func TestTurnoutsOfTwoSeminars(t *testing.T) {
	turnouts := turnouts{polls: map[seminar.ID]map[seminar.ID]floor.Poll{"rivers": {"a": {}}, "lakes": {"b": {}}}}
	if due := turnouts.due("rivers"); len(due) != 1 {
		t.Errorf("rivers: %v", due)
	}
	if due := turnouts.due("lakes"); len(due) != 1 {
		t.Errorf("lakes: %v", due)
	}
	if due := turnouts.due("rivers"); len(due) != 0 {
		t.Errorf("rivers again: %v", due)
	}
	if _, tells := turnouts.polls["rivers"]; tells {
		t.Error("somebody still tells of rivers")
	}
}
