package floor

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"aula/internal/seminar"
)

// Ballot is what somebody votes.
type Ballot struct {
	Options []int    `json:"options,omitempty"` // by number, from 1; of Ranking the best first
	Number  *float64 `json:"number,omitempty"`  // of Scale and Number
	Text    string   `json:"text,omitempty"`    // of Words
}

// maxBallotText bounds a vote in words, in characters.
const maxBallotText = 100

// Check returns the ballot as it counts, or says what is wrong with it.
func (p *Poll) Check(b Ballot) (Ballot, error) {
	wrong := seminar.Invalid("error.poll.ballot")
	switch p.Kind {
	case Single, Multiple, Ranking:
		most := cmp.Or(p.Most, len(p.Options))
		if p.Kind == Single {
			most = 1
		}
		sorted := slices.Sorted(slices.Values(b.Options))
		if len(sorted) == 0 || len(sorted) > most || sorted[0] < 1 || sorted[len(sorted)-1] > len(p.Options) || len(slices.Compact(slices.Clone(sorted))) != len(sorted) {
			return b, wrong
		}
		if p.Kind == Ranking {
			if len(b.Options) != len(p.Options) {
				return b, wrong
			}
			return Ballot{Options: b.Options}, nil
		}
		return Ballot{Options: sorted}, nil
	case Scale:
		if b.Number == nil || *b.Number != math.Trunc(*b.Number) || *b.Number < float64(p.Low) || *b.Number > float64(p.High) {
			return b, wrong
		}
		return Ballot{Number: b.Number}, nil
	case Number:
		if b.Number == nil || math.Abs(*b.Number) > 1e12 {
			return b, wrong
		}
		return Ballot{Number: b.Number}, nil
	case Words:
		text := seminar.OneLine(b.Text)
		if text == "" || utf8.RuneCountInString(text) > maxBallotText {
			return b, wrong
		}
		return Ballot{Text: text}, nil
	}
	return b, wrong
}

// Form is the ballot as it is kept: equal ballots have equal forms.
func (b Ballot) Form() string {
	form, err := json.Marshal(b)
	if err != nil {
		panic("floor: ballot: " + err.Error()) // made of types that always marshal, once checked
	}
	return string(form)
}

// Result is what a poll has come to.
type Result struct {
	Voters int     `json:"voters"`
	Counts []int   `json:"counts,omitempty"` // by option, or by the numbers of a scale from Low on; of Ranking how often it came first
	Points []int   `json:"points,omitempty"` // of Ranking, by option: for each vote as many as there are options behind it (Borda)
	Mean   float64 `json:"mean,omitempty"`   // of Scale and Number
	Median float64 `json:"median,omitempty"`
	Texts  []Tally `json:"texts,omitempty"` // of Words, the most frequent first
}

// Tally is how many said the same.
type Tally struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
}

// maxTexts is how many different answers in words a result has.
const maxTexts = 100

// Count counts ballots; how often each was given stands under its form. One that does not fit is not counted.
func (p *Poll) Count(ballots map[string]int) Result {
	var r Result
	var numbers []float64
	texts := map[string]*Tally{}
	switch {
	case p.Kind.chooses():
		r.Counts = make([]int, len(p.Options))
	case p.Kind == Scale:
		r.Counts = make([]int, p.High-p.Low+1)
	}
	if p.Kind == Ranking {
		r.Points = make([]int, len(p.Options))
	}
	for form, n := range ballots {
		var b Ballot
		if json.Unmarshal([]byte(form), &b) != nil {
			continue
		}
		if _, err := p.Check(b); err != nil {
			continue
		}
		r.Voters += n
		switch p.Kind {
		case Single, Multiple:
			for _, o := range b.Options {
				r.Counts[o-1] += n
			}
		case Ranking:
			r.Counts[b.Options[0]-1] += n
			for i, o := range b.Options {
				r.Points[o-1] += n * (len(p.Options) - 1 - i)
			}
		case Scale, Number:
			if p.Kind == Scale {
				r.Counts[int(*b.Number)-p.Low] += n
			}
			numbers = append(numbers, slices.Repeat([]float64{*b.Number}, n)...)
		case Words:
			key := strings.ToLower(b.Text)
			if texts[key] == nil {
				texts[key] = &Tally{Text: b.Text}
			}
			texts[key].Text = min(texts[key].Text, b.Text) // whatever their order, one and the same
			texts[key].Count += n
		}
	}
	if len(numbers) > 0 {
		slices.Sort(numbers)
		sum := 0.0
		for _, x := range numbers {
			sum += x
		}
		r.Mean = sum / float64(len(numbers))
		r.Median = (numbers[(len(numbers)-1)/2] + numbers[len(numbers)/2]) / 2
	}
	for _, t := range texts {
		r.Texts = append(r.Texts, *t)
	}
	slices.SortFunc(r.Texts, func(a, b Tally) int { return cmp.Or(-cmp.Compare(a.Count, b.Count), cmp.Compare(a.Text, b.Text)) })
	r.Texts = r.Texts[:min(len(r.Texts), maxTexts)]
	return r
}
