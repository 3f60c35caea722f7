package seminarfile

import (
	"cmp"
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// weigh looks at the whole for what is possible but hardly meant, and warns.
func (b *book) weigh() {
	b.weighNames()
	b.weighSeats()
	b.weighItems()
	b.weighSpeakers()
}

// weighNames finds two people of one name and one organisation.
func (b *book) weighNames() {
	type who struct {
		organisation   seminar.ID
		language, name string
	}
	first := map[who]seminar.Person{}
	for _, p := range b.plan.People {
		for _, language := range keys(p.Name) {
			w := who{p.Organisation, language, p.Name[language]}
			q, twice := first[w]
			if !twice {
				first[w] = p
				continue
			}
			if q.ID != p.ID {
				at := b.index[kindPerson][p.Key]
				at.field = "name"
				b.warn(at, "file.fault.same_person", "value", short(w.name), "line", b.index[kindPerson][q.Key].line)
				break
			}
		}
	}
}

// weighSeats finds places with more people than seats.
func (b *book) weighSeats() {
	count := map[seminar.ID]int{}
	for _, p := range b.plan.People {
		if p.Delegate && !p.Withdrawn {
			count[p.Place]++
		}
	}
	for _, place := range b.plan.Seminar.Places {
		if place.Seats > 0 && count[place.ID] > place.Seats {
			b.warn(b.seats[place.ID], "file.fault.seats", "value", place.Key, "count", count[place.ID], "seats", place.Seats)
		}
	}
}

// weighItems finds sessions whose items take longer than they do.
func (b *book) weighItems() {
	for _, s := range b.plan.Seminar.Sessions {
		minutes := 0
		for _, i := range s.Items {
			minutes += i.Minutes
		}
		if length := int(s.Ends.Sub(s.Starts) / time.Minute); length > 0 && minutes > length {
			at := b.said[s.ID]
			at.field = "items"
			b.warn(at, "file.fault.items_long", "count", minutes, "length", length)
		}
	}
}

// weighSpeakers finds people who have a part in two sessions at the same time. To
// be named among the guests is no such part.
func (b *book) weighSpeakers() {
	sessions := map[seminar.ID][]*programme.Session{}
	for i := range b.plan.Seminar.Sessions {
		s := &b.plan.Seminar.Sessions[i]
		for _, p := range s.Parts {
			mine := sessions[p.Person]
			if p.Deed != programme.Attends && !s.Cancelled && s.Ends.After(s.Starts) && !slices.Contains(mine, s) {
				sessions[p.Person] = append(mine, s)
			}
		}
	}
	for _, p := range b.plan.People {
		mine := sessions[p.ID]
		slices.SortStableFunc(mine, func(x, y *programme.Session) int {
			return cmp.Or(x.Starts.Compare(y.Starts), cmp.Compare(x.Key, y.Key))
		})
		for i := 1; i < len(mine); i++ {
			if mine[i].Starts.Before(mine[i-1].Ends) && mine[i].ID != mine[i-1].ID {
				b.warn(b.said[mine[i].ID], "file.fault.two_at_once", "person", p.Key, "one", mine[i-1].Key, "other", mine[i].Key)
			}
		}
	}
}
