package page

import (
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"aula/internal/floor"
	"aula/internal/seminar"
)

// Minutes is the record of the floor: who spoke, and what was voted, session by session.
type Minutes struct {
	Frame
	Directory
	All []floor.Minutes // in the order of their beginning
}

// PlaceShare is what one place had of a session.
type PlaceShare struct {
	Place  seminar.Text
	Turns  int
	Spoken time.Duration
	Share  float64 // of what was spoken, 0 to 1
}

// Shares returns what each place had of a session, in the order of the places.
func (v Minutes) Shares(m floor.Minutes) (all []PlaceShare) {
	var sum time.Duration
	for _, t := range m.Turns {
		sum += t.Lasted()
	}
	if v.Seminar == nil || sum == 0 {
		return nil
	}
	for _, p := range v.Seminar.Places {
		x := PlaceShare{Place: p.Name}
		for _, t := range m.Turns {
			if t.Place == p.ID {
				x.Turns, x.Spoken = x.Turns+1, x.Spoken+t.Lasted()
			}
		}
		x.Share = float64(x.Spoken) / float64(sum)
		all = append(all, x)
	}
	return all
}

// PollBar is one line of a poll's result.
type PollBar struct {
	Name  seminar.Text // an option
	Words string       // a number or an answer in words
	Count int
	Share float64 // of the votes, 0 to 1; of a ranking, of the most points
}

// PollBars returns the lines of what a poll came to.
func (Minutes) PollBars(p floor.Poll) []PollBar { return PollBars(p) }

// PollBars returns the lines of what a poll came to.
func PollBars(p floor.Poll) (all []PollBar) {
	if p.Result == nil {
		return nil
	}
	counts, of := p.Result.Counts, max(1, p.Result.Voters)
	if p.Kind == floor.Ranking {
		counts, of = p.Result.Points, 1
		for _, n := range counts {
			of = max(of, n)
		}
	}
	for i, n := range counts {
		b := PollBar{Count: n, Share: float64(n) / float64(of)}
		if i < len(p.Options) {
			b.Name = p.Options[i]
		} else {
			b.Words = strconv.Itoa(p.Low + i)
		}
		all = append(all, b)
	}
	for _, t := range p.Result.Texts {
		all = append(all, PollBar{Words: t.Text, Count: t.Count, Share: float64(t.Count) / float64(of)})
	}
	return all
}

// ReceivedIdea is an idea with how it was received.
type ReceivedIdea struct {
	floor.Reception
	Text   seminar.Text
	Person *floor.Who // nil when nobody may know who wrote it
	Places []PlaceOpinions
}

// PlaceOpinions is what was said of an idea at one place.
type PlaceOpinions struct {
	Place seminar.Text // nil for several together
	All   bool         // those are all places
	floor.Opinions
}

// Key returns the text that names several places together.
func (p PlaceOpinions) Key() string {
	if p.All {
		return "idea.together"
	}
	return "idea.others"
}

// Ideas returns the ideas of a round, what is most in common first.
func (v Minutes) Ideas(r floor.IdeaRound) []ReceivedIdea { return ReceivedIdeas(r, v.Seminar.Places) }

// ReceivedIdeas returns the ideas of a round, what is most in common first, with what was said at which of the places.
func ReceivedIdeas(r floor.IdeaRound, places []seminar.Place) (all []ReceivedIdea) {
	for _, x := range r.Result.Receptions {
		i := slices.IndexFunc(r.Ideas, func(i floor.Idea) bool { return i.ID == x.Idea })
		if i < 0 {
			continue
		}
		y := ReceivedIdea{Reception: x, Text: r.Ideas[i].Text, Person: r.Ideas[i].Person}
		rest := floor.Opinions{}
		told := maps.Clone(x.Places)
		for _, p := range places {
			if o, there := told[p.ID]; there {
				y.Places = append(y.Places, PlaceOpinions{Place: p.Name, Opinions: o})
				delete(told, p.ID)
			}
		}
		for _, o := range told { // together, or at a place that the plan no longer has
			rest = rest.With(o)
		}
		if rest.People() > 0 {
			y.Places = append(y.Places, PlaceOpinions{All: len(y.Places) == 0, Opinions: rest})
		}
		all = append(all, y)
	}
	return all
}

// Undone returns the questions of all sessions that still want an answer.
func (v Minutes) Undone() (all []floor.Question) {
	for _, m := range v.All {
		all = append(all, m.Undone()...)
	}
	return all
}

// Percent writes a share.
func (Minutes) Percent(share float64) int { return int(share*100 + 0.5) }

// Render writes the page.
func (v Minutes) Render(w io.Writer) error { return Render(w, "minutes", v) }
