// Package testpg starts a private PostgreSQL for tests from the binaries of the
// system's package postgresql (15 or newer). It listens on a socket in a folder of its
// own and is gone when the test is.
package testpg

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Server is a running PostgreSQL.
type Server struct {
	dir   string
	admin *sql.DB
	made  atomic.Int64 // databases
}

// Start starts a server that lives as long as the test. Where PostgreSQL is not
// installed the test is skipped; with CI=true in the environment it fails.
func Start(tb testing.TB) *Server {
	tb.Helper()
	bin, ok := binaries()
	if !ok {
		const missing = "PostgreSQL is not installed; apt-get install postgresql (or make packages) brings it"
		if os.Getenv("CI") == "true" {
			tb.Fatal(missing)
		}
		tb.Skip(missing)
	}
	s := &Server{dir: folder(tb)}
	// A language's order of words, as many servers have it, is not the order of bytes.
	s.run(tb, filepath.Join(bin, "initdb"), "-D", s.data(), "-U", "postgres", "-A", "trust", "--no-sync",
		"-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US")
	s.start(tb, filepath.Join(bin, "postgres"))
	s.await(tb)
	return s
}

// binaries returns the folder of the newest PostgreSQL.
func binaries() (string, bool) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), true
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // Debian keeps them out of PATH
	if len(found) == 0 {
		return "", false
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4])
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), true
}

// folder makes the server's folder, under a short name because a socket's path is
// limited to 107 bytes.
func folder(tb testing.TB) string {
	dir, err := os.MkdirTemp("", "pg")
	if err == nil {
		tb.Cleanup(func() { _ = os.RemoveAll(dir) })
		if id := identity(); id != nil {
			err = os.Chown(dir, int(id.Uid), int(id.Gid))
		}
	}
	if err != nil {
		tb.Fatal("testpg:", err)
	}
	return dir
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) run(tb testing.TB, name string, args ...string) {
	tb.Helper()
	if out, err := s.command(name, args...).CombinedOutput(); err != nil {
		tb.Fatalf("testpg: %s: %v\n%s", name, err, out)
	}
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = attributes()
	return cmd
}

// start starts the server, without what makes it durable: it is never opened again.
func (s *Server) start(tb testing.TB, postgres string) {
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		tb.Fatal("testpg:", err)
	}
	defer log.Close()
	cmd := s.command(postgres, "-D", s.data(), "-c", "listen_addresses=", "-c", "unix_socket_directories="+s.dir,
		"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=300")
	cmd.Stdout, cmd.Stderr = log, log
	started, stop, stopped := make(chan error), make(chan struct{}), make(chan struct{})
	go func() {
		runtime.LockOSThread() // the server ends with the thread that started it
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		<-stop
		if err == nil {
			_ = cmd.Process.Signal(syscall.SIGQUIT) // at once
			_ = cmd.Wait()
		}
		close(stopped)
	}()
	tb.Cleanup(func() {
		if tb.Failed() {
			out, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			tb.Logf("the end of PostgreSQL's log:\n%s", out[max(0, len(out)-4000):])
		}
		close(stop)
		<-stopped
	})
	if err := <-started; err != nil {
		tb.Fatal("testpg:", err)
	}
}

// await waits until the server answers.
func (s *Server) await(tb testing.TB) {
	var err error
	if s.admin, err = sql.Open("pgx", s.url("postgres")); err != nil {
		tb.Fatal("testpg:", err)
	}
	tb.Cleanup(func() { _ = s.admin.Close() })
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if err = s.admin.Ping(); err == nil {
			return
		}
	}
	tb.Fatal("testpg: no answer:", err)
}

func (s *Server) url(database string) string {
	return fmt.Sprintf("postgres://postgres@/%s?host=%s", database, s.dir)
}

// Database makes an empty database and returns its URL.
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("test%d", s.made.Add(1))
	if _, err := s.admin.Exec(`CREATE DATABASE ` + name); err != nil {
		tb.Fatal("testpg:", err)
	}
	return s.url(name)
}
