package page

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"aula/internal/roll"
	"aula/internal/seminar"
)

func TestRollFilterInTheAddress(t *testing.T) {
	f := RollFilter{
		Filter: roll.Filter{Session: "s1", Organisation: "o1", Place: "b1", Mark: roll.Late},
		Person: "p1", Search: "李 & 王",
	}
	q, err := url.ParseQuery(f.Query())
	if err != nil {
		t.Fatal(err)
	}
	if got := ParseRollFilter(q); got != f {
		t.Errorf("%+v, want %+v", got, f)
	}
	if got := (RollFilter{}).Query(); got != "" {
		t.Errorf("an empty filter writes %q", got)
	}
}

func TestRollFilterChoosesAndCountsAnew(t *testing.T) {
	r := sampleRoll()
	for _, x := range []struct {
		filter RollFilter
		people string
		marks  int
	}{
		{RollFilter{}, "zhou lin chen wu hostile", 19},
		{RollFilter{Search: "LIN"}, "lin", 4},
		{RollFilter{Search: "吴"}, "wu", 3},
		{RollFilter{Search: "mayor"}, "chen", 4},
		{RollFilter{Person: "p4"}, "chen", 4},
		{RollFilter{Person: "p4", Filter: roll.Filter{Session: "s1"}}, "chen", 1},
		{RollFilter{Person: "p4", Search: "lin"}, "", 0},
		{RollFilter{Filter: roll.Filter{Organisation: "o2"}, Search: "chen"}, "chen", 4},
	} {
		part := x.filter.Apply(r, Directory{})
		var people []string
		for _, row := range part.Rows {
			people = append(people, row.Person.Key)
		}
		if got := strings.Join(people, " "); got != x.people || part.Total.Sum() != x.marks {
			t.Errorf("%+v: %q with %d marks, want %q with %d", x.filter, got, part.Total.Sum(), x.people, x.marks)
		}
	}
	if again := sampleRoll(); !reflect.DeepEqual(again, r) {
		t.Error("filtering changed the roll itself")
	}
}

func TestPeopleFilter(t *testing.T) {
	steward := PersonRow{
		Person: seminar.Person{ID: "p", Key: "li", Name: seminar.Text{"en": "Li Wei"}, Organisation: "o", Place: "b", Email: "Li@Example.org"},
		Grants: []seminar.Grant{{Person: "p", Role: seminar.Steward, Place: "b"}}, Invitation: InvitationMade,
	}
	for query, want := range map[string]bool{
		"":                         true,
		"search=li@example":        true,
		"search=wang":              false,
		"organisation=o&place=b":   true,
		"organisation=x":           false,
		"place=x":                  false,
		"role=steward":             true,
		"role=delegate":            false,
		"role=chair":               false,
		"invitation=made":          true,
		"invitation=opened":        false,
		"role=steward&search=wang": false,
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		f := ParsePeopleFilter(q)
		if got := f.Chooses(steward, seminar.Organisation{}); got != want {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
		if back, _ := url.ParseQuery(f.Query()); !reflect.DeepEqual(back, q) {
			t.Errorf("%q was written as %q", query, f.Query())
		}
	}
}
