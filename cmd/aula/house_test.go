package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// patience is how long a story waits for what must happen.
const patience = 30 * time.Second

// house is the server of a story and everybody who has to do with it.
type house struct {
	now    now
	dir    string // of the story
	base   string // http://localhost:PORT
	server *exec.Cmd
	people map[string]*person
	rush   []*rusher
}

type houseKey struct{}

// setUp gives a story a free port, a data folder, the time, and nothing of the
// environment in which the tests run.
func setUp(env *testscript.Env) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	h := &house{now: newNow(time.Now()), dir: env.WorkDir, base: "http://localhost:" + port, people: map[string]*person{}}
	if err := h.now.fillFiles(env.WorkDir); err != nil {
		return err
	}
	env.Values[houseKey{}] = h
	env.Setenv("PORT", port)
	env.Setenv("AULA_LISTEN", "127.0.0.1:"+port)
	env.Setenv("AULA_DATA", filepath.Join(env.WorkDir, "data"))
	env.Setenv("GORACE", "atexit_sleep_ms=0") // a second for each of many short commands otherwise
	env.Defer(h.close)
	return nil
}

// freePort finds a port that is free for TCP and for UDP.
func freePort() (string, error) {
	for {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		_, port, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			return "", err
		}
		u, err := net.ListenPacket("udp", "127.0.0.1:"+port)
		l.Close()
		if err == nil {
			return port, u.Close()
		}
	}
}

// close ends what a story that failed has left running.
func (h *house) close() {
	for _, p := range h.people {
		p.leave()
	}
	if h.server != nil {
		_ = h.server.Process.Kill()
		_ = h.server.Wait()
	}
}

// failure is what a command of a story fails with; everything below verb panics
// with it, so that a story's commands read without error handling.
type failure struct{ error }

func check(err error) {
	if err != nil {
		panic(failure{err})
	}
}

func failf(format string, args ...any) { panic(failure{fmt.Errorf(format, args...)}) }

// story is a command's view of the script.
type story struct {
	*testscript.TestScript
	*house
}

// verb turns a deed into a command of testscript.
func verb(deed func(story, []string)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg {
			ts.Fatalf("this command has no opposite")
		}
		h := ts.Value(houseKey{}).(*house)
		for i, a := range args {
			args[i] = h.now.fill(a)
		}
		defer func() {
			switch r := recover().(type) {
			case nil:
			case failure:
				ts.Fatalf("%v", r.error)
			default:
				panic(r) // testscript's own
			}
		}()
		deed(story{ts, h}, args)
	}
}

func need(args []string, least int, usage string) {
	if len(args) < least {
		failf("usage: %s", usage)
	}
}

// start starts the server on the story's port and data, waits until it answers and
// prints what it says:
//
//	start
func start(s story, _ []string) {
	if s.server != nil {
		failf("the server runs already")
	}
	said, err := os.Create(s.logFile())
	check(err)
	defer said.Close()
	path, err := exec.LookPath("aula")
	check(err)
	s.server = exec.Command(path, "serve")
	s.server.Stdout, s.server.Stderr = said, said
	for _, name := range []string{"PATH", "AULA_LISTEN", "AULA_DATA", "AULA_LIMITS_LOGINS_PER_MINUTE", "GORACE"} {
		s.server.Env = append(s.server.Env, name+"="+s.Getenv(name))
	}
	s.server.Dir = s.dir
	check(s.server.Start())
	wait("the server to answer", func() bool {
		resp, err := http.Get(s.base + "/healthz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
	fmt.Fprint(s.Stdout(), s.said())
}

func (h *house) logFile() string { return filepath.Join(h.dir, "server.log") }

func (h *house) said() string {
	data, err := os.ReadFile(h.logFile())
	check(err)
	return string(data)
}

// halt asks the server to end, expects that it ends well, and prints what it said:
//
//	halt
func halt(s story, _ []string) {
	check(s.server.Process.Signal(syscall.SIGTERM))
	err := s.ended()
	fmt.Fprint(s.Stdout(), s.said())
	if err != nil {
		failf("the server ended badly: %v\n%s", err, s.said())
	}
}

// kill9 ends the server without giving it a moment:
//
//	kill9
func kill9(s story, _ []string) {
	check(s.server.Process.Kill())
	_ = s.ended() // killed, as it says
}

func (h *house) ended() error {
	err := h.server.Wait()
	h.server = nil
	for _, bad := range []string{"DATA RACE", "panic:", "level=ERROR"} {
		if said := h.said(); strings.Contains(said, bad) {
			failf("the server said %q:\n%s", bad, said)
		}
	}
	return err
}

// wait polls until something is so.
func wait(what string, so func() bool) {
	for began := time.Now(); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > patience {
			failf("waited in vain for %s", what)
		}
	}
}

// gb18030 writes a file as a Chinese Excel would:
//
//	gb18030 people.csv
func gb18030(s story, args []string) {
	need(args, 1, "gb18030 FILE")
	data, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s.ReadFile(args[0])))
	check(err)
	check(os.WriteFile(s.MkAbs(args[0]), data, 0o600))
}
