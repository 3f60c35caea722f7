package floor

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/record"
	"aula/internal/seminar"
)

// What may be written, and what is refused and why.
func TestWritingAnIdea(t *testing.T) {
	ann := Who{ID: "ann", Name: english("Ann")}
	open := func(ideas ...Idea) State {
		return State{IdeaRounds: []IdeaRound{{ID: "r", Names: NamedToStaff, Ideas: ideas}}}
	}
	closed := open()
	closed.IdeaRounds[0].Closed = time.Unix(1, 0)
	for name, x := range map[string]struct {
		state State
		write WriteIdea
		key   string
	}{
		"written":       {open(), WriteIdea{"r", english(" Willows\u202e first\n"), NamedToStaff}, ""},
		"no round":      {State{}, WriteIdea{"r", english("Willows"), NamedToStaff}, "error.idea.unknown"},
		"closed":        {closed, WriteIdea{"r", english("Willows"), NamedToStaff}, "error.idea.closed"},
		"other terms":   {open(), WriteIdea{"r", english("Willows"), NamedToAll}, "error.question.names"},
		"nothing":       {open(), WriteIdea{"r", english(" \n"), NamedToStaff}, "error.idea.text"},
		"too long":      {open(), WriteIdea{"r", english(strings.Repeat("河", 141)), NamedToStaff}, "error.idea.text"},
		"five wait":     {open(slices.Repeat([]Idea{{Person: &ann, Stage: Waiting}}, 5)...), WriteIdea{"r", english("Willows"), NamedToStaff}, "error.idea.many"},
		"twenty open":   {open(slices.Repeat([]Idea{{Person: &ann, Stage: Open}}, 20)...), WriteIdea{"r", english("Willows"), NamedToStaff}, "error.idea.many"},
		"three hundred": {open(slices.Repeat([]Idea{{Stage: Open}}, 300)...), WriteIdea{"r", english("Willows"), NamedToStaff}, "error.idea.many"},
	} {
		e, err := x.state.Do(x.write, By{Who: ann, Place: "main", Serve: nobody})
		if keyOf(err) != x.key {
			t.Errorf("%s: %v", name, err)
		}
		var i Idea
		if err == nil && (e.Decode(&i) != nil || i.Text["en"] != "Willows first" || i.Person.ID != "ann" || i.Stage != Waiting || e.Person != "ann" || e.Actor != "ann") {
			t.Errorf("%s: %+v, entry %+v", name, i, e)
		}
	}
}

// Of an idea without a name nothing is kept that leads to who wrote it.
func TestNobodyKnowsWhoWrote(t *testing.T) {
	s := State{IdeaRounds: []IdeaRound{{ID: "r", Names: Anonymous}}}
	who := Who{ID: "person-of-the-writer", Name: english("Name-of-the-writer")}
	e, err := s.Do(WriteIdea{"r", english("Willows"), Anonymous}, By{Who: who, Place: "place-of-the-writer", Serve: nobody})
	if err != nil {
		t.Fatal(err)
	}
	if text := string(e.Body) + string(e.Actor) + string(e.Person) + string(e.Place); strings.Contains(text, "of-the-writer") {
		t.Errorf("the entry says %s", text)
	}
}

// How opinions are told: small groups never by themselves, and what all places have in common apart from what a large one wants.
func TestReceptions(t *testing.T) {
	said := func(idea, place seminar.ID, opinions string) (all []Said) {
		for n, x := range opinions {
			o := map[rune]Opinion{'+': Agree, '-': Disagree, '.': Pass}[x]
			person := place + seminar.ID(rune('a'+n))
			all = append(all, Said{idea, person, place, seminar.ID("org-" + string(person)), o})
		}
		return all
	}
	ideas := []Idea{{ID: "loud"}, {ID: "common"}, {ID: "nobody's"}, {ID: "small"}, {ID: "unheard"}, {ID: "early"}, {ID: "one"}}
	all := slices.Concat(
		said("loud", "main", "++++++++++++++++++++"), said("loud", "east", "-----"), said("loud", "home", "+++++"),
		said("common", "main", "++++++++++++----...."), said("common", "east", "++++."), said("common", "home", "+++++"),
		said("nobody's", "main", "-----+"), said("nobody's", "east", "---.-"),
		said("small", "main", "+++++"), said("small", "east", "--"), said("small", "home", "+++++++"),
		said("early", "main", "++"), said("early", "home", "++"),
		said("one", "main", "++++++-"),
		said("gone", "main", "+++++"),
	)
	got := Receive(ideas, all)
	if got.People != 20+5+7 {
		t.Errorf("%d people", got.People)
	}
	var order []string
	for _, r := range got.Receptions {
		form, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, string(form))
	}
	want := []string{
		`{"idea":"common","agree":21,"disagree":4,"pass":5,"places":{"east":{"agree":4,"pass":1},"home":{"agree":5},"main":{"agree":12,"disagree":4,"pass":4}},"organisations":25,"agreeing":21,"agreement":"shared","common":0.7125}`,
		// two at one place would be known by what they said: they are counted with the next larger place
		`{"idea":"small","agree":12,"disagree":2,"places":{"":{"agree":5,"disagree":2},"home":{"agree":7}},"organisations":14,"agreeing":12,"agreement":"shared","common":0.7698}`,
		`{"idea":"loud","agree":25,"disagree":5,"places":{"east":{"disagree":5},"home":{"agree":5},"main":{"agree":20}},"organisations":30,"agreeing":25,"agreement":"divided","common":0.4889}`,
		`{"idea":"one","agree":6,"disagree":1,"places":{"main":{"agree":6,"disagree":1}},"organisations":7,"agreeing":6,"agreement":"agreed","common":0.7778}`, // the other places have not spoken
		`{"idea":"unheard","agreement":"few","common":0}`,
		`{"idea":"early","agreement":"few","common":0}`,
		`{"idea":"nobody's","agree":1,"disagree":9,"pass":1,"places":{"east":{"disagree":4,"pass":1},"main":{"agree":1,"disagree":5}},"organisations":10,"agreeing":1,"agreement":"refused","common":0.189}`,
	}
	slices.Sort(order)
	sorted := slices.Sorted(slices.Values(want))
	for i := range sorted {
		if order[i] != sorted[i] {
			t.Errorf("got  %s\nwant %s", order[i], sorted[i])
		}
	}
	var names []seminar.ID
	for _, r := range got.Receptions {
		names = append(names, r.Idea)
	}
	if !slices.Equal(names, []seminar.ID{"small", "common", "loud", "one", "nobody's", "unheard", "early"}) {
		t.Errorf("in the order %q", names)
	}
}

