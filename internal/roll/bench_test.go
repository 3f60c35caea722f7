package roll_test

import (
	"fmt"
	"testing"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// BenchmarkFold folds 1,000 and 10,000 people x 40 sessions: five days of eight sessions, in and out at
// each half-day, every fourth person at home with a broken line.
func BenchmarkFold(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			f := crowd(n)
			b.ReportMetric(float64(len(f.Evidence)), "evidence")
			for b.Loop() {
				if r := roll.Fold(f); r.Total.Sum() != n*40 {
					b.Fatal("cells are missing")
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n*40), "ns/cell")
		})
	}
}

func crowd(n int) roll.Facts {
	s := fixture()
	s.Sessions = nil
	for d := range 5 {
		for k := range 8 {
			start := hm(d+1, "08:30").Add(time.Duration(k) * time.Hour)
			id := fmt.Sprintf("%d-%d", d+1, k+1)
			s.Sessions = append(s.Sessions, programme.Session{ID: seminar.ID(id), Key: id, Kind: programme.Lecture,
				Places: []seminar.ID{hall, branch, online}, Starts: start, Ends: start.Add(50 * time.Minute)})
		}
	}
	f := roll.Facts{Policy: plain, Seminar: s, AsOf: hm(9, "00:00")}
	sequence := int64(0)
	add := func(e roll.Evidence) {
		sequence++
		e.Device, e.Sequence, e.ID = "gate", sequence, seminar.ID(fmt.Sprint(sequence))
		f.Evidence = append(f.Evidence, e)
	}
	for i := range n {
		p := delegate(fmt.Sprintf("p%05d", i), []seminar.ID{hall, hall, branch, online}[i%4])
		f.People = append(f.People, p)
		for d := range 5 {
			for _, half := range []string{"08:20", "12:25"} {
				from := hm(d+1, half).Add(time.Duration(i%17) * time.Minute)
				to := from.Add(4 * time.Hour)
				if p.Place == online {
					add(roll.Evidence{Person: p.ID, Kind: roll.Interval, At: to, From: from, To: from.Add(2 * time.Hour)})
					add(roll.Evidence{Person: p.ID, Kind: roll.Interval, At: to, From: from.Add(2*time.Hour + 3*time.Minute), To: to})
					continue
				}
				add(roll.Evidence{Person: p.ID, Kind: roll.ScanIn, Place: p.Place, At: from})
				add(roll.Evidence{Person: p.ID, Kind: roll.ScanOut, Place: p.Place, At: to})
			}
		}
	}
	return f
}

// BenchmarkCases looks through the roll of 3,000 people for what is unclear, with ten sealed half-days.
func BenchmarkCases(b *testing.B) {
	f := crowd(3_000)
	r := roll.Fold(f)
	var seals []roll.Seal
	for _, h := range r.Halves {
		seals = append(seals, roll.Seal{Day: h.Day, Part: h.Part, To: h.To, At: h.To})
	}
	for b.Loop() {
		roll.Cases(f, r, seals)
	}
}
