package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"aula/internal/apptest"
)

// message is one entry as it comes over the wire, or the reply to a command.
type message struct {
	Seq  int64           `json:"seq"`
	Kind string          `json:"kind"`
	Body json.RawMessage `json:"body"`
	reply
	raw string
	id  string // of a server-sent event
}

// listener is a stream of messages, by server-sent events or by a socket.
type listener struct {
	messages chan message
	again    []message  // that are heard once more before the next one
	ended    chan error // why it ended, once
	close    func()
	conn     *websocket.Conn
}

const patience = time.Minute

// next returns the first message that is wanted.
func (l *listener) next(t *testing.T, wanted func(message) bool) message {
	t.Helper()
	all := l.until(t, wanted)
	return all[len(all)-1]
}

// until returns all messages up to the first that is wanted.
func (l *listener) until(t *testing.T, wanted func(message) bool) (all []message) {
	t.Helper()
	deadline := time.After(patience)
	for {
		if len(l.again) > 0 {
			m := l.again[0]
			l.again = l.again[1:]
			if all = append(all, m); wanted(m) {
				return all
			}
			continue
		}
		select {
		case m, ok := <-l.messages:
			if !ok {
				t.Fatalf("the stream ended after %d messages", len(all))
			}
			if all = append(all, m); wanted(m) {
				return all
			}
		case <-deadline:
			t.Fatalf("not heard among %d messages: %v", len(all), kinds(all))
		}
	}
}

func kind(k string) func(message) bool { return func(m message) bool { return m.Kind == k } }

func kinds(all []message) (k []string) {
	for _, m := range all {
		k = append(k, m.Kind)
	}
	return k
}

// listen opens the stream of server-sent events; query begins with "?" unless empty.
func listen(t *testing.T, h *apptest.House, c *apptest.Client, query string, headers ...string) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL("/events"+query), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := (&http.Client{Jar: c.Jar}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("events: status %d, %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	l := &listener{messages: make(chan message, 4096), ended: make(chan error, 1), close: cancel}
	t.Cleanup(cancel)
	go func() {
		defer resp.Body.Close()
		defer close(l.messages)
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 4<<20)
		id := ""
		for lines.Scan() {
			if x, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				id = x
			}
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				l.messages <- read([]byte(data), id)
				id = ""
			}
		}
		l.ended <- lines.Err()
	}()
	return l
}

// read reads a message; what is none has the kind "?".
func read(data []byte, id string) message {
	m := message{raw: string(data), id: id}
	if json.Unmarshal(data, &m) != nil {
		m.Kind = "?"
	}
	return m
}

// join opens a socket in the hall.
func join(t *testing.T, h *apptest.House, c *apptest.Client, mode string, since int64) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	conn, _, err := websocket.Dial(ctx, h.URL("/hall/socket?mode="+mode+"&since="+itoa(since)), &websocket.DialOptions{HTTPClient: &http.Client{Jar: c.Jar}})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(8 << 20)
	l := &listener{messages: make(chan message, 4096), ended: make(chan error, 1), conn: conn}
	l.close = func() { cancel(); _ = conn.CloseNow() }
	t.Cleanup(l.close)
	go func() {
		defer close(l.messages)
		for {
			_, data, err := conn.Read(ctx)
			if err != nil {
				l.ended <- err
				return
			}
			l.messages <- read(data, "")
		}
	}()
	if since == 0 {
		l.again = l.until(t, kind("state")) // what is done from here on is heard by itself
	}
	return l
}

// say sends a message by the socket.
func (l *listener) say(t *testing.T, m map[string]any) {
	t.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := l.conn.Write(ctx, websocket.MessageText, data); err != nil {
		t.Fatal(err)
	}
}

// ask sends a command by the socket and waits for its reply.
func (l *listener) ask(t *testing.T, m map[string]any) reply {
	t.Helper()
	l.say(t, m)
	return l.next(t, func(x message) bool { return x.Reply == m["op"] }).reply
}

// closed waits for the end of the stream and returns the socket's close code; -1 when
// it had none.
func (l *listener) closed(t *testing.T) websocket.StatusCode {
	t.Helper()
	for range l.messages { // closed with the stream
	}
	select {
	case err := <-l.ended:
		var e websocket.CloseError
		if errors.As(err, &e) {
			return e.Code
		}
		return -1
	case <-time.After(patience):
		t.Fatal("the stream did not end")
		return 0
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
