package floor

import (
	"cmp"
	"slices"

	"aula/internal/seminar"
)

// Division says how people come to their groups.
type Division string

// The divisions.
const (
	Mixed          Division = "mixed"        // every group has its share of each place and each organisation
	ByPlace        Division = "place"        // those of one place stay together
	ByOrganisation Division = "organisation" // those of one organisation stay together
)

// Divisions lists every division.
func Divisions() []Division { return []Division{Mixed, ByPlace, ByOrganisation} }

// Known reports whether there is such a division.
func (d Division) Known() bool { return slices.Contains(Divisions(), d) }

// Attending is who is to be in a group.
type Attending struct {
	Person, Place, Organisation seminar.ID
}

// Into divides people into n groups, or into as many as there is somebody for. The same people in the same order are divided in the
// same way. Mixed, no two groups differ by more than one in size, nor in how many of a place they have. By place no group has people
// of two places, so that there may have to be more than n. By organisation no organisation is divided, so that groups may differ more.
func (d Division) Into(n int, people []Attending) [][]seminar.ID {
	if n < 1 || len(people) == 0 {
		return nil
	}
	n = min(n, len(people))
	switch d {
	case ByPlace:
		return byPlace(n, people)
	case ByOrganisation:
		return byOrganisation(n, people)
	}
	return deal(n, people)
}

// deal gives people out one by one, those of one place and in it those of one organisation after one another.
func deal(n int, people []Attending) [][]seminar.ID {
	sorted := slices.Clone(people)
	slices.SortStableFunc(sorted, func(a, b Attending) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Organisation, b.Organisation))
	})
	groups := make([][]seminar.ID, n)
	for i, p := range sorted {
		groups[i%n] = append(groups[i%n], p.Person)
	}
	return groups
}

// parts splits people by a key, in the order in which the keys come.
func parts(people []Attending, key func(Attending) seminar.ID) (all [][]Attending) {
	at := map[seminar.ID]int{}
	for _, p := range people {
		i, known := at[key(p)]
		if !known {
			i = len(all)
			at[key(p)], all = i, append(all, nil)
		}
		all[i] = append(all[i], p)
	}
	return all
}

// byPlace gives every place one group and then, as long as there are groups left, one more to the place whose groups are largest.
func byPlace(n int, people []Attending) (groups [][]seminar.ID) {
	places := parts(people, func(p Attending) seminar.ID { return p.Place })
	share := make([]int, len(places))
	for i := range share {
		share[i] = 1
	}
	for left := n - len(places); left > 0; left-- {
		most := 0
		for i := range places { // people a group, compared without dividing
			if len(places[i])*share[most] > len(places[most])*share[i] {
				most = i
			}
		}
		share[most]++
	}
	for i, place := range places {
		groups = append(groups, deal(share[i], place)...)
	}
	return groups
}

// byOrganisation puts the largest organisation first, each into the group that is smallest then (R. L. Graham, Bounds on
// multiprocessing timing anomalies, 1969: no group gets larger than 4/3 of what is possible).
func byOrganisation(n int, people []Attending) [][]seminar.ID {
	organisations := parts(people, func(p Attending) seminar.ID { return p.Organisation })
	slices.SortStableFunc(organisations, func(a, b []Attending) int { return cmp.Compare(len(b), len(a)) })
	groups := make([][]seminar.ID, min(n, len(organisations)))
	for _, o := range organisations {
		least := 0
		for i := range groups {
			if len(groups[i]) < len(groups[least]) {
				least = i
			}
		}
		for _, p := range o {
			groups[least] = append(groups[least], p.Person)
		}
	}
	return groups
}
