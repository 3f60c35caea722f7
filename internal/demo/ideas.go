package demo

import (
	"context"
	"math/rand/v2"

	"aula/internal/demo/visitor"
	"aula/internal/floor"
	"aula/internal/seminar"
	"aula/internal/store"
)

// thought is an idea, and which part of the people of each place agrees with it.
type thought struct {
	text seminar.Text
	main float64 // and in the branch halls
	home float64
}

// thoughts are the ideas of yesterday: some have everybody behind them, about some the places differ.
func thoughts() []thought {
	return []thought{
		{said("One table of water levels that every city reads and writes", "建立各市共用的水位表，各市共同填报"), .93, .9},
		{said("Whoever answers for a bank is named on a board beside it", "每段河岸立牌公示责任人"), .84, .88},
		{said("Pay farmers for strips that may flood", "对可蓄洪的沿河地块给予农户补偿"), .86, .34},
		{said("No new dam until the old ones have been looked at", "旧坝未查清之前不建新坝"), .3, .8},
		{said("Close every car park within ten metres of the water", "关闭临水十米以内的停车场"), .22, .18},
		{said("A river day in every school, once a year", "每所学校每年一次“河流日”"), .66, .5},
	}
}

// ideas has a round of ideas of yesterday counted. What came of it was shown, and is not on the screens any more.
func (p *past) ideas(ctx context.Context) error {
	hall, err := p.app.Web.Halls.Hall(p.plan.Seminar.ID)
	if err != nil {
		return err
	}
	var people []seminar.Person
	for _, x := range p.plan.People {
		if x.Delegate && !x.Withdrawn {
			people = append(people, x)
		}
	}
	do := func(who seminar.Person, c floor.Command) {
		if err == nil {
			err = hall.Do(ctx, floor.By{Who: floor.Who{ID: who.ID, Name: who.Name}, Place: who.Place, Moderates: true}, string(seminar.NewID()), c)
		}
	}
	moderator := p.people[playedChair]
	do(moderator, floor.OpenIdeas{Title: said("What should every place begin with?", "各地应当从哪件事做起？"), Names: floor.NamedToStaff})
	if err != nil {
		return err
	}
	round := hall.State().IdeaRounds[0]
	for i, t := range thoughts() {
		do(people[i*7%len(people)], floor.WriteIdea{Round: round.ID, Text: t.text, Names: round.Names})
	}
	if err != nil {
		return err
	}
	written, _ := hall.State().IdeaRound(round.ID)
	online, _ := p.plan.Seminar.Place("online")
	err = p.app.Store.Write(ctx, func(tx *store.Tx) error {
		for n, idea := range written.Seen() {
			for _, x := range people {
				agree := thoughts()[n].main
				if x.Place == online.ID {
					agree = thoughts()[n].home
				}
				opinion := floor.Agree
				switch luck := p.luck.Float64(); {
				case luck > .96:
					continue // said nothing
				case luck > .9:
					opinion = floor.Pass
				case luck > agree*.9:
					opinion = floor.Disagree
				}
				if err := tx.Say(p.plan.Seminar.ID, round.ID, floor.Said{Idea: idea.ID, Person: x.ID, Place: x.Place, Organisation: x.Organisation, Opinion: opinion}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, deed := range []string{"closed", "shown", "hidden"} {
		do(moderator, floor.IdeasDeed{Deed: deed, Round: round.ID})
	}
	return err
}

// ideasToday are what delegates at home write today.
func ideasToday() []string {
	return []string{
		"Show the level of the river on the town hall, day and night",
		"One telephone number for everybody who sees dead fish",
		"Ask the children to draw the river as it was, and as it should be",
		"Money for banks only where a bank has been measured",
		"Let two cities that share a river share one office",
	}
}

// collectIdeas opens a round of ideas, and has those at home write and say what they think. It is open from then on, for visitors too.
func (h *house) collectIdeas(ctx context.Context) {
	open := visitor.Command{Do: "ideas.open", Title: said("What can be begun at home within a month?", "回去一个月内可以从什么做起？"), Names: string(floor.NamedToStaff)}
	if err := unlessDone(h.visitor(playedChair).Command(ctx, open)); err != nil {
		h.Log.Debug("demonstration: a round of ideas", "err", err)
		return
	}
	hall, err := h.app.Web.Halls.Hall(h.plan.Seminar.ID)
	if err != nil {
		h.Log.Error("demonstration: hall", "err", err)
		return
	}
	people := h.onlineToday()
	for _, text := range ideasToday() {
		if !wait(ctx, h.tempo.question.draw()) {
			return
		}
		for _, round := range hall.State().IdeaRounds {
			if !round.Taking() {
				continue
			}
			h.write(ctx, people[rand.IntN(len(people))], visitor.Command{Do: "idea.write", Round: round.ID, Names: string(round.Names), Text: text})
			for _, idea := range round.Seen() {
				opinion := []floor.Opinion{floor.Agree, floor.Agree, floor.Disagree, floor.Pass}[rand.IntN(4)]
				h.write(ctx, people[rand.IntN(len(people))], visitor.Command{Do: "idea.say", Idea: idea.ID, Opinion: string(opinion)})
			}
		}
	}
}
