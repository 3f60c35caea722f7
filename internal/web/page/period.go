package page

import (
	"strconv"
	"time"

	"aula/internal/seminar"
)

// Period writes the days of the seminar: "23–27 November 2026", "2026年11月23日至27日".
// It is empty for a seminar without sessions.
func (f Frame) Period() string {
	if f.Seminar == nil || len(f.Seminar.Sessions) == 0 {
		return ""
	}
	first := f.Seminar.Sessions[0].Starts
	last := first
	for _, s := range f.Seminar.Sessions {
		if s.Ends.After(last) {
			last = s.Ends
		}
	}
	return f.Between(first, last)
}

// Between writes the days from first to last in the page's zone: one day, or both ends.
func (f Frame) Between(first, last time.Time) string {
	first, last = first.In(f.Zone), last.In(f.Zone)
	if f.Lang == seminar.Chinese {
		return chinesePeriod(first, last)
	}
	return f.englishPeriod(first, last)
}

func chinesePeriod(first, last time.Time) string {
	s := first.Format("2006年1月2日")
	switch {
	case sameDay(first, last):
		return s
	case first.Year() != last.Year():
		return s + "至" + last.Format("2006年1月2日")
	case first.Month() != last.Month():
		return s + "至" + last.Format("1月2日")
	}
	return s + "至" + last.Format("2日")
}

func (f Frame) englishPeriod(first, last time.Time) string {
	month := func(t time.Time) string { return " " + f.T("month."+strconv.Itoa(int(t.Month()))) }
	end := last.Format("2") + month(last) + last.Format(" 2006")
	switch {
	case sameDay(first, last):
		return end
	case first.Year() != last.Year():
		return first.Format("2") + month(first) + first.Format(" 2006") + " – " + end
	case first.Month() != last.Month():
		return first.Format("2") + month(first) + " – " + end
	}
	return first.Format("2") + "–" + end
}

func sameDay(a, b time.Time) bool {
	y, m, d := a.Date()
	y2, m2, d2 := b.Date()
	return y == y2 && m == m2 && d == d2
}
