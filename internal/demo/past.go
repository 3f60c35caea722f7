package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// past is what has happened when the demonstration begins: all of yesterday, and this
// morning. It is the same story each time.
//
// The halls' part comes through the doors that a seminar has for it: scans that a
// scanner kept without a network, and marks that a steward enters with the time at
// which they were made. For those at home there is no such door, and there should be
// none: presence online is what the server itself has seen. So the demonstration puts
// their past straight into the evidence, from a device called "demonstration", and
// the record says so for good.
type past struct {
	*house
	luck *rand.Rand
	now  time.Time
}

// The days of the story, from 0.
const (
	yesterday = 0
	today     = 1
)

// madeUp is the device of evidence that nobody has observed.
const madeUp = "demonstration"

// remember tells the past.
func (h *house) remember(ctx context.Context) error {
	p := &past{house: h, luck: rand.New(rand.NewPCG(11, 23)), now: time.Now()}
	for _, part := range []func(context.Context) error{p.doors, p.rollCalls, p.online, p.excuse, p.groups, p.ideas} {
		if err := part(ctx); err != nil {
			return fmt.Errorf("the demonstration's past: %w", err)
		}
	}
	return nil
}

// at returns a time of one of the days in the seminar's zone.
func (p *past) at(day, hour, minute int) time.Time {
	zone := p.plan.Seminar.Location()
	y, m, d := p.plan.Seminar.Days()[day].Date.In(zone).Date()
	return time.Date(y, m, d, hour, minute, p.luck.IntN(60), 0, zone)
}

// passing is one walk through a door.
type passing struct {
	person seminar.ID
	door   string
	at     time.Time
	out    bool
}

