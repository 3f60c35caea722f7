package floor

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aula/internal/seminar"
)

// The pages order by the same rule and are held to the same cases: after a change,
// go test ./internal/floor -update.
var update = flag.Bool("update", false, "write testdata/queue.json")

// up is a hand, from "name@place" or "name@place/organisation".
func up(text string) Hand {
	name, rest, _ := strings.Cut(text, "@")
	place, organisation, _ := strings.Cut(rest, "/")
	h := Hand{Hand: seminar.ID("h-" + name), Person: Who{ID: seminar.ID(name)}, Place: seminar.ID(place)}
	if organisation != "" {
		h.Person.Organisation = seminar.Text{"en": organisation, "zh-Hans": organisation}
	}
	return h
}

func past(text string) Past {
	h := up(text)
	return Past{Person: h.Person.ID, Organisation: h.Person.Organisation, Place: h.Place}
}

func floorOf(rule Rule, had, hands string) *State {
	s := &State{Rule: rule}
	for _, x := range strings.Fields(had) {
		s.Had = append(s.Had, past(x))
	}
	for _, x := range strings.Fields(hands) {
		s.Hands = append(s.Hands, up(x))
	}
	return s
}

func names(hands []Hand) string {
	var all []string
	for _, h := range hands {
		all = append(all, string(h.Person.ID))
	}
	return strings.Join(all, " ")
}

func TestQueue(t *testing.T) {
	const hands = "a@home b@home c@main d@home e@east f@main"
	for _, c := range []struct {
		story      string
		rule       Rule
		had, hands string
		want       string
	}{
		{"who waits longest comes first", Arrival, "a@home", hands, "a b c d e f"},
		{"the chair chooses from those who wait, the longest first", Free, "", hands, "a b c d e f"},
		{"places take turns", Places, "", hands, "a c e b f d"},
		{"the place that has the floor is last", Places, "x@home", hands, "c e a f b d"},
		{"the place whose turn is longest ago is first", Places, "x@home y@main z@home", hands, "e c a f b d"},
		{"a place that comes late has one turn and no more", Places, "x@home y@home z@home", "a@home b@home e@east g@east", "e a g b"},
		{"who has not spoken comes first", Newcomers, "a@home c@main a@home", hands, "b d e f c a"},
		{"organisations take turns", Organisation, "", "a@home/water b@main/water c@home/roads d@east/water e@home/roads", "a c b e d"},
		{"who speaks for nobody speaks for themselves", Organisation, "a@home", "a@home b@home c@main/water", "b c a"},
		{"an organisation in many places is one", Organisation, "x@main/water", "a@home/water b@home/roads", "b a"},
		{"nobody waits", Places, "a@home", "", ""},
	} {
		s := floorOf(c.rule, c.had, c.hands)
		if got := names(s.Queue()); got != c.want {
			t.Errorf("%s: %q, want %q", c.story, got, c.want)
		}
		if names(s.Hands) != names(floorOf("", "", c.hands).Hands) {
			t.Errorf("%s: the hands themselves were moved", c.story)
		}
	}
}

// vector is one case of testdata/queue.json.
type vector struct {
	State State    `json:"state"`
	Want  []string `json:"want"` // hands
}

func TestQueueOfThePages(t *testing.T) {
	var all []vector
	chance := rand.New(rand.NewPCG(1, 2))
	pick := func(n int, of func() string) string {
		var all []string
		for range chance.IntN(n) {
			all = append(all, of())
		}
		return strings.Join(all, " ")
	}
	who := func() string {
		return fmt.Sprintf("p%d@%s%s", chance.IntN(8), []string{"main", "east", "home"}[chance.IntN(3)], []string{"", "/water", "/roads", "/health"}[chance.IntN(4)])
	}
	for i := range 100 {
		s := floorOf(Rules()[i%len(Rules())], pick(9, who), "")
		for n := range chance.IntN(9) {
			h := up(who())
			h.Hand = seminar.ID(fmt.Sprint("h", n))
			s.Hands = append(s.Hands, h)
		}
		v := vector{State: *s, Want: []string{}}
		for _, h := range s.Queue() {
			v.Want = append(v.Want, string(h.Hand))
		}
		all = append(all, v)
	}
	var told bytes.Buffer
	told.WriteString("[\n")
	for i, v := range all {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		told.Write(line)
		told.WriteString(map[bool]string{true: ",\n", false: "\n]\n"}[i+1 < len(all)])
	}
	if *update {
		if err := os.WriteFile("testdata/queue.json", told.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile("testdata/queue.json"); err != nil || !bytes.Equal(kept, told.Bytes()) {
		t.Errorf("testdata/queue.json is not what the rule says (%v)", err)
	}
}

// Thirty hands at each of three places: under turns by place no place is ever more than
// one turn ahead of another, whichever hands were up first.
func TestNoPlaceIsAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var hands []string
		for i := range 90 {
			hands = append(hands, fmt.Sprintf("p%d@%s", i, []string{"main", "east", "home"}[i%3]))
		}
		p := floorOf(Places, "", strings.Join(rapid.Permutation(hands).Draw(t, "order"), " "))
		turns := map[seminar.ID]int{"main": 0, "east": 0, "home": 0}
		for len(p.Hands) > 0 {
			next := p.Queue()[0]
			turns[next.Place]++
			p.Had = append(p.Had, Past{Person: next.Person.ID, Place: next.Place})
			p.drop(next.Hand)
			if most, least := max(turns["main"], turns["east"], turns["home"]), min(turns["main"], turns["east"], turns["home"]); most-least > 1 {
				t.Fatalf("turns %v", turns)
			}
		}
	})
}

