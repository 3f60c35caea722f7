// Package media forwards video and sound from publishers to viewers, live and
// without decoding anything.
//
// A room has a few slots. A publisher sends one video and one audio track into a
// room; whoever runs the room says which publisher feeds which slot. A viewer
// has one connection whose media lines stand for slots and never change: when
// the publisher of a slot changes, the plane rewrites the packets' numbers so
// that the viewer's decoder goes on (package rtpmap). Nothing is renegotiated.
//
// The plane knows publishers, viewers, tracks, layers, slots and rooms. Who may
// publish or view is decided before it is called.
package media

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"aula/internal/media/peer"
)

// Config says where a plane listens and whom it tells.
type Config struct {
	// UDP is the host:port of the one UDP port that all publishers and viewers share.
	// An empty host means all interfaces; port 0 picks a free one.
	UDP string

	// PublicIPs are the addresses told to publishers and viewers, best first. When empty,
	// the addresses of the interfaces are told: loopback only when the plane listens
	// on loopback or there is nothing else, and those that Tell adds.
	PublicIPs []netip.Addr

	// TCP brings connections that carry the same packets in frames (RFC 4571), for networks
	// that let no UDP through. It may be nil.
	TCP net.Listener

	// Silence is how long a connection may say nothing before it is given up; 15 s when it is 0. Browsers ask
	// every 5 s at the latest whether the way still holds (RFC 7675).
	Silence time.Duration

	// Shape says of what shape a room is; nil: every room is a stage.
	Shape func(room string) Shape

	// Observer is told who comes and goes. It may be nil.
	Observer Observer

	// Log receives the plane's own log. It may be nil.
	Log *slog.Logger
}

// Errors of Publish, View and the calls that name a session. They are wrapped with the cause.
var (
	ErrOffer     = peer.ErrOffer
	ErrCodec     = errors.New("media: no codec in common")
	ErrSlot      = errors.New("media: no such slot")
	ErrNoSession = errors.New("media: no such session")
	ErrFull      = errors.New("media: every seat is taken")
	ErrClosed    = errors.New("media: closed")
)

// silence is the default of Config.Silence.
const silence = 15 * time.Second

// Plane forwards media for any number of rooms through one UDP port and one TCP
// port. Its methods may be called from any goroutine.
type Plane struct {
	log      *slog.Logger
	port     *peer.Port
	crew     *crew
	observer *teller
	shape    func(room string) Shape // nil: every room is a stage

	mu       sync.Mutex
	rooms    map[string]*room
	open     []*room // all rooms; replaced, never changed
	sessions map[string]member
	closed   bool

	leaving sync.WaitGroup // connections being closed
	closing chan struct{}
	care    sync.WaitGroup
}

// member is a session of either kind.
type member interface {
	connection() *seat
	member() Member
	leave() // out of the room; called once, without Plane.mu
}

// Open binds the port and returns a plane that is ready to serve.
func Open(cfg Config) (*Plane, error) {
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	p := &Plane{log: log, observer: newTeller(cfg.Observer), shape: cfg.Shape, rooms: make(map[string]*room), sessions: make(map[string]member), closing: make(chan struct{})}
	port, err := peer.Open(peer.Config{
		UDP: cfg.UDP, TCP: cfg.TCP, PublicIPs: cfg.PublicIPs, Silence: cmp.Or(cfg.Silence, silence), Settled: p.settled, Log: log,
	})
	if err != nil {
		p.observer.close()
		return nil, fmt.Errorf("media: open %s: %w", cfg.UDP, err)
	}
	p.port = port
	p.crew = newCrew(port)
	p.care.Go(p.attend)
	return p, nil
}

// Addr returns the UDP address the plane listens on.
func (p *Plane) Addr() netip.AddrPort { return p.port.Addr() }

// Tell adds addresses under which the plane is reached from outside, in the place of those that were added before. They are
// told to who comes from now on, unless Config.PublicIPs says which to tell or UDP is bound to one address.
func (p *Plane) Tell(also []netip.Addr) error { return p.port.Tell(also) }

