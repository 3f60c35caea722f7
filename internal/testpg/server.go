package testpg

import (
	"database/sql"
	"errors"
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
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Server is a running PostgreSQL.
type Server struct {
	dir           string
	admin         *sql.DB
	made          atomic.Int64 // databases
	stop, stopped chan struct{}
}

// Open starts a server. A durable one has on disk what it has committed, as every server
// that is not for tests; the other is faster and never opened again. The error is
// ErrMissing where PostgreSQL is not installed.
func Open(durable bool) (*Server, error) {
	bin, ok := binaries()
	if !ok {
		return nil, ErrMissing
	}
	s := &Server{stop: make(chan struct{}), stopped: make(chan struct{})}
	err := s.folder()
	if err == nil { // a language's order of words, as many servers have it, is not the order of bytes
		err = s.run(filepath.Join(bin, "initdb"), "-D", s.data(), "-U", "postgres", "-A", "trust", "--no-sync",
			"-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US")
	}
	if err == nil {
		err = s.start(filepath.Join(bin, "postgres"), durable)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	if err := s.await(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close ends the server and removes what it kept.
func (s *Server) Close() {
	if s.admin != nil {
		_ = s.admin.Close()
	}
	close(s.stop)
	<-s.stopped
	_ = os.RemoveAll(s.dir)
}

// NewDatabase makes an empty database and returns its URL.
func (s *Server) NewDatabase() (string, error) {
	name := fmt.Sprintf("test%d", s.made.Add(1))
	if _, err := s.admin.Exec(`CREATE DATABASE ` + name); err != nil {
		return "", err
	}
	return s.url(name), nil
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
func (s *Server) folder() (err error) {
	if s.dir, err = os.MkdirTemp("", "pg"); err != nil {
		return err
	}
	if id := identity(); id != nil {
		return os.Chown(s.dir, int(id.Uid), int(id.Gid))
	}
	return nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) log() []byte {
	out, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	return out
}

func (s *Server) run(name string, args ...string) error {
	if out, err := s.command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = attributes()
	return cmd
}

// start starts the server.
func (s *Server) start(postgres string, durable bool) error {
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := s.command(postgres, "-D", s.data(), "-c", "listen_addresses=", "-c", "unix_socket_directories="+s.dir, "-c", "max_connections=300")
	if !durable {
		cmd.Args = append(cmd.Args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	cmd.Stdout, cmd.Stderr = log, log
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // the server ends with the thread that started it
		defer runtime.UnlockOSThread()
		defer close(s.stopped)
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		<-s.stop
		_ = cmd.Process.Signal(syscall.SIGQUIT) // at once
		_ = cmd.Wait()
	}()
	return <-started
}

// await waits until the server answers.
func (s *Server) await() (err error) {
	if s.admin, err = sql.Open("pgx", s.url("postgres")); err != nil {
		return err
	}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if err = s.admin.Ping(); err == nil {
			return nil
		}
	}
	return fmt.Errorf("no answer: %w", err)
}

func (s *Server) url(database string) string {
	return fmt.Sprintf("postgres://postgres@/%s?host=%s", database, s.dir)
}
