package media

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"aula/internal/media/peer"
)

// connectWithin is how long an answered offer may take to become a connection.
const connectWithin = 15 * time.Second

// Session is what a publisher or viewer holds after joining.
type Session struct {
	ID     string // 128 random bits, in URL-safe text
	Answer string // complete SDP answer; there is nothing to trickle from this side
	Tag    string // names the ICE session; a restart changes it to the new Fragment's Ufrag
}

// seat is the place of one publisher or viewer in a room, with its connection.
type seat struct {
	id   string
	name string
	room *room
	log  *slog.Logger
	conn *peer.Conn
	late *time.Timer // ends a connection that never came up

	mu     sync.Mutex
	theirs string // user name fragment of the other side
}

func (p *Plane) newSeat(name, roomName string, o *peer.Offer) *seat {
	var raw [16]byte
	rand.Read(raw[:]) // never fails
	id := base64.RawURLEncoding.EncodeToString(raw[:])
	r := p.room(roomName)
	return &seat{id: id, name: name, room: r, theirs: o.Ufrag, log: p.log.With("room", r.name, "name", name)}
}

func (s *seat) connection() *seat { return s }

// join answers a member's offer and lists it; a failure leaves nothing behind. The member is in its
// room before the other side can have read the answer.
func (p *Plane) join(m member, h peer.Handler, o *peer.Offer, replies []peer.Reply, enter func()) (*Session, error) {
	s := m.connection()
	conn, answer, err := p.port.Answer(o, replies, h, s.log)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrClosed, err)
	}
	s.conn = conn
	s.late = time.AfterFunc(connectWithin, func() { p.Remove(s.id) })
	enter()
	if err := p.admit(m); err != nil {
		s.late.Stop()
		m.leave()
		conn.Close()
		return nil, err
	}
	return &Session{ID: s.id, Answer: answer, Tag: conn.Ufrag()}, nil
}

func (s *seat) standing() Standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Standing{Tag: s.conn.Ufrag(), Theirs: s.theirs}
}

func (s *seat) restart(f Fragment) (Fragment, error) {
	if f.Ufrag == "" || f.Pwd == "" {
		return Fragment{}, fmt.Errorf("%w: a restart without credentials", ErrOffer)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ufrag, pwd, candidates, err := s.conn.Restart()
	if err != nil {
		return Fragment{}, err
	}
	s.theirs = f.Ufrag
	return Fragment{Ufrag: ufrag, Pwd: pwd, Mid: s.conn.Mid(), Candidates: candidates}, nil
}

// only fails unless all lines of an offer have a direction.
func only(o *peer.Offer, direction string) error {
	for _, l := range o.Lines {
		if l.Direction != direction && l.Direction != "sendrecv" {
			return fmt.Errorf("%w: a %s line, want %s", ErrOffer, l.Direction, direction)
		}
	}
	return nil
}
