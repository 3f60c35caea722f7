package roll

import "aula/internal/seminar"

// Filter chooses a part of a roll; a zero field does not choose.
type Filter struct {
	Session      seminar.ID // only this column
	Organisation seminar.ID // only people of this organisation
	Place        seminar.ID // only people with a cell at this place
	Mark         Mark       // only people with a cell of this mark, at Place if that is set
}

// Filter returns the rows and columns that the filter chooses, counted anew: the
// totals count what is shown. r itself is not changed.
func (r Roll) Filter(f Filter) Roll {
	column := -1
	part := Roll{AsOf: r.AsOf, Policy: r.Policy, BySession: map[seminar.ID]Tally{}, ByPlace: map[seminar.ID]Tally{}}
	for i, s := range r.Sessions {
		if f.Session == "" || s.ID == f.Session {
			part.Sessions, column = append(part.Sessions, s), i
		}
	}
	for _, row := range r.Rows {
		if f.Session != "" {
			row = row.only(column)
		}
		if f.chooses(&row) {
			part.Rows = append(part.Rows, row)
		}
	}
	part.count()
	return part
}

// only returns the row with one cell; with none when the column is -1.
func (r Row) only(column int) Row {
	if column < 0 {
		r.Cells, r.Present = nil, 0
		return r
	}
	r.Cells = r.Cells[column : column+1 : column+1]
	r.Present = r.Cells[0].Present
	return r
}

func (f Filter) chooses(row *Row) bool {
	if f.Organisation != "" && row.Person.Organisation != f.Organisation {
		return false
	}
	if f.Place == "" && f.Mark == "" {
		return true
	}
	for i := range row.Cells {
		c := &row.Cells[i]
		if (f.Place == "" || c.Place == f.Place) && (f.Mark == "" || c.Mark == f.Mark) {
			return true
		}
	}
	return false
}
