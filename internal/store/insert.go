package store

import (
	"slices"
	"strconv"
	"strings"
)

// forms are how many rows one statement writes. They are few, so that each is prepared
// once; larger ones are not quicker: SQLite looks for the name of each argument among all.
var forms = []int{16, 8, 4, 2, 1}

// insert writes many rows of a table with few statements. columns is a list as SQL has it.
func (tx *Tx) insert(table, columns string, rows [][]any) error {
	for _, n := range forms {
		for ; len(rows) >= n; rows = rows[n:] {
			if err := tx.exec(insertion(table, columns, n), slices.Concat(rows[:n]...)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// insertion writes the statement that inserts n rows.
func insertion(table, columns string, n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + columns + ") VALUES ")
	width := strings.Count(columns, ",") + 1
	for i := range n * width {
		switch {
		case i == 0:
			b.WriteByte('(')
		case i%width == 0:
			b.WriteString("),(")
		default:
			b.WriteByte(',')
		}
		b.WriteString("$" + strconv.Itoa(i+1))
	}
	b.WriteByte(')')
	return b.String()
}