// Close ends every session and gives the port back. It returns when all of the
// plane's goroutines have ended and the observer has been told everything.
func (p *Plane) Close() error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil
	}
	p.closed = true
	ids := make([]string, 0, len(p.sessions))
	for id := range p.sessions {
		ids = append(ids, id)
	}
	p.mu.Unlock()
	for _, id := range ids {
		p.Remove(id)
	}
	p.leaving.Wait()
	close(p.closing)
	p.care.Wait()
	err := p.port.Close()
	p.crew.close()
	p.observer.close()
	return err
}

// Remove ends a session at once. It does nothing when the session has gone already.
func (p *Plane) Remove(session string) {
	p.mu.Lock()
	m, ok := p.sessions[session]
	if ok {
		delete(p.sessions, session)
		p.leaving.Add(1)
	}
	p.mu.Unlock()
	if !ok {
		return
	}
	m.leave()
	go func() {
		defer p.leaving.Done()
		m.connection().conn.Close()
	}()
}

// Dismiss ends the sessions of a room for which which says so.
func (p *Plane) Dismiss(roomName string, which func(Member) bool) {
	p.mu.Lock()
	ids := p.within(roomName, which)
	p.mu.Unlock()
	for _, id := range ids {
		p.Remove(id)
	}
}

// within returns the sessions of a room for which which says so. p.mu must be held.
func (p *Plane) within(roomName string, which func(Member) bool) (ids []string) {
	for id, m := range p.sessions {
		if m.connection().room.name == roomName && which(m.member()) {
			ids = append(ids, id)
		}
	}
	return ids
}

// CloseRoom ends every session of a room and forgets what was on air in it.
func (p *Plane) CloseRoom(name string) {
	p.mu.Lock()
	ids := p.within(name, func(Member) bool { return true })
	if r, ok := p.rooms[name]; ok {
		delete(p.rooms, name)
		p.open = slices.DeleteFunc(slices.Clone(p.open), func(other *room) bool { return other == r })
	}
	p.mu.Unlock()
	for _, id := range ids {
		p.Remove(id)
	}
}

func (p *Plane) shapeOf(room string) Shape {
	if p.shape == nil {
		return Stage
	}
	return p.shape(room)
}

// room returns the room with that name, which comes into being when first named.
func (p *Plane) room(name string) *room {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, ok := p.rooms[name]
	if !ok {
		r = newRoom(name, p.shapeOf(name), p.log.With("room", name), p.observer, p.crew)
		p.rooms[name] = r
		p.open = append(slices.Clone(p.open), r)
	}
	return r
}

// admit lists a session under its id.
func (p *Plane) admit(m member) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return ErrClosed
	}
	p.sessions[m.connection().id] = m
	return nil
}

func (p *Plane) session(id string) (member, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m, ok := p.sessions[id]
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrNoSession, id)
	}
	return m, nil
}

// Trickle gives a session further addresses of its other side (RFC 9725 section
// 4.3.2). They are passed over: the other side's checks tell where it is.
func (p *Plane) Trickle(session string, _ Fragment) error {
	_, err := p.session(session)
	return err
}

// Restart restarts ICE with the other side's new credentials and returns ours
// (RFC 9725 section 4.3.3). When it fails the session goes on as before.
func (p *Plane) Restart(_ context.Context, session string, f Fragment) (Fragment, error) {
	m, err := p.session(session)
	if err != nil {
		return Fragment{}, err
	}
	return m.connection().restart(f)
}

// Standing is what a session is now.
type Standing struct {
	Member
	Viewer bool
	Tag    string // of the ICE session, as Session.Tag
	Theirs string // user name fragment of the other side, by which a restart differs from further candidates
}

// Find returns a session's standing. It fails with ErrNoSession.
func (p *Plane) Find(session string) (Standing, error) {
	m, err := p.session(session)
	if err != nil {
		return Standing{}, err
	}
	s := m.connection().standing()
	s.Member = m.member()
	_, s.Viewer = m.(*viewer)
	return s, nil
}
