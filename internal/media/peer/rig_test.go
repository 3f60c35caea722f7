package peer

import (
	"bytes"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtp"
)

var quiet = slog.New(slog.DiscardHandler)

// soon is how long anything may take that real sockets and handshakes bring about.
const soon = 30 * time.Second

// openPort opens a port on loopback, of UDP and TCP.
func openPort(t testing.TB, change func(*Config)) *Port {
	t.Helper()
	tcp, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := Config{UDP: "127.0.0.1:0", TCP: tcp, Silence: time.Minute, Log: quiet}
	if change != nil {
		change(&c)
	}
	p, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// side is a handler that remembers what it was told.
type side struct {
	up, down chan struct{}
	upHeld   chan struct{} // Up waits until it is closed; may be nil

	ups, downs atomic.Int32
	mu         sync.Mutex
	got        []rtp.Packet
	rtcp       [][]byte
}

func newSide() *side { return &side{up: make(chan struct{}, 8), down: make(chan struct{}, 8)} }

func (s *side) Up() {
	s.ups.Add(1)
	s.up <- struct{}{}
	if s.upHeld != nil {
		<-s.upHeld
	}
}

func (s *side) Down() {
	s.downs.Add(1)
	s.down <- struct{}{}
}

func (s *side) RTP(h *rtp.Header, payload []byte, _ time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, rtp.Packet{Header: h.Clone(), Payload: bytes.Clone(payload)})
}

func (s *side) RTCP(raw []byte, _ time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rtcp = append(s.rtcp, bytes.Clone(raw))
}

func (s *side) packets() []rtp.Packet {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]rtp.Packet(nil), s.got...)
}

func (s *side) reports() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([][]byte(nil), s.rtcp...)
}

// answered makes a connection for the small offer.
func answered(t testing.TB, p *Port) (*Conn, *side) {
	t.Helper()
	s := newSide()
	o := readSample(t, "small")
	c, _, err := p.Answer(o, takeAll(o), s, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, s
}

func within(t testing.TB, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(soon):
		t.Fatalf("never came: %s", what)
	}
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(soon); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never came: %s", what)
		}
	}
}
