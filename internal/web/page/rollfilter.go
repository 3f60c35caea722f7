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
	Search string     // only names and keys that contain it, whatever the case
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

// Apply returns the part of the roll that the filter chooses, counted anew.
func (f RollFilter) Apply(r roll.Roll) roll.Roll {
	if f.Person != "" || f.Search != "" {
		var rows []roll.Row
		for _, row := range r.Rows {
			if (f.Person == "" || row.Person.ID == f.Person) && matches(row.Person, f.Search) {
				rows = append(rows, row)
			}
		}
		r.Rows = rows
	}
	return r.Filter(f.Filter)
}

// matches reports whether a person's name in any language, key, post or e-mail contains the words.
func matches(p seminar.Person, words string) bool {
	words = strings.ToLower(words)
	if words == "" || strings.Contains(strings.ToLower(p.Key+"\n"+p.Email), words) {
		return true
	}
	for _, t := range []seminar.Text{p.Name, p.Post} {
		for _, s := range t {
			if strings.Contains(strings.ToLower(s), words) {
				return true
			}
		}
	}
	return false
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
