package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aula/internal/app"
	"aula/internal/apptest"
	"aula/internal/hall"
	"aula/internal/seminar"
)

// lapse is after how long a presence is over in tests that watch people come and go.
const lapse = 45 * time.Second

// wound is a clock that a test winds forward. It goes on by itself meanwhile.
type wound struct{ ahead atomic.Int64 }

func (w *wound) now() time.Time          { return time.Now().Add(time.Duration(w.ahead.Load())) }
func (w *wound) forward(d time.Duration) { w.ahead.Add(int64(d)) }

// quick are times of presence for tests that watch people come and go: written at
// once, and over when the test has wound the clock.
func quick(w *wound) app.Options {
	return app.Options{Clock: w.now, Hall: hall.Settings{Beat: 50 * time.Millisecond, Lapse: lapse, Flush: 50 * time.Millisecond}}
}

// answer is everything that came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request with headers given as name and value in turn.
func ask(t *testing.T, c *apptest.Client, method, address, body string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(data)}
}

// wantStatus fails unless an answer has the status.
func wantStatus(t *testing.T, what string, got, want int, body string) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: status %d, want %d\n%.600s", what, got, want, body)
	}
}

// eventually polls until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for began := time.Now(); !so(); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// command sends one command to the floor and returns the status and the reply.
func command(t *testing.T, h *apptest.House, c *apptest.Client, m map[string]any) (int, reply) {
	t.Helper()
	var r reply
	status := c.PostJSON(h.URL("/floor"), m, &r)
	return status, r
}

// must fails unless the floor carried the command out.
func must(t *testing.T, h *apptest.House, c *apptest.Client, m map[string]any) {
	t.Helper()
	if status, r := command(t, h, c, m); status != http.StatusOK || !r.OK {
		t.Fatalf("%v: status %d, %+v", m, status, r)
	}
}

type reply struct {
	Reply string `json:"reply"`
	OK    bool   `json:"ok"`
	Error struct {
		Code seminar.Code `json:"code"`
		Text string       `json:"text"`
	} `json:"error"`
}

// op is a fresh name for a deed.
func op() string { return string(seminar.NewID()) }

// running lets the chair begin the session that runs by the programme, so that it does
// not begin by itself in the middle of a test.
func running(t *testing.T, h *apptest.House) {
	t.Helper()
	_, key := current(t, h)
	status, r := command(t, h, h.Enter(h.With(seminar.Chair, "")), map[string]any{"do": "session.start", "op": op(), "session": key})
	if status != http.StatusOK && r.Error.Code != seminar.CodeConflict { // it has begun by itself
		t.Fatalf("beginning the session: status %d, %+v", status, r)
	}
}

type floorState struct {
	HeartbeatMS int64                 `json:"heartbeat_ms"`
	Session     *struct{ Key string } `json:"session"`
	Hands       []struct {
		Hand, From string
		Place      seminar.ID
		Person     struct{ ID seminar.ID }
	} `json:"hands"`
	Turn *struct{ Person struct{ ID seminar.ID } } `json:"turn"`
	Me   *struct {
		Person seminar.ID     `json:"person"`
		Roles  []seminar.Role `json:"roles"`
	} `json:"me"`
}

func decode(t *testing.T, data []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%.300s: %v", data, err)
	}
}

// logbook is a log that may be read while it is written.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// cookies returns the cookies that a browser would send to the house.
func cookies(t *testing.T, h *apptest.House, c *apptest.Client) []*http.Cookie {
	t.Helper()
	u, err := url.Parse(h.Base)
	if err != nil {
		t.Fatal(err)
	}
	return c.Jar.Cookies(u)
}
