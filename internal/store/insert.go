package store

import (
	"slices"
	"strconv"
	"strings"
)

// How many rows one statement writes. On SQLite it is one: a statement that may fail half-way
// keeps a journal of the pages that it changes. On PostgreSQL each statement is a way there and back;
// the sizes are few, so that each is prepared once.
var (
	oneByOne = []int{1}
	byForms  = []int{64, 16, 4, 1}
)

// insert writes many rows of a table. columns is a list as SQL has it.
func (tx *Tx) insert(table, columns string, rows [][]any) error {
	forms := byForms
	if _, ok := tx.statements.(*sqliteTx); ok {
		forms = oneByOne
	}
	for _, n := range forms {
		if len(rows) < n {
			continue
		}
		for query := insertion(table, columns, n); len(rows) >= n; rows = rows[n:] {
			if err := tx.exec(query, slices.Concat(rows[:n]...)...); err != nil {
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
