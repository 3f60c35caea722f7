package door

import (
	"slices"
	"time"

	"aula/internal/roll"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// Keeper decides at all doors of a seminar as Decide does, and keeps up with what is let
// in. A scan costs it about the same in a seminar of fifty and in one of ten thousand. It
// is for one goroutine at a time.
type Keeper struct {
	source  Source
	list    List                   // of no place, with nobody inside
	known   map[seminar.ID]bool    // everybody
	people  map[seminar.ID]*Person // of the list
	revoked map[seminar.ID]bool
	posts   map[seminar.ID]*post
	indoors *roll.Indoors
	crowd   crowd
}

// post is what the doors of one place go by.
type post struct {
	days    []Day
	seats   int
	members int     // people who belong there
	full    []Place // the places, the own one without a seat
}

// Keep returns the keeper of a seminar. What has been let in is in indoors, which is the
// keeper's from now on; the evidence of the source is not looked at.
func Keep(src Source, indoors *roll.Indoors) *Keeper {
	src.Facts.Evidence = nil
	k := &Keeper{source: src, list: Make(src, ""), known: map[seminar.ID]bool{}, people: map[seminar.ID]*Person{}, revoked: map[seminar.ID]bool{}, posts: map[seminar.ID]*post{}, indoors: indoors}
	for i, p := range k.list.Places {
		full := slices.Clone(k.list.Places)
		full[i].Seats = -1
		k.posts[p.ID] = &post{days: days(src.Facts.Seminar, p.ID), seats: p.Seats, full: full}
	}
	for i := range src.Facts.People {
		k.known[src.Facts.People[i].ID] = true
	}
	for i := range k.list.People {
		p := &k.list.People[i]
		k.people[p.ID] = p
		if at := k.posts[p.Place]; at != nil {
			at.members++
		}
	}
	for _, id := range k.list.Revoked {
		k.revoked[id] = true
	}
	return k
}

// Ring returns the keys for reading passes.
func (k *Keeper) Ring() pass.Ring { return k.source.Keys }

// Add takes in what was let through a door, at a time.
func (k *Keeper) Add(e roll.Evidence, now time.Time) {
	k.indoors.Add(e)
	switch {
	case !k.crowd.holds(now):
		k.crowd = crowd{}
	case k.known[e.Person]:
		k.crowd.from = now
		k.crowd.look(k, e.Person)
	}
}

// List returns what the doors of a place go by at a time: what Make makes of everything
// that is known then.
func (k *Keeper) List(place seminar.ID, now time.Time) List {
	l := k.list
	l.Place, l.Made, l.Days = place, seminar.Millis(now), days(k.source.Facts.Seminar, place)
	l.Inside = k.indoors.All(k.source.Facts.People, now)
	return l
}

// Judge gives the verdict that List(place, now) gives of what was shown. It asks the rule
// with a list of one: all that such a list has is about the person.
func (k *Keeper) Judge(place seminar.ID, s Shown, now time.Time) Verdict {
	id, at := s.Pass.Person, k.posts[place]
	l := List{Seminar: k.list.Seminar, Place: place, Places: k.list.Places}
	if at != nil {
		l.Days = at.days
	}
	if k.revoked[id] {
		l.Revoked = []seminar.ID{id}
	}
	if in, is := k.indoors.Of(id, now); is {
		l.Inside = []roll.Inside{in}
	}
	if p := k.people[id]; p != nil {
		l.People = []Person{*p}
		if at != nil && p.Place != place && !k.room(place, at, now) {
			l.Places = at.full
		}
	}
	return l.Judge(s)
}

// room reports whether one more guest finds a seat: the seats, less one for everybody who
// belongs there and is in no hall, less those who are in.
func (k *Keeper) room(place seminar.ID, at *post, now time.Time) bool {
	if at.seats == 0 {
		return true
	}
	k.crowd.settle(k, now)
	return k.crowd.in[place]+at.members-k.crowd.out[place] < at.seats
}
