// Package fold measures the roll of a large seminar: 10,000 people x 40 sessions from five
// million pieces of evidence, and how long it takes until one more piece is in it.
package fold

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Figure is one measured value.
type Figure struct {
	Name  string
	Value float64
	Bar   string // what is to be reached, in words
}

// times is how often each is measured; the median is told.
const times = 9

// Measure measures the roll and returns the figures.
func Measure(short bool) ([]Figure, error) {
	people, each := 10_000, 500
	if short {
		people, each = 2_000, 100
	}
	began := time.Now()
	f, evidence := crowd(people, each)
	fmt.Printf("roll: %d people x %d sessions, %d pieces of evidence, made in %.1f s\n", people, len(f.Seminar.Sessions), people*each, time.Since(began).Seconds())
	var l roll.Ledger
	for _, chunk := range evidence {
		l.Add(chunk)
	}
	session := f.Seminar.Sessions[19].ID
	first, err := took(func() error { return page(&l, f, session, people) })
	if err != nil {
		return nil, err
	}
	var pages, cells []float64
	for n := range times {
		ms, err := took(func() error { return page(&l, f, session, people) })
		if err != nil {
			return nil, err
		}
		pages = append(pages, ms)
		runtime.GC() // what a page has left behind is not the cell's
		who := f.People[(n*1237+1)%people]
		more := []roll.Evidence{{ID: seminar.NewID(), Person: who.ID, Kind: roll.ScanIn, Place: "branch", At: f.Seminar.Sessions[19].Starts, Device: "late", Sequence: int64(n + 1)}}
		if ms, err = took(func() error {
			l.Add(more)
			if _, ok := l.Row(f, who.ID); !ok {
				return errors.New("somebody has no row")
			}
			return nil
		}); err != nil {
			return nil, err
		}
		cells = append(cells, ms)
	}
	return []Figure{
		{"roll.fold.first_page_ms", first, "once"},
		{"roll.fold.session_page_ms", median(pages), "under 1000"},
		{"roll.fold.cell_ms", median(cells), "under 1"},
	}, nil
}

// page folds what a page of the roll shows of one session.
func page(l *roll.Ledger, f roll.Facts, session seminar.ID, people int) error {
	r := l.Fold(f).Filter(roll.Filter{Session: session})
	if len(r.Rows) != people || r.Total.Sum() != people {
		return fmt.Errorf("%d rows, %d marks", len(r.Rows), r.Total.Sum())
	}
	return nil
}

// crowd makes a seminar of five days with eight sessions each, and the evidence of people
// who come and go at several gates and whose lines break all the time.
func crowd(people, each int) (roll.Facts, [][]roll.Evidence) {
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	places := []seminar.ID{"main", "branch", "online"}
	s := &programme.Seminar{ID: "seminar", Zone: "UTC", Places: []seminar.Place{{ID: "main", Kind: seminar.MainHall}, {ID: "branch", Kind: seminar.BranchHall}, {ID: "online", Kind: seminar.Online}}}
	for day := range 5 {
		for k := range 8 {
			id, starts := fmt.Sprintf("%d-%d", day+1, k+1), monday.AddDate(0, 0, day).Add(time.Duration(9+k)*time.Hour)
			s.Sessions = append(s.Sessions, programme.Session{ID: seminar.ID(id), Key: id, Kind: programme.Lecture, Places: places, Starts: starts, Ends: starts.Add(50 * time.Minute)})
		}
	}
	f := roll.Facts{Policy: roll.Policy{Preset: "plain", LateAfter: 10, LeaveBefore: 10, Share: 50}, Seminar: s, AsOf: monday.AddDate(0, 0, 3).Add(12*time.Hour + 20*time.Minute)} // in the middle of a session
	var evidence [][]roll.Evidence
	for i := range people {
		id := seminar.ID(fmt.Sprintf("p%05d", i))
		f.People = append(f.People, seminar.Person{ID: id, Key: string(id), Place: places[i%3], Delegate: true})
		evidence = append(evidence, days(id, i, each))
	}
	return f, evidence
}

// days is what is known of one person: one day in ten at the doors, the other nine online
// with a line that breaks.
func days(id seminar.ID, i, each int) []roll.Evidence {
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	all := make([]roll.Evidence, 0, each)
	for n := range each {
		day := n * 5 / each
		at := monday.AddDate(0, 0, day).Add(8*time.Hour + 30*time.Minute + time.Duration(n%(each/5))*9*time.Hour/time.Duration(each/5) + time.Duration(i%60)*time.Second)
		e := roll.Evidence{ID: seminar.NewID(), Person: id, At: at, Received: at}
		if n%10 == 0 {
			e.Kind, e.Place, e.Device, e.Sequence = roll.ScanIn, []seminar.ID{"main", "branch"}[n/20%2], fmt.Sprint("gate", n%4), int64(i*each+n+1)
			if n%20 == 0 {
				e.Kind = roll.ScanOut
			}
		} else {
			e.Kind, e.Place, e.From, e.To = roll.Interval, "online", at, at.Add(4*time.Minute)
		}
		all = append(all, e)
	}
	return all
}

// took returns how many milliseconds something takes.
func took(f func() error) (float64, error) {
	began := time.Now()
	err := f()
	return float64(time.Since(began).Microseconds()) / 1000, err
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
