package roll

import (
	"cmp"
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// moment is a time in milliseconds since 1970, the grain of everything stored.
type moment = int64

func at(t time.Time) moment     { return t.UnixMilli() }
func clock(m moment) time.Time  { return time.UnixMilli(m).UTC() }
func span(from, to moment) Span { return Span(time.Duration(to-from) * time.Millisecond) }
func minutes(d moment) int      { return int(d / time.Minute.Milliseconds()) }

// lingering is how long after a place's last session of the day a scan out still
// belongs to that day.
const lingering = 2 * time.Hour

// plan is what the fold needs to know of the programme, worked out once.
type plan struct {
	policy   Policy
	asOf     moment
	columns  []column
	places   map[seminar.ID]*venue
	online   seminar.ID // the first online place; "" when there is none
	parallel bool       // some columns overlap in time
	halves   []Half
	reliefs  []Relief
	stood    map[seminar.ID]bool         // who was ever named as a substitute
	people   map[seminar.ID]seminar.Text // names, of whom reliefs speak
	desk     look                        // used again for every cell
	draft    []Reason                    // used again for every cell
}

// clean returns the plan with a desk and a draft of its own, for another goroutine.
func (p *plan) clean() *plan {
	another := *p
	another.desk, another.draft = look{}, nil
	return &another
}

// column is one marked session.
type column struct {
	session    *programme.Session
	start, end moment
	until      moment // what is judged: the end, or as far as the session has run
	half       int    // of plan.halves
}

// within reports whether the session belongs to a half-day as it was when somebody spoke of it. It need not begin in it any more: a
// session that was put forward by a quarter of an hour is the same session.
func (c *column) within(from, to time.Time) bool { return at(from) < c.end && c.start < at(to) }

func (c *column) begun() bool   { return c.until > c.start }
func (c *column) running() bool { return c.until < c.end }

// venue is a place with the days on which something happens there.
type venue struct {
	place seminar.Place
	order int
	days  []day
}

// day is a calendar day of the seminar at one place.
type day struct{ midnight, end moment } // end of its last session there

func newPlan(f Facts) *plan {
	p := &plan{policy: f.Policy, asOf: at(f.AsOf), places: map[seminar.ID]*venue{}}
	for i, place := range f.Seminar.Places {
		p.places[place.ID] = &venue{place: place, order: i}
		if place.Kind == seminar.Online && p.online == "" {
			p.online = place.ID
		}
	}
	zone := f.Seminar.Location()
	for i := range f.Seminar.Sessions {
		s := &f.Seminar.Sessions[i]
		if s.Cancelled {
			continue
		}
		for _, id := range s.Places {
			if v := p.places[id]; v != nil {
				v.extend(at(programme.Midnight(s.Starts, zone)), at(s.Ends))
			}
		}
		if s.Marked() {
			c := column{session: s, start: at(s.Starts), end: at(s.Ends)}
			c.until = min(c.end, max(c.start, p.asOf))
			p.columns = append(p.columns, c)
		}
	}
	p.settle()
	p.divide(zone)
	return p
}

// relieveBy lets the plan know who comes in whose place, from all that was said of it.
func (p *plan) relieveBy(said []Evidence, people []seminar.Person) {
	if p.reliefs, p.stood = Reliefs(said), stoodIn(said); len(p.reliefs) == 0 {
		return
	}
	p.people = make(map[seminar.ID]seminar.Text, len(people))
	for _, x := range people {
		p.people[x.ID] = x.Name
	}
}

// settle brings columns and days into the order of time.
func (p *plan) settle() {
	slices.SortStableFunc(p.columns, func(a, b column) int { return cmp.Compare(a.start, b.start) })
	for i := 1; i < len(p.columns); i++ {
		p.parallel = p.parallel || p.columns[i].start < p.columns[i-1].end
	}
	for _, v := range p.places {
		slices.SortFunc(v.days, func(a, b day) int { return cmp.Compare(a.midnight, b.midnight) })
	}
}

// extend lets the day last at least until end.
func (v *venue) extend(midnight, end moment) {
	for i := range v.days {
		if v.days[i].midnight == midnight {
			v.days[i].end = max(v.days[i].end, end)
			return
		}
	}
	v.days = append(v.days, day{midnight, end})
}

// closing returns when the day ends for somebody who comes in at t: the end of the
// last session of that day, and latest, until when a scan out still belongs to it.
// Somebody who comes when nothing follows any more that day has no stay: both are t.
func (v *venue) closing(t moment) (end, latest moment) {
	for _, d := range v.days {
		if d.midnight <= t && t < d.end {
			return d.end, d.end + lingering.Milliseconds()
		}
	}
	return t, t
}

// sessionEnd returns when the marked session of a place ends that runs at t or begins within half an hour; t when there is none.
func (p *plan) sessionEnd(place seminar.ID, t moment) moment {
	for i := range p.columns {
		if c := &p.columns[i]; c.session.At(place) && t < c.end && c.start-t < soon.Milliseconds() {
			return c.end
		}
	}
	return t
}

// soon is how long before a session somebody who is seen in the hall has come for it.
const soon = 30 * time.Minute

func (p *plan) sessions() []programme.Session {
	list := make([]programme.Session, len(p.columns))
	for i := range p.columns {
		list[i] = *p.columns[i].session
	}
	return list
}

// name returns a place's name; an id that the seminar does not know names itself.
func (p *plan) name(id seminar.ID) seminar.Text {
	if v := p.places[id]; v != nil {
		return v.place.Name
	}
	return seminar.Text{seminar.English: string(id)}
}

func (p *plan) method(id seminar.ID) Method {
	if v := p.places[id]; v != nil {
		return MethodOf(v.place.Kind)
	}
	return AsGroup
}
