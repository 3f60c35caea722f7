package roll

import (
	"cmp"
	"slices"

	"aula/internal/seminar"
)

// stay is a Stay while the fold works: times as moments, ends not yet cut to now.
type stay struct {
	place    seminar.ID
	method   Method
	by       Kind
	from, to moment
	end      End
}

// history is one person's evidence, read once for all sessions.
type history struct {
	person  *seminar.Person
	seen    bool        // there is evidence, whatever it says
	stays   []stay      // by scan and online, by start
	reached []moment    // the latest end of the stays up to each
	outs    []*Evidence // scans out of somebody who was not in
	said    []*Evidence // stewards' words, in the order of time
	changed []*Evidence // corrections, in the order of time, received and id
	leaves  []Request
	prompts []Prompt
	listed  moment // when they came onto the list; 0 for who was always on it
	duties  []*Evidence
	made    []*Evidence // what was made up for later
	fed     []*Evidence // feedback
}

func (p *plan) history(person *seminar.Person, mine []*Evidence) *history {
	h := &history{person: person, seen: len(mine) > 0}
	var intervals []stay
	for _, e := range mine {
		switch {
		case e.Kind == Attested && e.Mark.known():
			h.said = append(h.said, e)
		case e.Kind == Corrected && (e.Mark == "" || e.Mark.known()):
			h.changed = append(h.changed, e)
		case e.Kind == Interval:
			intervals = p.interval(intervals, e)
		case e.Kind == Listed && (h.listed == 0 || at(e.At) < h.listed):
			h.listed = at(e.At)
		case e.Kind == OnDuty:
			h.duties = append(h.duties, e)
		case e.Kind == MadeUp:
			h.made = append(h.made, e)
		case e.Kind == Fed:
			h.fed = append(h.fed, e)
		}
	}
	h.leaves, h.prompts = requests(person.ID, mine), prompts(mine)
	p.scans(h, mine)
	h.stays = append(h.stays, merge(intervals)...)
	slices.SortStableFunc(h.stays, byStart)
	h.reached = make([]moment, len(h.stays))
	for i, s := range h.stays {
		h.reached[i] = s.to
		if i > 0 {
			h.reached[i] = max(s.to, h.reached[i-1])
		}
	}
	return h
}

// touching returns the stays among which are all that touch a stretch of time: somebody
// whose line breaks has hundreds of stays, and few of them matter to a session.
func (h *history) touching(from, to moment) []stay {
	first, _ := slices.BinarySearch(h.reached, from+1)
	last, _ := slices.BinarySearchFunc(h.stays, to, func(s stay, to moment) int { return cmp.Compare(s.from, to) })
	return h.stays[min(first, last):last]
}

func byStart(a, b stay) int {
	return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.place, b.place), cmp.Compare(a.to, b.to))
}

// scans reads the doors. A scan in opens a stay at the place. It ends with a scan out
// at whatever door: whoever was seen leaving is in nowhere. It ends with a scan in at
// another place: moving from the main hall to a branch hall needs no scan out. A
// second scan in at the same place, at whichever of its gates, changes nothing.
// And it ends with the last session of that day at that place: nobody stays overnight.
//
// Whoever confirms a seat in a hall, enters the code of its screen, speaks or votes there is in it from then on,
// if no door has seen them, until the session ends: one code does not prove a day. A door that has seen them is believed.
func (p *plan) scans(h *history, mine []*Evidence) {
	d := door{h: h}
	for _, e := range mine {
		t := at(e.At)
		switch e.Kind {
		case ScanIn:
			d.expire(t, d.now.to)
			if !d.open || d.now.place != e.Place {
				d.shut(t, EndMoved)
				d.enter(p, e.Place, e.Kind, t)
			}
		case Seated, Entered, Spoke, Voted:
			if d.expire(t, d.now.to); !d.open && p.method(e.Place) == AsGroup {
				d.enter(p, e.Place, e.Kind, t)
			}
		case ScanOut:
			d.expire(t, d.latest)
			if !d.open {
				h.outs = append(h.outs, e)
			}
			d.shut(t, EndSeen)
		}
	}
	d.shut(d.now.to, EndAssumed)
}

// door follows one person through the scans.
type door struct {
	h      *history
	open   bool
	now    stay   // while open; its end is the assumed one
	latest moment // until when a scan out still ends it
}

// expire closes the stay with the day if by t it was over.
func (d *door) expire(t, over moment) {
	if d.open && t > over {
		d.shut(d.now.to, EndAssumed)
	}
}

func (d *door) enter(p *plan, place seminar.ID, by Kind, t moment) {
	d.open, d.latest = true, t
	d.now = stay{place: place, method: p.method(place), by: by, from: t, to: t}
	switch v := p.places[place]; {
	case v == nil:
	case by.sights():
		d.now.to = p.sessionEnd(place, t)
		d.latest = max(d.latest, d.now.to)
	default:
		d.now.to, d.latest = v.closing(t)
	}
}

func (d *door) shut(t moment, how End) {
	if d.open {
		d.now.to, d.now.end, d.open = t, how, false
		d.h.stays = append(d.h.stays, d.now)
	}
}

// interval adds time online; without a place it is the seminar's online place.
func (p *plan) interval(list []stay, e *Evidence) []stay {
	from, to := at(e.From), at(e.To)
	if from >= to {
		return list
	}
	place := cmp.Or(e.Place, p.online)
	return append(list, stay{place: place, method: p.method(place), by: Interval, from: from, to: to, end: EndSeen})
}

// merge unites the stretches at one place that touch or overlap: two tabs, or one
// lease reported in pieces, are one stay.
func merge(list []stay) []stay {
	slices.SortFunc(list, func(a, b stay) int { return cmp.Or(cmp.Compare(a.place, b.place), byStart(a, b)) })
	merged := list[:0]
	for _, s := range list {
		if n := len(merged); n > 0 && merged[n-1].place == s.place && s.from <= merged[n-1].to {
			merged[n-1].to = max(merged[n-1].to, s.to)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// union returns how long at least one of the stays lasts within from and to.
func union(stays []stay, from, to moment) moment {
	slices.SortFunc(stays, byStart)
	var sum moment
	for _, s := range stays {
		start, end := max(s.from, from), min(s.to, to)
		if start < end {
			sum, from = sum+end-start, end
		}
	}
	return sum
}

// show writes the stay for the roll, as far as it has happened by now.
func (p *plan) show(s stay) Stay {
	x := Stay{Place: s.place, Method: s.method, By: s.by, From: clock(s.from), To: clock(s.to), End: s.end}
	if s.to > p.asOf {
		x.To, x.End = clock(p.asOf), EndOpen
	}
	return x
}
