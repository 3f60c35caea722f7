package i18n

import (
	"strconv"
	"time"

	"aula/internal/seminar"
)

// Between writes the days from first to last in the printer's zone: one day, or both ends.
func (p Printer) Between(first, last time.Time) string {
	first, last = first.In(p.Zone), last.In(p.Zone)
	if p.Lang == seminar.Chinese {
		return chinesePeriod(first, last)
	}
	return p.englishPeriod(first, last)
}

func chinesePeriod(first, last time.Time) string {
	s := first.Format("2006年1月2日")
	switch {
	case SameDay(first, last):
		return s
	case first.Year() != last.Year():
		return s + "至" + last.Format("2006年1月2日")
	case first.Month() != last.Month():
		return s + "至" + last.Format("1月2日")
	}
	return s + "至" + last.Format("2日")
}

func (p Printer) englishPeriod(first, last time.Time) string {
	month := func(t time.Time) string { return " " + p.T("month."+strconv.Itoa(int(t.Month()))) }
	end := last.Format("2") + month(last) + last.Format(" 2006")
	switch {
	case SameDay(first, last):
		return end
	case first.Year() != last.Year():
		return first.Format("2") + month(first) + first.Format(" 2006") + " – " + end
	case first.Month() != last.Month():
		return first.Format("2") + month(first) + " – " + end
	}
	return first.Format("2") + "–" + end
}

// SameDay reports whether two times of one zone are on the same day.
func SameDay(a, b time.Time) bool {
	y, m, d := a.Date()
	y2, m2, d2 := b.Date()
	return y == y2 && m == m2 && d == d2
}
