package door

import (
	"time"

	"aula/internal/seminar"
)

// crowd counts who is in which hall. The counts hold for a stretch of time, until
// somebody comes or goes without a scan: when a day ends, for example.
type crowd struct {
	from, until time.Time                 // until is zero when nobody will
	where       map[seminar.ID]seminar.ID // nil before the first count
	in          map[seminar.ID]int        // people in a hall, by hall
	out         map[seminar.ID]int        // of the people who belong to a place, those who are in some hall
}

// settle counts anew unless the counts hold at a time.
func (c *crowd) settle(k *Keeper, now time.Time) {
	if c.holds(now) {
		return
	}
	*c = crowd{from: now, where: map[seminar.ID]seminar.ID{}, in: map[seminar.ID]int{}, out: map[seminar.ID]int{}}
	for i := range k.source.Facts.People {
		c.look(k, k.source.Facts.People[i].ID)
	}
}

func (c *crowd) holds(now time.Time) bool {
	return c.where != nil && !now.Before(c.from) && (c.until.IsZero() || now.Before(c.until))
}

// look counts one person again, of whom something new may be known.
func (c *crowd) look(k *Keeper, person seminar.ID) {
	c.count(k, person, -1)
	delete(c.where, person)
	if in, is := k.indoors.Of(person, c.from); is {
		c.where[person] = in.Place
		c.count(k, person, 1)
	}
	if next := k.indoors.Next(person, c.from); !next.IsZero() && (c.until.IsZero() || next.Before(c.until)) {
		c.until = next
	}
}

func (c *crowd) count(k *Keeper, person seminar.ID, n int) {
	place := c.where[person]
	if place == "" {
		return
	}
	c.in[place] += n
	if p := k.people[person]; p != nil {
		c.out[p.Place] += n
	}
}
