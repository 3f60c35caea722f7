package page

import (
	"io"
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// Grid is the programme as one table a day: rows are times, columns are places.
type Grid struct {
	Frame
	Directory
	At time.Time // the server's time
}

// GridDay is the table of one day.
type GridDay struct {
	programme.Day
	Rows []GridRow
}

// GridRow is a stretch of time in which nothing starts or ends.
type GridRow struct {
	From, To time.Time
	Cells    []GridCell // those that begin in this row, by place
}

// GridCell is what happens at neighbouring places for neighbouring rows. It has more
// than one session only when a place is taken twice.
type GridCell struct {
	Sessions         []programme.Session
	Columns, RowSpan int
}

// Days returns the tables.
func (v Grid) Days() []GridDay {
	var all []GridDay
	for _, d := range days(v.Frame) {
		all = append(all, GridDay{d, gridRows(d.Sessions, v.Seminar.Places)})
	}
	return all
}

// State says where a session stands: "past", "now" or "".
func (v Grid) State(s programme.Session) string { return state(s, v.At) }

// Render writes the page.
func (v Grid) Render(w io.Writer) error { return Render(w, "grid", v) }

// gridRows cuts the day at every start and end and joins equal cells to rectangles.
func gridRows(sessions []programme.Session, places []seminar.Place) []GridRow {
	rows := stretches(sessions)
	taken := make([][][]programme.Session, len(rows))
	for r := range rows {
		taken[r] = make([][]programme.Session, len(places))
		for c, p := range places {
			taken[r][c] = during(sessions, p.ID, rows[r].From)
		}
	}
	covered := make([][]bool, len(rows))
	for r := range covered {
		covered[r] = make([]bool, len(places))
	}
	for r := range rows {
		for c := range places {
			if covered[r][c] {
				continue
			}
			cell := rectangle(taken, covered, r, c)
			for i := r; i < r+cell.RowSpan; i++ {
				for j := c; j < c+cell.Columns; j++ {
					covered[i][j] = true
				}
			}
			rows[r].Cells = append(rows[r].Cells, cell)
		}
	}
	return rows
}

// stretches returns the times between neighbouring starts and ends at which
// something happens.
func stretches(sessions []programme.Session) []GridRow {
	var cuts []time.Time
	for _, s := range sessions {
		cuts = append(cuts, s.Starts, s.Ends)
	}
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	var rows []GridRow
	for i := 0; i+1 < len(cuts); i++ {
		busy := slices.ContainsFunc(sessions, func(s programme.Session) bool { return runs(s, cuts[i]) })
		if busy {
			rows = append(rows, GridRow{From: cuts[i], To: cuts[i+1]})
		}
	}
	return rows
}

// rectangle grows a cell from its corner to the right, then down, as long as the
// same sessions happen and the rows follow one another.
func rectangle(taken [][][]programme.Session, covered [][]bool, r, c int) GridCell {
	cell := GridCell{Sessions: taken[r][c], Columns: 1, RowSpan: 1}
	if len(cell.Sessions) == 0 {
		return cell
	}
	for j := c + 1; j < len(taken[r]) && !covered[r][j] && same(taken[r][j], cell.Sessions); j++ {
		cell.Columns++
	}
	for i := r + 1; i < len(taken); i++ {
		for j := c; j < c+cell.Columns; j++ {
			if covered[i][j] || !same(taken[i][j], cell.Sessions) {
				return cell
			}
		}
		cell.RowSpan++
	}
	return cell
}

func runs(s programme.Session, at time.Time) bool { return !at.Before(s.Starts) && at.Before(s.Ends) }

func during(sessions []programme.Session, place seminar.ID, at time.Time) []programme.Session {
	var found []programme.Session
	for _, s := range sessions {
		if runs(s, at) && s.At(place) {
			found = append(found, s)
		}
	}
	return found
}

func same(a, b []programme.Session) bool {
	return slices.EqualFunc(a, b, func(x, y programme.Session) bool { return x.ID == y.ID })
}
