package floor

import (
	"cmp"
	"math"
	"slices"

	"aula/internal/seminar"
)

// Opinion is what somebody says of an idea.
type Opinion string

// The opinions.
const (
	Agree    Opinion = "agree"
	Disagree Opinion = "disagree"
	Pass     Opinion = "pass"
)

// Known reports whether it is one of the opinions.
func (o Opinion) Known() bool { return o == Agree || o == Disagree || o == Pass }

// Said is the opinion of one person of one idea. It is kept until the round is closed, and never told.
type Said struct {
	Idea         seminar.ID
	Person       seminar.ID
	Place        seminar.ID // where the person was, as far as is known
	Organisation seminar.ID
	Opinion      Opinion
}

// Opinions counts opinions.
type Opinions struct {
	Agree    int `json:"agree,omitempty"`
	Disagree int `json:"disagree,omitempty"`
	Pass     int `json:"pass,omitempty"`
}

// People returns how many have an opinion, those who passed among them.
func (o Opinions) People() int { return o.Agree + o.Disagree + o.Pass }

// Share returns which part of the people agree, from 0 to 1.
func (o Opinions) Share() float64 { return float64(o.Agree) / float64(max(1, o.People())) }

// With returns both together.
func (o Opinions) With(more Opinions) Opinions {
	return Opinions{o.Agree + more.Agree, o.Disagree + more.Disagree, o.Pass + more.Pass}
}

func (o *Opinions) add(x Opinion) {
	switch x {
	case Agree:
		o.Agree++
	case Disagree:
		o.Disagree++
	case Pass:
		o.Pass++
	}
}

// Agreement says what places have in common about an idea.
type Agreement string

// What places may have in common.
const (
	Shared   Agreement = "shared"   // in every place that spoke more than half agree
	Refused  Agreement = "refused"  // in every place that spoke more than half disagree
	Divided  Agreement = "divided"  // in one place more than half agree, in another more than half disagree
	Agreed   Agreement = "agreed"   // more than half agree, of people who are not told apart
	Rejected Agreement = "rejected" // more than half disagree, of people who are not told apart
	Unclear  Agreement = "unclear"
	Few      Agreement = "few" // fewer than Fewest people have said what they think: nothing is told of it
)

// Agreements returns all in the order in which they are read.
func Agreements() []Agreement {
	return []Agreement{Shared, Divided, Agreed, Unclear, Rejected, Refused, Few}
}

// Fewest is how many people a group has at least whose opinions are told apart from those of others: of fewer, one could
// know what each of them said.
const Fewest = 5

// Reception is how one idea was received.
type Reception struct {
	Idea seminar.ID `json:"idea"`
	Opinions
	Places map[seminar.ID]Opinions `json:"places,omitempty"` // those with Fewest people or more; the others together under ""

	// Organisations of which somebody agrees or disagrees, and those among them of which more agree than disagree.
	Organisations int `json:"organisations,omitempty"`
	Agreeing      int `json:"agreeing,omitempty"`

	Agreement Agreement `json:"agreement"`

	// Common is how much all places agree, from 0 to 1: the mean over the places, as a geometric one, of the agreeing part of each,
	// begun with one who agrees and one who does not. A single place that disagrees weighs as much as a large one. It is the
	// group-informed consensus of Small et al., Polis (2021), for places in place of clusters, and comparable for any number of them.
	Common float64 `json:"common"`
}

// IdeaResult is what an idea round has come to.
type IdeaResult struct {
	People     int         `json:"people"`     // who said what they think of any idea
	Receptions []Reception `json:"receptions"` // what is most in common first; of equals the older
}

// Of returns the receptions with that agreement.
func (r IdeaResult) Of(a Agreement) (all []Reception) {
	for _, x := range r.Receptions {
		if x.Agreement == a {
			all = append(all, x)
		}
	}
	return all
}

// Receive counts how ideas were received. What was said of other ideas is left out.
func Receive(ideas []Idea, said []Said) IdeaResult {
	by := map[seminar.ID][]Said{}
	for _, x := range said {
		by[x.Idea] = append(by[x.Idea], x)
	}
	people := map[seminar.ID]bool{}
	r := IdeaResult{Receptions: []Reception{}}
	for _, i := range ideas {
		for _, x := range by[i.ID] {
			people[x.Person] = true
		}
		r.Receptions = append(r.Receptions, receive(i.ID, by[i.ID]))
	}
	r.People = len(people)
	slices.SortStableFunc(r.Receptions, func(a, b Reception) int {
		order := Agreements()
		return cmp.Or(cmp.Compare(slices.Index(order, a.Agreement), slices.Index(order, b.Agreement)), cmp.Compare(b.Common, a.Common))
	})
	return r
}

func receive(idea seminar.ID, said []Said) Reception {
	r := Reception{Idea: idea, Agreement: Few}
	if len(said) < Fewest {
		return r
	}
	places, organisations := map[seminar.ID]Opinions{}, map[seminar.ID]Opinions{}
	for _, x := range said {
		r.add(x.Opinion)
		at, of := places[x.Place], organisations[x.Organisation]
		at.add(x.Opinion)
		of.add(x.Opinion)
		places[x.Place], organisations[x.Organisation] = at, of
	}
	r.Places = apart(places)
	r.Agreement, r.Common = common(r.Places)
	for id, o := range organisations {
		if id == "" || o.Agree+o.Disagree == 0 {
			continue
		}
		r.Organisations++
		if o.Agree > o.Disagree {
			r.Agreeing++
		}
	}
	return r
}

// apart returns groups as they may be told: each has Fewest people or more, if there are as many altogether. Who is in a
// smaller one is counted with others under "", and so is the next larger group, while with them they are still too few.
func apart(groups map[seminar.ID]Opinions) map[seminar.ID]Opinions {
	var ids []seminar.ID
	for id := range groups {
		if id != "" {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b seminar.ID) int {
		return cmp.Or(cmp.Compare(groups[a].People(), groups[b].People()), cmp.Compare(a, b))
	})
	rest := groups[""]
	told := map[seminar.ID]Opinions{}
	for _, id := range ids {
		if n := rest.People(); groups[id].People() < Fewest || n > 0 && n < Fewest {
			rest = rest.With(groups[id])
		} else {
			told[id] = groups[id]
		}
	}
	if rest.People() > 0 {
		told[""] = rest
	}
	return told
}

// common says what groups, one at least, have in common, and how much.
func common(groups map[seminar.ID]Opinions) (Agreement, float64) {
	var agreeing, refusing int
	sum := 0.0
	for _, o := range groups {
		switch {
		case 2*o.Agree > o.People():
			agreeing++
		case 2*o.Disagree > o.People():
			refusing++
		}
		sum += math.Log(float64(o.Agree+1) / float64(o.People()+2))
	}
	mean := math.Round(math.Exp(sum/float64(len(groups)))*1e4) / 1e4 // the order of a map changes the last digits
	switch {
	case agreeing == 1 && len(groups) == 1:
		return Agreed, mean
	case refusing == 1 && len(groups) == 1:
		return Rejected, mean
	case agreeing == len(groups):
		return Shared, mean
	case refusing == len(groups):
		return Refused, mean
	case agreeing > 0 && refusing > 0:
		return Divided, mean
	}
	return Unclear, mean
}