// However people sit: whoever is told of the groups knows of none with fewer than five what it said, and nobody is left out.
func TestNoSmallGroupIsToldApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := map[seminar.ID]Opinions{}
		var sum Opinions
		for _, id := range []seminar.ID{"", "a", "b", "c", "d"} {
			o := Opinions{rapid.IntRange(0, 6).Draw(t, "agree"), rapid.IntRange(0, 4).Draw(t, "disagree"), rapid.IntRange(0, 2).Draw(t, "pass")}
			if o.People() > 0 {
				groups[id] = o
			}
			sum = sum.With(o)
		}
		var told Opinions
		all := apart(groups)
		for id, o := range all {
			told = told.With(o)
			if o.People() < Fewest && len(all) > 1 {
				t.Fatalf("%q with %d is told apart: %v", id, o.People(), all)
			}
			if o.People() == 0 {
				t.Fatalf("nobody is %q", id)
			}
		}
		if told != sum {
			t.Fatalf("told %+v of %+v", told, sum)
		}
	})
}

// Whatever is done with ideas in whatever order: the record alone gives the same state, one round at most is open, and who does
// not run the hall sees only ideas that were opened or are their own, and no result that is not shown.
func TestIdeasAreReplayed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var live State
		var told []record.Entry
		tell := func(e record.Entry) {
			e.Seq, e.At = int64(len(told)+1), time.Unix(int64(len(told)), 0).UTC()
			told = append(told, e)
			if err := live.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
		round := func() (r IdeaRound) {
			if len(live.IdeaRounds) > 0 {
				r = rapid.SampledFrom(live.IdeaRounds).Draw(t, "round")
			}
			return r
		}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			by := By{Who: Who{ID: rapid.SampledFrom([]seminar.ID{"ann", "ben"}).Draw(t, "who")}, Place: "main", Moderates: true, Chair: true, Serve: nobody}
			r := round()
			idea := seminar.ID("none")
			if len(r.Ideas) > 0 {
				idea = rapid.SampledFrom(r.Ideas).Draw(t, "idea").ID
			}
			c := rapid.SampledFrom([]Command{
				OpenIdeas{english("Which?"), NamedToStaff, true}, OpenIdeas{english("Which?"), Anonymous, false}, StartSession{Session{ID: "s"}}, CloseSession{},
				WriteIdea{r.ID, english("Willows"), r.Names}, WriteIdea{r.ID, english("Poplars"), r.Names}, WriteIdea{r.ID, english("Alders"), r.Names},
				IdeaDeed{"opened", idea, ""}, IdeaDeed{"opened", idea, ""}, IdeaDeed{"hidden", idea, "twice"}, IdeaDeed{"withdrawn", idea, ""},
				IdeasDeed{"closed", r.ID}, IdeasDeed{"shown", r.ID}, IdeasDeed{"hidden", r.ID},
			}).Draw(t, "command")
			e, err := live.Do(c, by)
			if err != nil {
				continue
			}
			tell(e)
			if e.Kind == "ideas.closed" {
				var said []Said
				for n, i := range r.Ideas {
					said = append(said, Said{i.ID, seminar.ID(rune('a' + n)), "main", "", Agree})
				}
				tell(r.Received(said))
			}
		}
		var again State
		for _, e := range told {
			if err := again.Apply(e); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(again, live) {
			t.Fatalf("replayed %+v, live %+v", again, live)
		}
		open := 0
		for n, r := range PublicIdeas(live.IdeaRounds, "ann") {
			if r.Taking() {
				open++
			}
			if r.Result != nil && !live.IdeaRounds[n].Shown {
				t.Fatalf("a result that is not shown: %+v", r)
			}
			for _, i := range r.Ideas {
				if own := i.Person != nil && i.Person.ID == "ann"; !own && (i.Stage != Open || i.Person != nil || i.Why != "") {
					t.Fatalf("ann sees %+v", i)
				}
			}
		}
		if open > 1 {
			t.Fatalf("%d rounds are open", open)
		}
	})
}
