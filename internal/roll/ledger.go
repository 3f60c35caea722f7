package roll

import (
	"slices"
	"sync"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// Ledger keeps the evidence of one seminar by person and what was read from it, so that
// only the evidence of those is read again of whom something new is known. What it says
// is what Fold says of all its evidence: whatever the order in which it came, and however
// often. It is safe for concurrent use.
type Ledger struct {
	mu      sync.Mutex
	folios  map[seminar.ID]*folio // guarded by mu
	order   []*Evidence           // guarded by mu; all of it, as it came
	leave   []Evidence            // guarded by mu; what was said of leave, by anybody
	relief  []Evidence            // guarded by mu; what was said of who comes in whose place
	seminar *programme.Seminar    // guarded by mu; by which the folios were read
	people  []seminar.Person      // guarded by mu; whose places are known
	places  map[seminar.ID]int    // guarded by mu; of the people
}

// folio is one person's evidence.
type folio struct {
	all  []*Evidence // duplicates too, in the order of time once it was read
	read *history    // nil when there is more than was read; never changed
}

// Add takes evidence in. The ledger keeps the slice, which must not be changed.
func (l *Ledger) Add(more []Evidence) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.folios == nil {
		l.folios = map[seminar.ID]*folio{}
	}
	for i := range more {
		e := &more[i]
		x := l.folios[e.Person]
		if x == nil {
			x = &folio{}
			l.folios[e.Person] = x
		}
		x.all, x.read = append(x.all, e), nil
		l.order = append(l.order, e)
		switch {
		case e.Kind.leaves():
			l.leave = append(l.leave, *e)
		case e.Kind == Substitution:
			l.relief = append(l.relief, *e)
		}
	}
}

// Fold makes the roll of the ledger. The evidence of the facts is what counts besides the
// ledger's: presences that are still open. The seminar of the facts must not change after
// it was seen here; another plan is another seminar.
func (l *Ledger) Fold(f Facts) Roll {
	p := newPlan(f)
	besides := gather(f.Evidence)
	read := map[seminar.ID]*history{}
	p.relieveBy(l.ofReliefs(f.Evidence), f.People)
	l.mu.Lock()
	l.goBy(f.Seminar)
	for i := range f.People {
		read[f.People[i].ID] = l.history(p, &f.People[i], besides)
	}
	l.mu.Unlock() // the rest takes longer
	return p.fold(f, func(person *seminar.Person) *history { return read[person.ID] })
}

// Row makes one person's row; false when Fold has none of them. The people of the facts
// must not change after they were seen here; others are another slice.
func (l *Ledger) Row(f Facts, person seminar.ID) (Row, bool) {
	needed := []seminar.ID{person}
	for _, r := range Reliefs(l.ofReliefs(f.Evidence)) {
		if r.Old == person {
			needed = append(needed, r.New) // whose coming their mark depends on
		}
	}
	var few []seminar.Person // and no copy of all, nor a look at each
	for _, id := range needed {
		if i, ok := l.find(f.People, id); ok {
			few = append(few, f.People[i])
		}
	}
	f.People = few
	return l.Fold(f).Row(person)
}

// find returns where somebody stands among people.
func (l *Ledger) find(people []seminar.Person, id seminar.ID) (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(people) != len(l.people) || len(people) > 0 && &people[0] != &l.people[0] {
		l.people, l.places = people, make(map[seminar.ID]int, len(people))
		for i := range people {
			l.places[people[i].ID] = i
		}
	}
	i, ok := l.places[id]
	return i, ok
}

// Reliefs returns who comes in whose place, as Reliefs does.
func (l *Ledger) Reliefs() []Relief { return Reliefs(l.ofReliefs(nil)) }

// StoodIn reports whether somebody was ever named as a substitute.
func (l *Ledger) StoodIn(person seminar.ID) bool { return stoodIn(l.ofReliefs(nil))[person] }

func (l *Ledger) ofReliefs(besides []Evidence) []Evidence {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(l.relief[:len(l.relief):len(l.relief)], besides...)
}

// All returns the evidence as it came, without the first so many.
func (l *Ledger) All(first int) []Evidence {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]Evidence, 0, max(0, len(l.order)-first))
	for _, e := range l.order[min(first, len(l.order)):] {
		all = append(all, *e)
	}
	return all
}

// Requests returns all leave that was asked or granted, in the order of Requests.
func (l *Ledger) Requests() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Requests(l.leave)
}

// Evidence returns one person's evidence.
func (l *Ledger) Evidence(person seminar.ID) (mine []Evidence) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if x := l.folios[person]; x != nil {
		for _, e := range x.all {
			mine = append(mine, *e)
		}
	}
	return mine
}

// goBy forgets what was read by the halls and hours of another plan.
func (l *Ledger) goBy(s *programme.Seminar) {
	if l.seminar == s {
		return
	}
	l.seminar = s
	for _, x := range l.folios {
		x.read = nil
	}
}

// history returns what is to be read of one person.
func (l *Ledger) history(p *plan, person *seminar.Person, besides index) *history {
	x := l.folios[person.ID]
	more := besides[person.ID]
	switch {
	case x == nil:
		return p.history(person, besides.of(person.ID))
	case len(more) > 0:
		mine := append(slices.Clone(x.all), more...)
		slices.SortFunc(mine, inOrder)
		return p.history(person, once(mine))
	case x.read == nil:
		slices.SortFunc(x.all, inOrder)
		x.read = p.history(person, once(slices.Clone(x.all)))
	}
	h := *x.read
	h.person = person
	return &h
}
