package store_test

import (
	"os"
	"testing"

	"aula/internal/store/storetest"
	"aula/internal/testpg"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		tellUntilKilled(dir)
	}
	os.Exit(m.Run())
}

func TestSQLite(t *testing.T) {
	storetest.Run(t, onSQLite)
	t.Run("group", func(t *testing.T) { testGroup(t, onSQLite(t)) })
}

func TestPostgreSQL(t *testing.T) {
	server := testpg.Start(t)
	fresh := func(tb testing.TB) storetest.Where { return storetest.Where{URL: server.Database(tb)} }
	storetest.Run(t, fresh)
	t.Run("group", func(t *testing.T) { testGroup(t, fresh(t)) })
	t.Run("two servers", func(t *testing.T) { testTwoServers(t, fresh(t)) })
	t.Run("schema", func(t *testing.T) { testSchemas(t, onSQLite(t), fresh(t)) })
}

func onSQLite(tb testing.TB) storetest.Where { return storetest.Where{Dir: tb.TempDir()} }
