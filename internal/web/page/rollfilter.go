package page

import (
	"net/url"
	"strings"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// RollFilter is the filter of the roll as it stands in the address: session,
// organisation, place, person (ids), mark, search.
type RollFilter struct {
	roll.Filter
	Person seminar.ID // only this one
	Search string     // only people who are meant by it
}

// ParseRollFilter reads the filter from an address.
func ParseRollFilter(q url.Values) RollFilter {
	return RollFilter{
		Filter: roll.Filter{
			Session: seminar.ID(q.Get("session")), Organisation: seminar.ID(q.Get("organisation")),
			Place: seminar.ID(q.Get("place")), Mark: roll.Mark(q.Get("mark")),
		},
		Person: seminar.ID(q.Get("person")), Search: strings.TrimSpace(q.Get("search")),
	}
}

// Query writes the filter as it stands in an address; "" when it chooses everything.
func (f RollFilter) Query() string {
	return query("session", string(f.Session), "organisation", string(f.Organisation), "place", string(f.Place),
		"mark", string(f.Mark), "person", string(f.Person), "search", f.Search)
}

// Apply returns the part of the roll that the filter chooses, counted anew; d knows the organisations.
func (f RollFilter) Apply(r roll.Roll, d Directory) roll.Roll {
	if f.Person != "" || f.Search != "" {
		var rows []roll.Row
		for _, row := range r.Rows {
			if (f.Person == "" || row.Person.ID == f.Person) && meant(f.Search, row.Person, d.Organisation(row.Person.Organisation)) {
				rows = append(rows, row)
			}
		}
		r.Rows = rows
	}
	return r.Filter(f.Filter)
}

// query writes names and values in turn, without the empty ones.
func query(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q.Encode()
}
