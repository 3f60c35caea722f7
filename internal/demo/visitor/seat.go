package visitor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
)

// largest is the longest message that a seat reads, in bytes.
const largest = 4 << 20

// errLeft says that the seat was given up or the connection lost.
var errLeft = errors.New("visitor: no longer in the hall")

// Seat is a page in the hall: it follows the floor and says by heartbeat that its
// owner is still there.
type Seat struct {
	conn    *websocket.Conn
	ctx     context.Context // ends with the connection
	stop    context.CancelFunc
	changed chan struct{}
	work    sync.WaitGroup

	mu      sync.Mutex
	floor   floor.State           // guarded by mu
	beat    time.Duration         // guarded by mu
	waiting map[string]chan reply // guarded by mu; by op
}

// message is anything that comes by the socket: an entry, the state, or a reply.
type message struct {
	Seq     int64           `json:"seq"`
	At      time.Time       `json:"at"`
	Kind    string          `json:"kind"`
	Session seminar.ID      `json:"session"`
	Place   seminar.ID      `json:"place"`
	Body    json.RawMessage `json:"body"`
	reply
}

type reply struct {
	Reply string   `json:"reply"`
	OK    bool     `json:"ok"`
	Error *refused `json:"error"`
}

type refused struct {
	Code seminar.Code `json:"code"`
	Text string       `json:"text"`
}

// Sit joins the hall. The mode is "home", "hall", "console" or "screen". It returns
// when the floor is known. The caller closes the seat.
func (v *Visitor) Sit(ctx context.Context, mode string) (*Seat, error) {
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := v.dial(within, mode)
	if err != nil {
		return nil, fmt.Errorf("sitting down in the hall: %w", err)
	}
	conn.SetReadLimit(largest)
	s := &Seat{conn: conn, changed: make(chan struct{}, 1), waiting: map[string]chan reply{}}
	for s.beat == 0 {
		if err := s.read(within); err != nil {
			_ = conn.CloseNow()
			return nil, fmt.Errorf("sitting down in the hall: %w", err)
		}
	}
	s.ctx, s.stop = context.WithCancel(ctx)
	s.work.Go(s.follow)
	s.work.Go(s.beats)
	return s, nil
}

// dial connects the socket; a visitor who is not signed in opens the invitation first.
func (v *Visitor) dial(ctx context.Context, mode string) (*websocket.Conn, error) {
	try := func() (*websocket.Conn, *http.Response, error) {
		return websocket.Dial(ctx, v.address("/hall/socket?mode="+mode), &websocket.DialOptions{HTTPClient: v.http})
	}
	conn, resp, err := try()
	if resp != nil && resp.StatusCode == http.StatusUnauthorized {
		if err := v.Enter(ctx); err != nil {
			return nil, err
		}
		conn, _, err = try()
	}
	return conn, err
}

// Close leaves as a closed tab does: without a word.
func (s *Seat) Close() {
	s.stop()
	s.work.Wait()
	_ = s.conn.CloseNow()
}

// Left is closed when the connection is lost.
func (s *Seat) Left() <-chan struct{} { return s.ctx.Done() }

// Changed gets a value after the floor has changed.
func (s *Seat) Changed() <-chan struct{} { return s.changed }

// Floor returns the floor as this page knows it.
func (s *Seat) Floor() floor.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.floor.Clone()
}

// Do sends a command and waits for its answer. A command that the floor will not
// carry out is a *Refusal.
func (s *Seat) Do(ctx context.Context, c Command) error {
	c.Op = string(seminar.NewID())
	answer := make(chan reply, 1)
	s.mu.Lock()
	s.waiting[c.Op] = answer
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.waiting, c.Op)
	}()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := s.write(ctx, c); err != nil {
		return err
	}
	select {
	case r := <-answer:
		if r.OK || r.Error == nil {
			return nil
		}
		return &Refusal{Code: r.Error.Code, Text: r.Error.Text}
	case <-s.ctx.Done():
		return errLeft
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Seat) write(ctx context.Context, c Command) error {
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return s.conn.Write(ctx, websocket.MessageText, data)
}

func (s *Seat) follow() {
	defer s.stop()
	for s.read(s.ctx) == nil {
		select {
		case s.changed <- struct{}{}:
		default:
		}
	}
}

func (s *Seat) beats() {
	s.mu.Lock()
	tick := time.NewTicker(s.beat)
	s.mu.Unlock()
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if s.write(s.ctx, Command{Do: "beat"}) != nil {
				s.stop()
				return
			}
		case <-s.ctx.Done():
			return
		}
	}
}

// read takes one message.
func (s *Seat) read(ctx context.Context) error {
	_, data, err := s.conn.Read(ctx)
	if err != nil {
		return err
	}
	var m message
	if err := json.Unmarshal(data, &m); err != nil {
		return fmt.Errorf("message of the hall: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case m.Reply != "":
		if answer := s.waiting[m.Reply]; answer != nil {
			answer <- m.reply
			delete(s.waiting, m.Reply)
		}
		return nil
	case m.Kind == "state":
		return s.beginLocked(m)
	}
	return s.floor.Apply(record.Entry{Seq: m.Seq, At: m.At, Kind: m.Kind, Session: m.Session, Place: m.Place, Body: m.Body})
}

// beginLocked takes the floor as it was when the visitor came.
func (s *Seat) beginLocked(m message) error {
	var body struct {
		floor.State
		HeartbeatMS int64 `json:"heartbeat_ms"`
	}
	if err := json.Unmarshal(m.Body, &body); err != nil {
		return fmt.Errorf("state of the hall: %w", err)
	}
	s.floor, s.beat = body.State, max(time.Second, time.Duration(body.HeartbeatMS)*time.Millisecond)
	s.floor.Seq = m.Seq
	return nil
}
