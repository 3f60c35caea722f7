package main

import (
	"database/sql"
	"fmt"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// tamper changes a byte in the body of the last entry of a kind, behind the server's
// back, and prints the entry's number:
//
//	tamper roll.evidence
func tamper(s story, args []string) {
	need(args, 1, "tamper KIND")
	db := s.openDatabase("")
	defer db.Close()
	var of string
	var seq int64
	var body []byte
	check(db.QueryRow(`SELECT seminar, seq, body FROM record WHERE kind = $1 ORDER BY seq DESC LIMIT 1`, args[0]).Scan(&of, &seq, &body))
	body[len(body)/2] ^= 1
	_, err := db.Exec(`UPDATE record SET body = $1 WHERE seminar = $2 AND seq = $3`, body, of, seq)
	check(err)
	fmt.Fprintf(s.Stdout(), "%d\n", seq)
	s.Setenv("TAMPERED", fmt.Sprint(seq))
}

// recorded prints the bodies of the record's entries of a kind, one a line:
//
//	recorded person.changed
func recorded(s story, args []string) {
	need(args, 1, "recorded KIND")
	db := s.openDatabase("&_pragma=query_only(1)")
	defer db.Close()
	rows, err := db.Query(`SELECT body FROM record WHERE kind = $1 ORDER BY seminar, seq`, args[0])
	check(err)
	defer rows.Close()
	for rows.Next() {
		var body []byte
		check(rows.Scan(&body))
		fmt.Fprintf(s.Stdout(), "%s\n", body)
	}
	check(rows.Err())
}

// openDatabase opens the database beside the server.
func (h *house) openDatabase(pragmas string) *sql.DB {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "data", "aula.db")+"?_pragma=busy_timeout(10000)"+pragmas)
	check(err)
	return db
}