// doors uploads the scans of the main hall since yesterday, and of its two guests in
// the east hall.
func (p *past) doors(ctx context.Context) error {
	var walks []passing
	for i, person := range p.delegatesAt("main") {
		walks = append(walks, p.yesterdayOf(person.ID, i)...)
	}
	for i, person := range p.inHallToday("main") {
		if i%6 != 4 { // they come while the visitor watches
			walks = append(walks, p.in(person.ID, p.at(today, 8, 25+p.luck.IntN(33))))
		}
	}
	slices.SortStableFunc(walks, func(a, b passing) int { return a.at.Compare(b.at) })
	for _, door := range []struct{ place, steward string }{{"main", doorSteward}, {"east", "steward-east"}} {
		s, err := p.newScanner(ctx, door.place, door.steward, "door-"+door.place+"-0")
		if err != nil {
			return err
		}
		for _, w := range walks {
			if w.door != door.place {
				continue
			}
			code, err := p.passOf(w.person)
			if err != nil {
				return err
			}
			s.read(code, w.out, w.at)
		}
		if err := s.upload(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p *past) in(person seminar.ID, at time.Time) passing  { return passing{person, "main", at, false} }
func (p *past) out(person seminar.ID, at time.Time) passing { return passing{person, "main", at, true} }

// yesterdayOf is how the n-th delegate of the main hall spent yesterday.
func (p *past) yesterdayOf(person seminar.ID, n int) []passing {
	morning := p.in(person, p.at(yesterday, 8, 20+p.luck.IntN(36)))
	noon := []passing{p.out(person, p.at(yesterday, 12, 1+p.luck.IntN(8))), p.in(person, p.at(yesterday, 14, 4+p.luck.IntN(22)))}
	evening := p.out(person, p.at(yesterday, 17, 31+p.luck.IntN(15)))
	day := []passing{morning}
	if n%2 == 0 {
		day = append(day, noon...)
	}
	if n%4 != 1 {
		day = append(day, evening)
	}
	switch n {
	case 3: // did not come
		return nil
	case 9, 22: // overslept
		day[0].at = p.at(yesterday, 9, 12+p.luck.IntN(3))
	case 16: // missed the opening
		day[0].at = p.at(yesterday, 10, 21)
	case 28: // called away at noon
		return []passing{morning, noon[0]}
	case 33: // had a train to catch
		return []passing{morning, p.out(person, p.at(yesterday, 17, 3))}
	case 39: // had a long lunch
		return []passing{morning, noon[0], p.in(person, p.at(yesterday, 14, 46)), evening}
	case 19: // came in twice and left unseen in between
		return []passing{morning, p.in(person, p.at(yesterday, 8, 58)), evening}
	case 12, 44: // went over to the east hall at tea
		return []passing{morning, {person, "east", p.at(yesterday, 16, 5+p.luck.IntN(6)), false}}
	}
	return day
}

// mark is a steward's mark as it is sent (docs/protocol.md, section 7).
type mark struct {
	Op      string     `json:"op"`
	Session string     `json:"session"`
	Person  seminar.ID `json:"person"`
	Mark    roll.Mark  `json:"mark"`
	At      time.Time  `json:"at"`
}

// rollCalls are taken in the branch halls: in each session of yesterday, and this
// morning for those whom the steward has got round to.
func (p *past) rollCalls(ctx context.Context) error {
	for _, b := range branches() {
		steward := p.visitor(b.steward)
		hall := p.place(b.place)
		for _, session := range p.plan.Seminar.Sessions {
			if !session.Marked() || !session.At(hall.ID) || session.Starts.After(p.now) {
				continue
			}
			there, asked := p.delegatesAt(b.place), 100
			if session.Ends.After(p.now) {
				there, asked = p.inHallToday(b.place), 60
			}
			for i, person := range there {
				if i*100 >= asked*len(there) {
					break
				}
				m, at := p.word(i), session.Starts.Add(time.Duration(2*60+i*20)*time.Second)
				switch m {
				case roll.Late:
					at = session.Starts.Add(time.Duration(11+p.luck.IntN(8)) * time.Minute)
				case roll.LeftEarly:
					at = session.Ends.Add(-time.Duration(11+p.luck.IntN(6)) * time.Minute)
				}
				if at.After(p.now) {
					m, at = roll.Present, session.Starts
				}
				word := mark{Op: string(seminar.NewID()), Session: session.Key, Person: person.ID, Mark: m, At: at.UTC()}
				if err := steward.Post(ctx, "/branch/"+b.place+"/marks", word, nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// word is what the steward says of the n-th delegate of a branch hall.
func (p *past) word(n int) roll.Mark {
	if n == 13 { // ill since yesterday
		return roll.Absent
	}
	switch p.luck.IntN(25) {
	case 0:
		return roll.Absent
	case 1:
		return roll.LeftEarly
	case 2, 3:
		return roll.Late
	}
	return roll.Present
}

// stretch is time online, in hours and minutes of a day.
type stretch struct{ day, fromHour, fromMinute, toHour, toMinute int }

// online puts the presences of those at home into the evidence.
func (p *past) online(ctx context.Context) error {
	where := p.place("online").ID
	var sequence int64
	return p.app.Store.Write(ctx, func(tx *store.Tx) error {
		for i, person := range p.atHome() {
			for _, x := range p.stretches(person, i) {
				from, to := p.at(x.day, x.fromHour, x.fromMinute), p.at(x.day, x.toHour, x.toMinute)
				if to.After(p.now) {
					to = p.now
				}
				sequence++
				e := roll.Evidence{Person: person.ID, Kind: roll.Interval, Place: where, At: to, From: from, To: to, Device: madeUp, Sequence: sequence}
				if err := tx.AddEvidence(p.plan.Seminar.ID, e, ""); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// stretches is when the n-th delegate at home was online. The visitor's own delegate
// has not come yet today.
func (p *past) stretches(person seminar.Person, n int) []stretch {
	early, late := 45+p.luck.IntN(14), p.luck.IntN(12)
	morning, afternoon := stretch{yesterday, 8, early, 12, late}, stretch{yesterday, 14, early - 30, 17, 30 + late}
	now := stretch{today, 8, early, 23, 59}
	if person.Place != p.place("online").ID { // came to a hall yesterday
		return []stretch{now}
	}
	if person.Key == visitorAtHome {
		return []stretch{morning, afternoon}
	}
	switch n {
	case 4: // a line that breaks
		return []stretch{{yesterday, 8, early, 9, 21}, {yesterday, 9, 26, 11, 8}, {yesterday, 11, 15, 12, 3}, afternoon, now}
	case 7: // had not found the link
		return []stretch{{yesterday, 10, 14, 12, 2}, afternoon, now}
	case 11: // was not there
		return []stretch{now}
	case 17: // in the morning only
		return []stretch{morning, now}
	case 21: // left early
		return []stretch{morning, {yesterday, 14, early - 30, 17, 6}, now}
	case 14, 25: // late today
		return []stretch{morning, afternoon, {today, 9, 13 + n%7, 23, 59}}
	}
	return []stretch{morning, afternoon, now}
}

// excuse lets the organiser overrule two marks of yesterday, each with its reason.
func (p *past) excuse(ctx context.Context) error {
	organiser := p.visitor(organiserKey)
	main := p.delegatesAt("main")
	for _, x := range []struct {
		person  seminar.Person
		session string
		reason  string
	}{
		{main[28], "group-1-main", "Called back for a flood warning; letter received. 因汛情召回，已收公函。"},
		{main[28], "exchange-sources", "Called back for a flood warning; letter received. 因汛情召回，已收公函。"},
		{main[16], "opening", "The train was late; ticket shown. 列车晚点，已出示车票。"},
	} {
		err := organiser.Submit(ctx, "/roll/corrections", map[string][]string{
			"op": {string(seminar.NewID())}, "session": {x.session}, "person": {string(x.person.ID)}, "mark": {string(roll.Excused)}, "reason": {x.reason},
		})
		if err != nil {
			return err
		}
	}
	return organiser.Leave(ctx)
}
