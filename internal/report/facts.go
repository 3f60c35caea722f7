package report

import (
	"cmp"
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// facts is what the writers of every language tell, worked out once.
type facts struct {
	src           *Source
	zone          *time.Location
	people        map[seminar.ID]seminar.Person
	organisations map[seminar.ID]seminar.Organisation

	first, last time.Time           // of the programme, cancelled sessions left out
	told        []programme.Session // are over and were not cancelled, breaks left out
	together    bool                // one of the sessions takes place at several places at once
	modes       []seminar.PlaceKind
	minutes     int // that the told sessions lasted

	clock map[seminar.ID]span // of the told sessions
	talk  talk
}

// span is from when to when something lasted.
type span struct{ from, to time.Time }

func gather(src Source) (*facts, error) {
	f := &facts{
		src: &src, zone: src.Seminar.Location(), clock: map[seminar.ID]span{},
		people: map[seminar.ID]seminar.Person{}, organisations: map[seminar.ID]seminar.Organisation{},
	}
	for _, p := range src.People {
		f.people[p.ID] = p
	}
	for _, o := range src.Organisations {
		f.organisations[o.ID] = o
	}
	var err error
	if f.talk, err = listen(src.Entries, src.AsOf); err != nil {
		return nil, err
	}
	f.survey()
	return f, nil
}

// survey goes through the programme.
func (f *facts) survey() {
	var all []span
	held := map[seminar.ID]bool{}
	for _, s := range f.src.Seminar.Sessions {
		if s.Cancelled {
			continue
		}
		if f.first.IsZero() || s.Starts.Before(f.first) {
			f.first = s.Starts
		}
		if s.Ends.After(f.last) {
			f.last = s.Ends
		}
		if s.Kind == programme.Break {
			continue
		}
		f.together = f.together || len(s.Places) > 1
		for _, place := range s.Places {
			held[place] = true
		}
		if spans := f.actual(s); len(spans) > 0 {
			f.told = append(f.told, s)
			f.clock[s.ID] = span{spans[0].from, spans[len(spans)-1].to}
			all = append(all, spans...)
		}
	}
	f.minutes = length(all)
	for _, kind := range []seminar.PlaceKind{seminar.MainHall, seminar.BranchHall, seminar.Online} {
		if slices.ContainsFunc(f.src.Seminar.Places, func(p seminar.Place) bool { return p.Kind == kind && held[p.ID] }) {
			f.modes = append(f.modes, kind)
		}
	}
}

// actual returns when the session ran: as it was started and closed on the floor, or
// as planned when nobody did; nothing when it is not over.
func (f *facts) actual(s programme.Session) (ran []span) {
	spans := f.talk.ran[s.ID]
	closed := len(spans) > 0 && !spans[len(spans)-1].to.IsZero()
	switch {
	case !closed && s.Ends.After(f.src.AsOf):
		return nil
	case len(spans) == 0:
		return []span{{s.Starts, s.Ends}}
	}
	for _, x := range spans {
		if x.to.IsZero() { // nobody closed it
			x.to = s.Ends
			if !x.to.After(x.from) {
				x.to = x.from.Add(s.Ends.Sub(s.Starts))
			}
		}
		ran = append(ran, x)
	}
	return ran
}

// length returns how many minutes the spans last, those that overlap counted once.
func length(spans []span) int {
	slices.SortFunc(spans, func(a, b span) int { return a.from.Compare(b.from) })
	var sum time.Duration
	var until time.Time
	for _, s := range spans {
		if s.from.Before(until) {
			s.from = until
		}
		if s.to.After(s.from) {
			sum += s.to.Sub(s.from)
			until = s.to
		}
	}
	return int((sum + time.Minute/2) / time.Minute)
}

// over reports whether the whole programme is behind us; begun, whether it has started.
func (f *facts) over() bool  { return !f.last.After(f.src.AsOf) }
func (f *facts) begun() bool { return !f.first.IsZero() && !f.first.After(f.src.AsOf) }

// days returns the days of the programme with the sessions that are told, days
// without one left out.
func (f *facts) days() []programme.Day {
	var days []programme.Day
	for _, d := range f.src.Seminar.Days() {
		d.Sessions = slices.DeleteFunc(d.Sessions, func(s programme.Session) bool { _, told := f.clock[s.ID]; return !told })
		if len(d.Sessions) > 0 {
			days = append(days, d)
		}
	}
	return days
}

// of returns the told sessions of a kind.
func (f *facts) of(kind programme.Kind) []programme.Session {
	return slices.DeleteFunc(slices.Clone(f.told), func(s programme.Session) bool { return s.Kind != kind })
}

// named returns the places where the seminar was held.
func (f *facts) named() []Place {
	var all []Place
	for _, p := range f.src.Seminar.Places {
		if slices.ContainsFunc(f.src.Seminar.Sessions, func(s programme.Session) bool { return !s.Cancelled && s.Kind != programme.Break && s.At(p.ID) }) {
			all = append(all, Place{Place: p.ID, Kind: p.Kind, Name: p.Name})
		}
	}
	return all
}

// rank compares people as a report names them: by protocol order, those without one
// after the others, then by the rank of their organisation, then by key.
func (f *facts) rank(a, b seminar.ID) int {
	x, y := f.people[a], f.people[b]
	last := func(order int) uint { return uint(order) - 1 } // 0 wraps round to the last
	return cmp.Or(
		cmp.Compare(last(x.Order), last(y.Order)),
		cmp.Compare(last(f.organisations[x.Organisation].Order), last(f.organisations[y.Organisation].Order)),
		cmp.Compare(x.Key, y.Key),
		cmp.Compare(a, b),
	)
}

// attended names everybody with a part in the opening or the closing, by rank.
func (f *facts) attended() []Named {
	deeds := map[seminar.ID]programme.Deed{}
	for _, deed := range programme.Deeds() {
		for _, s := range append(f.of(programme.Opening), f.of(programme.Closing)...) {
			for _, id := range s.People(deed) {
				if _, has := deeds[id]; !has {
					deeds[id] = deed
				}
			}
		}
	}
	var all []Named
	for id, deed := range deeds {
		p := f.people[id]
		all = append(all, Named{Person: id, Name: p.Name, Organisation: f.organisations[p.Organisation].Name, Post: p.Post, Deed: deed})
	}
	slices.SortFunc(all, func(a, b Named) int { return f.rank(a.Person, b.Person) })
	return all
}

// level returns whose rank somebody is counted under: their own, else their organisation's.
func (f *facts) level(p seminar.Person) string {
	return cmp.Or(p.Level, f.organisations[p.Organisation].Level)
}

// tookPart returns where a delegate took part: the place of most of the sessions in
// which they were present, late or left early, the first one when there are several;
// false for somebody who was in none.
func tookPart(row roll.Row) (place seminar.ID, took bool) {
	most := 0
	times := map[seminar.ID]int{}
	for _, c := range row.Cells {
		switch c.Mark {
		case roll.Present, roll.Late, roll.LeftEarly:
			times[c.Place]++
		}
	}
	for _, c := range row.Cells {
		if times[c.Place] > most {
			most, place = times[c.Place], c.Place
		}
	}
	return place, most > 0
}