// However hands come and go, while one waits no other place has two turns before its place has one.
func TestAPlaceThatWaitsIsNotPassedTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &State{Rule: rapid.SampledFrom([]Rule{Places, Organisation}).Draw(t, "rule")}
		of := func(h Hand) string {
			if s.Rule == Places {
				return string(h.Place)
			}
			return side(h.Person.Organisation, h.Person.ID)
		}
		passed := map[string]map[string]int{} // for each that waits, the turns of others meanwhile
		for n := range rapid.IntRange(1, 80).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "raise") || len(s.Hands) == 0 {
				h := up(fmt.Sprintf("p%d@%s/%s", n, rapid.SampledFrom([]string{"main", "east", "home"}).Draw(t, "place"), rapid.SampledFrom([]string{"water", "roads", "health"}).Draw(t, "organisation")))
				s.Hands = append(s.Hands, h)
				if passed[of(h)] == nil {
					passed[of(h)] = map[string]int{}
				}
				continue
			}
			next := s.Queue()[0]
			s.Had = append(s.Had, Past{Person: next.Person.ID, Organisation: next.Person.Organisation, Place: next.Place})
			s.drop(next.Hand)
			delete(passed, of(next))
			for _, h := range s.Hands {
				if of(h) == of(next) {
					passed[of(h)] = map[string]int{}
				}
			}
			for who, others := range passed {
				if others[of(next)]++; who != of(next) && others[of(next)] > 1 {
					t.Fatalf("%s has had two turns while %s waits", of(next), who)
				}
			}
		}
	})
}

func TestRulesOfTheQueue(t *testing.T) {
	p := &play{t: t}
	p.must(StartSession{opening}, chair)
	for _, x := range []struct {
		what string
		do   Command
		by   By
		code seminar.Code
	}{
		{"a delegate ruling the queue", ChooseRule{Rule: Places}, lin, seminar.CodeForbidden},
		{"a rule that is none", ChooseRule{Rule: "lottery"}, chair, seminar.CodeInvalid},
		{"the chair's own order for no reason", ChooseRule{Rule: Free}, chair, seminar.CodeInvalid},
		{"the rule that holds", ChooseRule{}, chair, seminar.CodeConflict},
		{"too long a reason", ChooseRule{Free, strings.Repeat("x", 301)}, chair, seminar.CodeInvalid},
	} {
		if _, err := p.do(x.do, x.by); seminar.CodeOf(err) != x.code {
			t.Errorf("%s: %v, want %s", x.what, err, x.code)
		}
	}
	p.must(Raise{}, lin)
	p.must(Raise{}, anna)
	second := p.state.Hands[1].Hand
	if _, err := p.do(Give{Hand: second}, chair); seminar.CodeOf(err) != seminar.CodeConflict {
		t.Errorf("out of turn for no reason: %v", err)
	}
	p.must(Give{Hand: second, Why: "answers the last question"}, chair)
	if p.state.Turn.Why != "answers the last question" {
		t.Errorf("turn %+v", p.state.Turn)
	}
	p.must(ChooseRule{Free, "a panel answers"}, chair)
	p.must(Raise{For: &Who{ID: "bo"}, Place: "east"}, steward)
	p.must(Give{Hand: p.state.Hands[1].Hand}, chair)
	p.must(End{}, chair)
	if n := len(p.state.Had); n != 2 || p.state.Had[0].Ended != p.state.Had[1].Given || p.state.Had[1].Ended.IsZero() || p.state.Had[0].Raised.IsZero() {
		t.Errorf("turns %+v", p.state.Had)
	}
	p.must(StartSession{Session{ID: "lecture"}}, chair)
	if p.state.Had != nil || p.state.Rule != Free {
		t.Errorf("in the next session: %+v", p.state)
	}
}
