package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/store"
	"aula/internal/store/storetest"
)

// testSchemas compares what the migrations made of both engines: the same tables, the
// same columns of the same types in the same order, the same keys.
func testSchemas(t *testing.T, lite, postgres storetest.Where) {
	for _, where := range []storetest.Where{lite, postgres} {
		d, err := store.Open(context.Background(), where.Dir, where.URL, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
	}
	same(t, "columns", strings.ReplaceAll(describe(t, "sqlite", store.File(lite.Dir), sqliteColumns), "blob", "bytea"),
		describe(t, "pgx", postgres.URL, postgresColumns))
	same(t, "keys", describe(t, "sqlite", store.File(lite.Dir), sqliteKeys), describe(t, "pgx", postgres.URL, postgresKeys))
}

const (
	sqliteColumns = `SELECT m.name, c.cid, c.name || ' ' || LOWER(c.type) || CASE WHEN c."notnull" OR c.pk THEN ' not null' ELSE '' END
		FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%'`
	postgresColumns = `SELECT table_name, ordinal_position - 1, column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
		FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'`
	sqliteKeys = `SELECT m.name, k.seqno, k.name || CASE WHEN i."unique" THEN ' unique ' ELSE ' ' END || i.partial
		FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) k WHERE m.type = 'table' AND m.name NOT LIKE 'goose%' AND m.name NOT LIKE 'sqlite%'`
	postgresKeys = `SELECT c.relname, k.n - 1, a.attname || CASE WHEN i.indisunique THEN ' unique ' ELSE ' ' END || CASE WHEN i.indpred IS NULL THEN 0 ELSE 1 END
		FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace s ON s.oid = c.relnamespace,
		UNNEST(i.indkey) WITH ORDINALITY AS k(attnum, n), pg_attribute a
		WHERE s.nspname = 'public' AND a.attrelid = c.oid AND a.attnum = k.attnum AND c.relname NOT LIKE 'goose%'`
)

// describe returns the rows of a query, each of a table, a number and a word, sorted.
func describe(t *testing.T, driver, name, query string) string {
	db, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(driver, err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var table, word string
		var n int
		if err := rows.Scan(&table, &n, &word); err != nil {
			t.Fatal(driver, err)
		}
		all = append(all, fmt.Sprintf("%s %02d %s\n", table, n, word))
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

func same(t *testing.T, what, lite, postgres string) {
	if lite == "" || lite != postgres {
		t.Errorf("%s differ; SQLite has\n%s\nPostgreSQL has\n%s", what, lite, postgres)
	}
}
