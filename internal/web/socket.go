package web

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"aula/internal/hall"
	"aula/internal/roll"
	"aula/internal/seminar"
)

const (
	socketWrite = 5 * time.Second // a listener that takes longer for one message is let go
	socketRead  = 64 << 10        // bytes of one command
)

// socket is one page in the hall.
type socket struct {
	*call
	conn *websocket.Conn
	out  *outflow
	mode atomic.Pointer[string] // "home", "hall", "screen", "console", "branch"
}

// serveSocket joins a page to the hall: entries out, commands in, presence by heartbeat.
func serveSocket(c *call) error {
	end, err := c.s.streams.begin()
	if err != nil {
		return err
	}
	defer end()
	conn, err := websocket.Accept(c.w, c.r, nil) // same origin only
	if err != nil {
		return nil // Accept has answered
	}
	defer conn.CloseNow()
	conn.SetReadLimit(socketRead)
	out, leave := c.s.stuck.watch(socketWrite, func() { _ = conn.CloseNow() })
	defer leave()
	k := &socket{call: c, conn: conn, out: out}
	mode := c.r.FormValue("mode")
	k.mode.Store(&mode)
	since, _ := strconv.ParseInt(c.r.FormValue("since"), 10, 64)
	ctx, cancel := context.WithCancel(c.r.Context())
	defer cancel()
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		err := c.follow(ctx, since, func(_ int64, form []byte) error { return k.write(form) })
		k.close(err) // before the reading ends: a cancelled read tells the page nothing
	}()
	k.close(k.read(ctx))
	cancel()
	<-followed
	return nil
}

// close tells the page why, so that it knows whether to come back.
func (k *socket) close(err error) {
	switch {
	case errors.Is(err, errSlow):
		_ = k.conn.Close(websocket.StatusTryAgainLater, "slow")
	case k.s.ctx.Err() != nil:
		_ = k.conn.Close(websocket.StatusServiceRestart, "restart")
	case seminar.CodeOf(err) == seminar.CodeSignIn:
		_ = k.conn.Close(websocket.StatusPolicyViolation, "sign_in")
	default:
		_ = k.conn.Close(websocket.StatusNormalClosure, "")
	}
}

// write sends a message. It ends when the connection does: a context that can end would
// cost more than the message.
func (k *socket) write(data []byte) error {
	return k.out.do(func() error { return k.conn.Write(context.Background(), websocket.MessageText, data) })
}

// read takes commands until the page goes or falls silent.
func (k *socket) read(ctx context.Context) error {
	h, err := k.s.Halls.Hall(k.book.Seminar.ID)
	if err != nil {
		return err
	}
	silence := 4*h.Presence().Beats() + socketWrite
	path := roll.Path("")
	k.beat(h.Presence(), path)
	for {
		data, err := k.next(ctx, silence)
		if err != nil {
			return err
		}
		m, err := readCommand(data)
		switch {
		case err != nil:
			return err
		case m.Do == "beat":
			if err := k.stillSignedIn(ctx); err != nil {
				return err
			}
			if path = m.Path; !path.Known() {
				path = ""
			}
			k.beat(h.Presence(), path)
			k.lag(h.Presence(), m.Late)
		case m.Do == "report":
			k.hears(m)
		case m.Do == "presence" && (m.Mode == "home" || m.Mode == "hall"):
			k.mode.Store(&m.Mode)
			k.beat(h.Presence(), path)
			err = k.answer(reply{Reply: m.Op, OK: true})
		default:
			err = k.answer(k.command(m, *k.mode.Load()))
		}
		if err != nil {
			return err
		}
	}
}

func (k *socket) next(ctx context.Context, within time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	_, data, err := k.conn.Read(ctx)
	return data, err
}

func (k *socket) answer(r reply) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return k.write(data)
}

// lag says how late the page shows what happens.
func (k *socket) lag(online *hall.Presence, late int) {
	if late > 0 {
		online.Lag(k.who.Person.ID, k.book.online(k.who.Person), min(time.Duration(late)*time.Millisecond, longestGrace))
	}
}

// beat says that a delegate is here online. A phone in a hall is no presence online:
// its owner was seen at the door.
func (k *socket) beat(online *hall.Presence, path roll.Path) {
	place := k.book.online(k.who.Person)
	if *k.mode.Load() == "home" && k.who.Has(seminar.Delegate) && place != "" {
		online.Beat(k.who.Person.ID, place, path)
	}
}
