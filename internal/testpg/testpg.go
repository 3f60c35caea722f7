// Package testpg starts a private PostgreSQL for tests and benchmarks from the binaries
// of the system's package postgresql (15 or newer). It listens on a socket in a folder of
// its own and is gone when the test is.
package testpg

import (
	"errors"
	"os"
	"testing"
)

// ErrMissing says that PostgreSQL is not installed.
var ErrMissing = errors.New("PostgreSQL is not installed; apt-get install postgresql (or make packages) brings it")

// Start starts a server that lives as long as the test. Where PostgreSQL is not
// installed the test is skipped; with CI=true in the environment it fails.
func Start(tb testing.TB) *Server {
	tb.Helper()
	s, err := Open(false)
	switch {
	case errors.Is(err, ErrMissing) && os.Getenv("CI") != "true":
		tb.Skip(err)
	case err != nil:
		tb.Fatal("testpg:", err)
	}
	tb.Cleanup(func() {
		if tb.Failed() {
			out := s.log()
			tb.Logf("the end of PostgreSQL's log:\n%s", out[max(0, len(out)-4000):])
		}
		s.Close()
	})
	return s
}

// Database makes an empty database and returns its URL.
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	url, err := s.NewDatabase()
	if err != nil {
		tb.Fatal("testpg:", err)
	}
	return url
}
