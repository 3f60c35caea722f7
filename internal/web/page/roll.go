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

// Roll is the roll: everybody in every session, everybody in one session, or one
// person in every session, as the filter says.
//
// A correction is POST /s/{seminar}/roll/corrections with op, session, person, mark
// ("" takes corrections back), reason and next.
type Roll struct {
	Frame
	Directory
	Roll       roll.Roll // what RollFilter.Apply chose
	Filter     RollFilter
	Page       int // 1 is the first
	MayCorrect bool
	Forgotten  time.Time          // when retention deleted the evidence; zero when it has not
	Patience   map[seminar.ID]int // times the usual time to answer prompts, of who has more; for who gives it
	Waiting    int                // requests for leave that wait for a word; for who decides
}

// Sessions lists the sessions that mark people, for choosing one.
func (v Roll) Sessions() []programme.Session {
	if v.Seminar == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Seminar.Sessions), func(s programme.Session) bool { return !s.Marked() })
}

// Single returns the one session of the view, nil when it shows several.
func (v Roll) Single() *programme.Session {
	if v.Filter.Session == "" || len(v.Roll.Sessions) != 1 {
		return nil
	}
	return &v.Roll.Sessions[0]
}

// One returns the one person of the view, nil when it shows several.
func (v Roll) One() *roll.Row {
	if v.Filter.Person == "" || len(v.Roll.Rows) != 1 {
		return nil
	}
	return &v.Roll.Rows[0]
}

// Rows returns the lines of this page.
func (v Roll) Rows() []roll.Row {
	_, from, to := v.pager()
	return v.Roll.Rows[from:to]
}

// Pager leads to the other pages.
func (v Roll) Pager() Pager {
	p, _, _ := v.pager()
	return p
}

func (v Roll) pager() (Pager, int, int) {
	return newPager(len(v.Roll.Rows), v.Page, v.URL("roll"), v.Filter.Query())
}

// ByRank lists the organisations by rank, for choosing one.
func (d Directory) ByRank() []seminar.Organisation {
	all := make([]seminar.Organisation, 0, len(d.Organisations))
	for _, o := range d.Organisations {
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b seminar.Organisation) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Key, b.Key))
	})
	return all
}

// Marks lists the marks.
func (Roll) Marks() []roll.Mark { return roll.Marks() }

// Bar is one part of the picture of the totals.
type Bar struct {
	Mark    roll.Mark
	Count   int
	From    float64 // where it begins, of 100
	Width   float64 // of 100
	Percent int     // of the marks, rounded down
}

// Bars returns the picture of the totals; a mark that nobody has is left out.
func (v Roll) Bars() []Bar {
	var bars []Bar
	sum, from := v.Roll.Total.Sum(), 0.0
	for _, m := range roll.Marks() {
		n := v.Roll.Total.Of(m)
		if n == 0 {
			continue
		}
		width := 100 * float64(n) / float64(sum)
		bars = append(bars, Bar{m, n, from, width, 100 * n / sum})
		from += width
	}
	return bars
}

// RollCell is one cell of the roll with what the page needs to show it.
type RollCell struct {
	Roll    // the page
	Person  seminar.Person
	Session programme.Session
	Cell    roll.Cell
}

// At returns the cell of a row for the session of that number.
func (v Roll) At(row roll.Row, session int) RollCell {
	return RollCell{v, row.Person, v.Roll.Sessions[session], row.Cells[session]}
}

// RollDay heads the sessions of one day.
type RollDay struct {
	programme.Day
	Columns int
}

// Days returns the heads of the columns.
func (v Roll) Days() []RollDay {
	shown := programme.Seminar{Sessions: v.Roll.Sessions}
	if v.Seminar != nil {
		shown.Zone = v.Seminar.Zone
	}
	var all []RollDay
	for _, d := range shown.Days() {
		all = append(all, RollDay{d, len(d.Sessions)})
	}
	return all
}

// Here returns the address of the page as it is now, to come back to after a correction.
func (v Roll) Here() string {
	p := v.Pager()
	return p.to(p.Page)
}

// Times lists how many times the usual time somebody may have to answer.
func (Roll) Times() []int { return []int{1, 2, 3, 4, 5} }

// HasTimes reports whether somebody has so many times the usual time.
func (v Roll) HasTimes(person seminar.ID, times int) bool { return max(1, v.Patience[person]) == times }

// MadeUp is what a correction says of a session that was made up for later; it stands beside the marks.
func (Roll) MadeUp() roll.Kind { return roll.MadeUp }

// Corrections lists what a correction may say.
func (Roll) Corrections() []roll.Mark {
	return []roll.Mark{roll.Present, roll.Late, roll.LeftEarly, roll.Excused, roll.Absent}
}

// With returns the address of the roll with the filter changed to one session or to
// one person; the rest of the filter stays.
func (v Roll) With(session, person seminar.ID) string {
	f := v.Filter
	f.Session, f.Person = session, person
	if q := f.Query(); q != "" {
		return v.URL("roll") + "?" + q
	}
	return v.URL("roll")
}

// File returns the address of the roll as a file, with the same filter.
func (v Roll) File(ending string) string {
	if q := v.Filter.Query(); q != "" {
		return v.URL("roll."+ending) + "?" + q
	}
	return v.URL("roll." + ending)
}

// Render writes the page.
func (v Roll) Render(w io.Writer) error { return Render(w, "roll", v) }

// RenderTable writes the totals and the table alone, for renewing them in place.
func (v Roll) RenderTable(w io.Writer) error { return Fragment(w, "roll", "table", v) }
