package page

import (
	"testing"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
)

// Whatever the floor tells, the record says in words.
func TestTheRecordHasWordsForTheFloor(t *testing.T) {
	for _, language := range seminar.Languages() {
		v := Record{Frame: open(t, language, nil)}
		for _, kind := range floor.Kinds() {
			if v.Kind(record.Entry{Kind: kind}) == kind {
				t.Errorf("%s: no words for %s", language, kind)
			}
		}
	}
}
