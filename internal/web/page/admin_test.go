package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"aula/internal/programme"
	"aula/internal/seminar"
)

func gaps(v Admin) string {
	var all []string
	for _, g := range v.Gaps() {
		s := fmt.Sprintf("%s %d", g.Key, g.Count)
		for _, n := range g.Names {
			s += " " + n["en"]
		}
		all = append(all, s)
	}
	return strings.Join(all, "; ")
}

func TestGaps(t *testing.T) {
	f := open(t, "en", nil)
	f.Seminar = sampleSeminar()
	f.Seminar.Sessions = slices.DeleteFunc(f.Seminar.Sessions, func(s programme.Session) bool { return s.Cancelled })
	v := Admin{Frame: f, Directory: sampleDirectory(), Uninvited: 2, Unopened: 1}
	want := "steward 3 Great Hall River City Hall Hill County Hall; chair 1 Closing ceremony; uninvited 2; unopened 1; no_chair 1; no_operator 1; no_editor 1"
	if got := gaps(v); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	for _, role := range []seminar.Role{seminar.Steward, seminar.Chair, seminar.Operator, seminar.Editor} {
		v.Grants = append(v.Grants, seminar.Grant{Person: "p1", Role: role})
	}
	v.Uninvited, v.Unopened = 0, 0
	s, _ := f.Seminar.Session("closing")
	s.Parts = append(s.Parts, programme.Part{Person: "p1", Deed: programme.Presides})
	if got := gaps(v); got != "" {
		t.Errorf("all is there, and yet: %s", got)
	}
	p := v.People["p4"]
	p.Place = "nowhere"
	v.People["p4"] = p
	if got := gaps(v); got != "placeless 1" {
		t.Errorf("%q for a delegate of no place", got)
	}
}
