package floor

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Rule says in which order hands come to the floor. Everybody sees which one holds.
type Rule string

// The rules.
const (
	Arrival      Rule = ""             // who waits longest comes first
	Places       Rule = "places"       // places take turns
	Newcomers    Rule = "newcomers"    // who has had fewer turns in this session comes first
	Organisation Rule = "organisation" // organisations take turns
	Free         Rule = "free"         // the chair chooses, for a reason that everybody can read
)

// Rules returns all rules, the one that holds at first in front.
func Rules() []Rule { return []Rule{Arrival, Places, Newcomers, Organisation, Free} }

// Past is a turn of the session that runs, the one that is being had among them.
type Past struct {
	Person       seminar.ID   `json:"person"`
	Organisation seminar.Text `json:"organisation,omitempty"`
	Place        seminar.ID   `json:"place"`
	Raised       time.Time    `json:"raised,omitzero"`
	Given        time.Time    `json:"given,omitzero"`
	Ended        time.Time    `json:"ended,omitzero"` // zero while it is being had
}

// Queue returns the hands in the order in which the rule brings them to the floor. Where
// places or organisations take turns, the one whose last turn is longest ago comes first,
// so that between two turns of one every other one that waits has had its own. The pages
// order by the same rule (ui/src/lib/queue.ts, testdata/queue.json).
func (s *State) Queue() []Hand {
	switch s.Rule {
	case Places:
		return s.alternate(func(h Hand) string { return string(h.Place) }, func(p Past) string { return string(p.Place) })
	case Organisation:
		return s.alternate(func(h Hand) string { return side(h.Person.Organisation, h.Person.ID) }, func(p Past) string { return side(p.Organisation, p.Person) })
	case Newcomers:
		turns := map[seminar.ID]int{}
		for _, p := range s.Had {
			turns[p.Person]++
		}
		q := slices.Clone(s.Hands)
		slices.SortStableFunc(q, func(a, b Hand) int { return cmp.Compare(turns[a.Person.ID], turns[b.Person.ID]) })
		return q
	}
	return slices.Clone(s.Hands)
}

// side names the organisation that somebody speaks for; who has none speaks for themselves.
func side(organisation seminar.Text, person seminar.ID) string {
	var b strings.Builder
	for _, language := range slices.Sorted(maps.Keys(organisation)) {
		b.WriteString(language + "=" + organisation[language] + "\n")
	}
	return cmp.Or(b.String(), string(person))
}

func (s *State) alternate(of func(Hand) string, had func(Past) string) []Hand {
	last := map[string]int{} // 0 is never
	for i, p := range s.Had {
		last[had(p)] = i + 1
	}
	waiting, q := slices.Clone(s.Hands), make([]Hand, 0, len(s.Hands))
	for len(waiting) > 0 {
		next := 0
		for i := range waiting {
			if last[of(waiting[i])] < last[of(waiting[next])] {
				next = i
			}
		}
		q = append(q, waiting[next])
		last[of(waiting[next])] = len(s.Had) + len(q)
		waiting = slices.Delete(waiting, next, next+1)
	}
	return q
}

// ChooseRule lets hands come to the floor in another order. Why it is the chair's own
// order has to be said.
type ChooseRule struct {
	Rule Rule
	Why  string
}

func (c ChooseRule) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Chair:
		return record.Entry{}, seminar.Forbidden("error.floor.chair_only")
	case !slices.Contains(Rules(), c.Rule) || len(c.Why) > maxWhy:
		return record.Entry{}, seminar.Invalid("error.invalid")
	case c.Rule == Free && c.Why == "":
		return record.Entry{}, seminar.Invalid("error.floor.why")
	case s.Rule == c.Rule && s.Why == c.Why:
		return record.Entry{}, seminar.Conflict("error.floor.rule_holds")
	}
	return record.New("queue.ruled", ruleBody(c)), nil
}

// maxWhy bounds a reason, in bytes.
const maxWhy = 300

type ruleBody struct {
	Rule Rule   `json:"rule"`
	Why  string `json:"why,omitempty"`
}

// had takes in a turn that begins; the one before it is over.
func (s *State) had(t Turn, raised time.Time) {
	s.over(t.Given)
	s.Had = append(slices.Clone(s.Had), Past{Person: t.Person.ID, Organisation: t.Person.Organisation, Place: t.Place, Raised: raised, Given: t.Given})
}

// over ends the turn that is being had.
func (s *State) over(at time.Time) {
	if n := len(s.Had); n > 0 && s.Had[n-1].Ended.IsZero() {
		s.Had = slices.Clone(s.Had)
		s.Had[n-1].Ended = at
	}
}
