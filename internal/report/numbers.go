package report

import (
	"slices"

	"aula/internal/seminar"
)

// numbers counts the delegates by place and level, in the order in which the seminar
// lists its places and levels. Those of no known place or level come last.
func (f *facts) numbers() []Number {
	type box struct {
		place seminar.ID
		level string
	}
	count := map[box]*Number{}
	at := func(place seminar.ID, level string) *Number {
		b := box{place, level}
		if count[b] == nil {
			count[b] = &Number{Level: level, Place: place}
		}
		return count[b]
	}
	for _, row := range f.src.Roll.Rows {
		level := f.level(row.Person)
		if !row.Person.Withdrawn {
			at(row.Person.Place, level).Delegates++
		}
		if place, took := tookPart(row); took {
			at(place, level).Took++
		}
	}
	var all []Number
	for _, place := range append(slices.Clone(f.src.Seminar.Places), seminar.Place{}) {
		for _, level := range f.levels() {
			if n := count[box{place.ID, level}]; n != nil {
				n.PlaceName, n.Kind = place.Name, place.Kind
				if level != "" {
					n.LevelName = f.src.Seminar.LevelName(level)
				}
				all = append(all, *n)
			}
		}
	}
	return all
}

// levels returns the keys of the seminar's levels, then those that only a delegate
// has, then "".
func (f *facts) levels() []string {
	var keys, others []string
	for _, l := range f.src.Seminar.Levels {
		keys = append(keys, l.Key)
	}
	for _, row := range f.src.Roll.Rows {
		if level := f.level(row.Person); level != "" && !slices.Contains(keys, level) {
			others = append(others, level)
		}
	}
	slices.Sort(others)
	return append(append(keys, slices.Compact(others)...), "")
}
