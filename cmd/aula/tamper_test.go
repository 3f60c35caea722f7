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
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.dir, "data", "aula.db")+"?_pragma=busy_timeout(10000)")
	check(err)
	defer db.Close()
	var of string
	var seq int64
	var body []byte
	check(db.QueryRow(`SELECT seminar, seq, body FROM record WHERE kind = $1 ORDER BY seq DESC LIMIT 1`, args[0]).Scan(&of, &seq, &body))
	body[len(body)/2] ^= 1
	_, err = db.Exec(`UPDATE record SET body = $1 WHERE seminar = $2 AND seq = $3`, body, of, seq)
	check(err)
	fmt.Fprintf(s.Stdout(), "%d\n", seq)
	s.Setenv("TAMPERED", fmt.Sprint(seq))
}
