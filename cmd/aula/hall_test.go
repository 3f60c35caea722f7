package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
)

// seat is somebody's page in the hall. It beats, follows the floor, and comes back by
// itself, with the last number that it saw.
type seat struct {
	stop  context.CancelFunc
	done  chan struct{}
	mu    sync.Mutex
	conn  *websocket.Conn // guarded by mu; nil while away
	floor floor.State     // guarded by mu
	heard []string        // guarded by mu; kinds of entry, in the order in which they came
	wrong error           // guarded by mu; what the page cannot explain
	reply map[string]answer
}

type answer struct {
	Reply string `json:"reply"`
	OK    bool   `json:"ok"`
	Error struct {
		Code string `json:"code"`
		Text string `json:"text"`
	} `json:"error"`
}

// sit lets somebody join the hall and stay there:
//
//	sit tan home
func sit(s story, args []string) {
	need(args, 2, "sit BROWSER MODE")
	p := s.person(args[0])
	ctx, stop := context.WithCancel(context.Background())
	p.seat = &seat{stop: stop, done: make(chan struct{}), reply: map[string]answer{}}
	go p.seat.stay(ctx, s.base+inSeminar+"/hall/socket?mode="+args[1], p.http)
	wait("the hall to open for "+p.name, func() bool { return p.seat.state().Seq > 0 })
}

// leave lets somebody close the page:
//
//	leave tan
func leave(s story, args []string) {
	need(args, 1, "leave BROWSER")
	s.person(args[0]).leave()
}

func (p *person) leave() {
	if p.seat != nil {
		p.seat.stop()
		<-p.seat.done
		p.seat = nil
	}
}

func (k *seat) stay(ctx context.Context, address string, browser *http.Client) {
	defer close(k.done)
	browser = &http.Client{Jar: browser.Jar} // a socket has no time-out
	for ctx.Err() == nil {
		conn, _, err := websocket.Dial(ctx, fmt.Sprintf("%s&since=%d", address, k.state().Seq), &websocket.DialOptions{HTTPClient: browser})
		if err == nil {
			conn.SetReadLimit(4 << 20)
			k.set(conn)
			k.follow(ctx, conn)
			k.set(nil)
			_ = conn.CloseNow()
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

func (k *seat) set(conn *websocket.Conn) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.conn = conn
}

// follow reads until the line breaks; beside it the page beats.
func (k *seat) follow(ctx context.Context, conn *websocket.Conn) {
	ctx, cancel := context.WithCancel(ctx)
	var beats sync.WaitGroup
	defer beats.Wait()
	defer cancel()
	beats.Go(func() {
		for ctx.Err() == nil && conn.Write(ctx, websocket.MessageText, []byte(`{"do":"beat"}`)) == nil {
			select {
			case <-time.After(250 * time.Millisecond):
			case <-ctx.Done():
			}
		}
	})
	for {
		_, data, err := conn.Read(ctx)
		if err != nil {
			return
		}
		k.hear(data)
	}
}

// hear takes one message.
func (k *seat) hear(data []byte) {
	var m struct {
		Seq  int64           `json:"seq"`
		At   time.Time       `json:"at"`
		Kind string          `json:"kind"`
		Body json.RawMessage `json:"body"`
		answer
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	switch err := json.Unmarshal(data, &m); {
	case err != nil:
		k.faultLocked(err)
	case m.Reply != "":
		k.reply[m.Reply] = m.answer
	case m.Kind == "build":
	case m.Kind == "state":
		k.floor = floor.State{}
		k.faultLocked(json.Unmarshal(m.Body, &k.floor))
		k.floor.Seq = m.Seq
	case m.Seq <= k.floor.Seq:
		k.faultLocked(fmt.Errorf("entry %d came after %d", m.Seq, k.floor.Seq))
	default:
		k.heard = append(k.heard, m.Kind)
		k.faultLocked(k.floor.Apply(record.Entry{Seq: m.Seq, At: m.At, Kind: m.Kind, Body: m.Body}))
	}
}

// faultLocked keeps the first thing that went wrong. k.mu must be held.
func (k *seat) faultLocked(err error) {
	if k.wrong == nil {
		k.wrong = err
	}
}

// state returns the floor as the page knows it.
func (k *seat) state() floor.State {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.wrong != nil {
		failf("the page got lost: %v", k.wrong)
	}
	return k.floor.Clone()
}

// doOnTheFloor sends a command by somebody's page, again after a line that broke, and
// prints "ok" or why not. @key is a person's id, hand:key the hand that the page sees
// of that person:
//
//	do chair turn.give hand=hand:tan
func doOnTheFloor(s story, args []string) {
	need(args, 2, "do BROWSER COMMAND [FIELD=VALUE]...")
	k := s.person(args[0]).seat
	op := string(seminar.NewID())
	m := map[string]any{"do": args[1], "op": op}
	for _, a := range args[2:] {
		name, value, _ := strings.Cut(a, "=")
		m[name] = s.filled(value)
		if key, ok := strings.CutPrefix(value, "hand:"); ok {
			m[name] = k.handOf(s.id(key))
		}
	}
	data, err := json.Marshal(m)
	check(err)
	var sentBy *websocket.Conn
	var got answer
	wait("an answer to "+args[1], func() bool {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.conn != nil && k.conn != sentBy && k.conn.Write(context.Background(), websocket.MessageText, data) == nil {
			sentBy = k.conn
		}
		var ok bool
		got, ok = k.reply[op]
		return ok
	})
	if got.OK {
		fmt.Fprintln(s.Stdout(), "ok")
		return
	}
	fmt.Fprintf(s.Stdout(), "%s: %s\n", got.Error.Code, got.Error.Text)
}

func (k *seat) handOf(person seminar.ID) seminar.ID {
	for _, h := range k.state().Hands {
		if h.Person.ID == person {
			return h.Hand
		}
	}
	failf("the page sees no hand of theirs")
	return ""
}

// see waits until somebody's page shows something: that a session runs, whose hands
// are up (in their order, keys with a comma between; "none"), who has the floor
// ("nobody"), or that an entry of a kind has come:
//
//	see chair session lecture
//	see chair hands tan,bate
//	see tan turn tan
//	see tan heard programme.released
func see(s story, args []string) {
	need(args, 3, "see BROWSER session|hands|turn|heard WHAT")
	k, what := s.person(args[0]).seat, args[2]
	var ids []seminar.ID
	if args[1] != "session" && args[1] != "heard" && what != "none" && what != "nobody" {
		for key := range strings.SplitSeq(what, ",") {
			ids = append(ids, s.id(key))
		}
	}
	wait(strings.Join(args, " "), func() bool {
		now := k.state()
		switch args[1] {
		case "session":
			return now.Session != nil && now.Session.Key == what
		case "hands":
			var up []seminar.ID
			for _, h := range now.Hands {
				up = append(up, h.Person.ID)
			}
			return slices.Equal(up, ids)
		case "turn":
			return (now.Turn == nil) == (ids == nil) && (now.Turn == nil || now.Turn.Person.ID == ids[0])
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		return slices.Contains(k.heard, what)
	})
}
