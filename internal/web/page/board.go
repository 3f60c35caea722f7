package page

import (
	"cmp"
	"io"
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Board shows where everybody is now: in which hall, at home, on leave, missing; as a whole, by place, organisation and level.
type Board struct {
	Frame
	Directory
	AsOf      time.Time
	Running   []programme.Session
	Standings []roll.Standing
	Search    string // shows the people who are meant
}

// BoardLine counts people by where they are.
type BoardLine struct {
	Name  seminar.Text
	Href  string // where to look closer; "" for nowhere
	Count map[roll.Where]int
	Sum   int // of who is due
	most  int // of all lines of the table
}

// Wheres lists what is counted.
func (Board) Wheres() []roll.Where {
	return []roll.Where{roll.InHall, roll.AtHome, roll.OnLeave, roll.Replaced, roll.Missing}
}

// Here counts those in a hall or at home.
func (l BoardLine) Here() int { return l.Count[roll.InHall] + l.Count[roll.AtHome] }

// BoardBar is one part of the picture of a line.
type BoardBar struct {
	Where       roll.Where
	From, Width float64 // of 100
}

// Bars returns the picture of the line, as long as the line is beside the longest.
func (l BoardLine) Bars() (bars []BoardBar) {
	from := 0.0
	for _, w := range (Board{}).Wheres() {
		if n := l.Count[w]; n > 0 {
			width := 100 * float64(n) / float64(max(1, l.most))
			bars = append(bars, BoardBar{w, from, width})
			from += width
		}
	}
	return bars
}

// Total counts everybody.
func (v Board) Total() BoardLine {
	lines := v.lines(func(seminar.Person, roll.Standing) (string, BoardLine) { return "", BoardLine{} })
	if len(lines) == 0 {
		return BoardLine{}
	}
	return lines[0]
}

// ByPlace counts by where people are, and those who are not here by where they belong.
func (v Board) ByPlace() []BoardLine {
	return v.lines(func(_ seminar.Person, s roll.Standing) (string, BoardLine) {
		i := slices.IndexFunc(v.Seminar.Places, func(p seminar.Place) bool { return p.ID == s.Place })
		if i < 0 {
			return "~", BoardLine{}
		}
		return order(i), BoardLine{Name: v.Seminar.Places[i].Name}
	})
}

// ByOrganisation counts by organisation, by rank.
func (v Board) ByOrganisation() []BoardLine {
	return v.lines(func(p seminar.Person, _ roll.Standing) (string, BoardLine) {
		o := v.Directory.Organisation(p.Organisation)
		return order(o.Order) + o.Key, BoardLine{Name: o.Name, Href: v.URL("roll") + "?organisation=" + string(o.ID)}
	})
}

// ByLevel counts by the level of people, or of their organisation, in the order of the seminar's levels.
func (v Board) ByLevel() []BoardLine {
	return v.lines(func(p seminar.Person, _ roll.Standing) (string, BoardLine) {
		level := cmp.Or(p.Level, v.Directory.Organisation(p.Organisation).Level)
		i := slices.IndexFunc(v.Seminar.Levels, func(l programme.Level) bool { return l.Key == level })
		if i < 0 {
			return "~", BoardLine{}
		}
		return order(i), BoardLine{Name: v.Seminar.Levels[i].Name}
	})
}

func order(i int) string { return string(rune('0' + min(max(i, 0), 0xD000))) }

// lines counts people in the lines that by names; lines are in the order of the names.
func (v Board) lines(by func(seminar.Person, roll.Standing) (string, BoardLine)) []BoardLine {
	lines := map[string]*BoardLine{}
	most := 0
	for _, s := range v.Standings {
		if s.Where == roll.NotDue {
			continue
		}
		key, line := by(v.Directory.Person(s.Person), s)
		l := lines[key]
		if l == nil {
			line.Count = map[roll.Where]int{}
			l = &line
			lines[key] = l
		}
		l.Count[s.Where]++
		l.Sum++
		most = max(most, l.Sum)
	}
	keys := make([]string, 0, len(lines))
	for key := range lines {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	all := make([]BoardLine, len(keys))
	for i, key := range keys {
		all[i] = *lines[key]
		all[i].most = most
	}
	return all
}

// BoardPerson is one person and where they are.
type BoardPerson struct {
	roll.Standing
	Person seminar.Person
}

// Absent lists who is expected and nowhere.
func (v Board) Absent() []BoardPerson {
	return v.people(func(s roll.Standing, _ seminar.Person) bool { return s.Where == roll.Missing })
}

// Found lists who is meant by the search.
func (v Board) Found() []BoardPerson {
	if v.Search == "" {
		return nil
	}
	return v.people(func(_ roll.Standing, p seminar.Person) bool {
		return meant(v.Search, p, v.Directory.Organisation(p.Organisation))
	})
}

func (v Board) people(which func(roll.Standing, seminar.Person) bool) (all []BoardPerson) {
	for _, s := range v.Standings {
		if p := v.Directory.Person(s.Person); which(s, p) {
			all = append(all, BoardPerson{s, p})
		}
	}
	return all
}

// Render writes the page.
func (v Board) Render(w io.Writer) error { return Render(w, "board", v) }

// RenderTable writes what changes alone, for renewing it in place.
func (v Board) RenderTable(w io.Writer) error { return Fragment(w, "board", "table", v) }
