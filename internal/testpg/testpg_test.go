package testpg

import (
	"database/sql"
	"testing"
)

func TestEveryDatabaseIsItsOwn(t *testing.T) {
	s := Start(t)
	var names [2]string
	for i := range names {
		db, err := sql.Open("pgx", s.Database(t))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(`CREATE TABLE once (id INT)`); err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRow(`SELECT current_database()`).Scan(&names[i]); err != nil {
			t.Fatal(err)
		}
	}
	if names[0] == names[1] {
		t.Fatalf("both are %s", names[0])
	}
}
