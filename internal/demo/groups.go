package demo

import (
	"cmp"
	"context"
	"fmt"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/seminar"
)

// found are the points that groups wrote down yesterday; each group has some of them.
func found() []seminar.Text {
	return []seminar.Text{
		said("The stretch below the old paper mill worries us most: nobody has measured it for ten years.", "最令人担忧的是旧造纸厂下游河段，十年来无人监测。"),
		said("Two offices answer for the same bank, and each waits for the other.", "同一段河岸由两个部门负责，彼此等待。"),
		said("We can begin with one gauge and one person who reads it every week.", "可以从一个水位站、一名每周读数的人员开始。"),
		said("The farmers along the canal have to be asked before the plan is drawn, not after.", "应在制定方案之前而不是之后听取渠道沿线农户的意见。"),
		said("By the end of spring each of us names one stretch and one date.", "春季结束前，每人确定一段河道和一个时间点。"),
	}
}

// perGroup is about how many discuss together.
const perGroup = 12

// groups forms the groups of yesterday and of today; those of yesterday have written and handed in what they found.
func (p *past) groups(ctx context.Context) error {
	hall, err := p.app.Web.Halls.Hall(p.plan.Seminar.ID)
	if err != nil {
		return err
	}
	by := func(person seminar.ID) floor.By { return floor.By{Who: floor.Who{ID: person}, Divides: true} }
	do := func(person seminar.ID, c floor.Command) {
		if err == nil {
			err = hall.Do(ctx, by(person), string(seminar.NewID()), c)
		}
	}
	var organiser seminar.ID
	for _, x := range p.plan.People {
		if x.Key == organiserKey {
			organiser = x.ID
		}
	}
	topic := said("Which stretch of water at home worries you most?\nWho answers for it?\nWhat can be begun this year?", "本地哪一段水域最令人担忧？\n由谁负责？\n今年可以从哪里做起？")
	for _, session := range p.plan.Seminar.Sessions {
		if session.Kind != programme.Group || session.Starts.After(p.at(today, 23, 59)) {
			continue
		}
		var people []floor.Attending
		for _, x := range p.plan.People {
			if x.Delegate && !x.Withdrawn && session.At(x.Place) {
				people = append(people, floor.Attending{Person: x.ID, Place: x.Place, Organisation: cmp.Or(x.Organisation, x.ID)})
			}
		}
		do(organiser, floor.Divide{Session: session.ID, Topic: topic, Members: floor.Mixed.Into((len(people)+perGroup-1)/perGroup, people)})
		if session.Ends.After(p.now) {
			continue
		}
		for _, g := range hall.State().GroupsOf(session.ID) {
			convener, recorder := g.Members[0], g.Members[len(g.Members)-1]
			do(organiser, floor.Settle{Group: g.ID, Topic: topic, Room: said(fmt.Sprint("Room ", g.Number), fmt.Sprint(g.Number, "号会议室")), Convener: convener, Recorder: recorder})
			for i, point := range found() {
				if (i+g.Number)%3 > 0 {
					do(recorder, floor.Note{Group: g.ID, Text: point})
				}
			}
			do(convener, floor.HandIn{Group: g.ID})
		}
	}
	return err
}
