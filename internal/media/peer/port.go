// Package peer is the transport of one connection with a publisher or a viewer: ICE
// as a lite agent (RFC 8445 section 2.5), DTLS, SRTP, and the SDP that agrees on them. All
// connections share one UDP port and one TCP port (RFC 4571, RFC 6544), which tells
// STUN, DTLS, RTP and RTCP apart by their first byte (RFC 7983).
//
// The server is reachable by the addresses it tells, so it never searches for a way: it
// answers the other side's checks and sends where these come from.
package peer

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"aula/internal/media/udp"
)

// Config says where connections come to.
type Config struct {
	UDP       string       // host:port
	TCP       net.Listener // of connections that carry frames (RFC 4571); nil for none
	PublicIPs []netip.Addr // told to the other side, best first; those of the interfaces when empty

	// Silence is how long a connection may say nothing before it is given up.
	Silence time.Duration

	// Prove is how long a TCP connection has to prove whose it is; 5 s when it is 0.
	Prove time.Duration

	// Settled is called after a number of packets has been handled, so that what
	// came together leaves together. It may be nil.
	Settled func()

	Log *slog.Logger
}

// Port is where all connections arrive. Its methods may be called from any goroutine.
type Port struct {
	config      Config
	log         *slog.Logger
	socket      *udp.Socket
	told        told
	certificate tls.Certificate
	fingerprint string

	mu     sync.RWMutex
	conns  map[string]*Conn         // by our user name fragment
	from   map[netip.AddrPort]*Conn // by an address that has proved to be theirs
	closed bool

	sending sync.Mutex
	single  *udp.Batch // guarded by sending; of what is sent by itself

	streams streams
	work    sync.WaitGroup
	closing chan struct{}
}

// Open binds the UDP port and begins to serve.
func Open(c Config) (*Port, error) {
	if c.Prove == 0 {
		c.Prove = proveWithin
	}
	socket, err := udp.Listen(c.UDP)
	if err != nil {
		return nil, err
	}
	if got, err := socket.Grow(); err != nil || got < udp.Buffer {
		c.Log.Warn("media: the kernel gives small buffers, so packets may be lost when many come at once; see net.core.rmem_max and wmem_max", "asked", udp.Buffer, "got", got, "err", err)
	}
	p := &Port{
		config: c, log: c.Log, socket: socket, single: socket.NewBatch(), closing: make(chan struct{}),
		conns: map[string]*Conn{}, from: map[netip.AddrPort]*Conn{},
	}
	if err := p.prepare(); err != nil {
		socket.Close()
		return nil, err
	}
	p.log.Info("media: listening", "udp", socket.Addr(), "told", p.told.now().addresses, "segments", socket.Segments())
	p.work.Go(p.receive)
	p.work.Go(p.watch)
	if c.TCP != nil {
		p.work.Go(p.accept)
	}
	return p, nil
}

func (p *Port) prepare() (err error) {
	if err := p.readdress(); err != nil {
		return err
	}
	p.certificate, p.fingerprint, err = newCertificate()
	return err
}

// Addr is the UDP address in use.
func (p *Port) Addr() netip.AddrPort { return p.socket.Addr() }

// NewBatch returns a batch for sending on many connections at once.
func (p *Port) NewBatch() *udp.Batch { return p.socket.NewBatch() }

// Close gives the port back once all connections are closed.
func (p *Port) Close() error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil
	}
	p.closed = true
	p.mu.Unlock()
	close(p.closing)
	err := p.socket.Close()
	if p.config.TCP != nil {
		err = errors.Join(err, p.config.TCP.Close())
	}
	p.streams.close()
	p.work.Wait()
	return err
}

// receive reads the UDP port until it is closed.
func (p *Port) receive() {
	in := newInbox(p)
	for {
		datagrams, err := p.socket.Receive()
		if err != nil {
			return
		}
		now := time.Now()
		for _, d := range datagrams {
			in.take(d.Bytes, way{udp: d.Way}, now)
		}
		in.settle()
	}
}

// inbox is where one goroutine handles packets.
type inbox struct {
	port    *Port
	scratch []byte     // of decrypted packets
	answers *udp.Batch // to STUN requests
}

func newInbox(p *Port) *inbox {
	return &inbox{port: p, scratch: make([]byte, udp.MaxDatagram), answers: p.socket.NewBatch()}
}

// take hands a packet to the connection it belongs to. It is dropped when there is none.
func (in *inbox) take(b []byte, w way, now time.Time) {
	switch {
	case len(b) < 12:
	case b[0] < 4:
		in.stun(b, w, now)
	case b[0] >= 20 && b[0] < 64:
		if c := in.port.sender(w); c != nil {
			c.handshake(b)
		}
	case b[0] >= 128 && b[0] < 192:
		if c := in.port.sender(w); c != nil {
			c.media(in, b, now)
		}
	}
}

// settle ends a round of packets.
func (in *inbox) settle() {
	in.answers.Flush()
	if in.port.config.Settled != nil {
		in.port.config.Settled()
	}
}

// sender returns the connection that has proved to be at the other end of a way.
func (p *Port) sender(w way) *Conn {
	if w.tcp != nil {
		return w.tcp.conn.Load()
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.from[w.udp.Remote]
}

// named returns the connection with that user name fragment.
func (p *Port) named(ufrag string) *Conn {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.conns[ufrag]
}

// watch ends the connections that have fallen silent.
func (p *Port) watch() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	move := time.NewTicker(moveEvery)
	defer move.Stop()
	for {
		select {
		case <-p.closing:
			return
		case now := <-tick.C:
			for _, c := range p.silent(now) {
				c.log.Debug("media: connection is silent")
				c.down()
			}
		case <-move.C:
			if err := p.readdress(); err != nil {
				p.log.Warn("media: the addresses of this machine", "err", err)
			}
		}
	}
}

func (p *Port) silent(now time.Time) (silent []*Conn) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	limit := now.Add(-p.config.Silence).UnixMilli()
	seen := map[*Conn]bool{}
	for _, c := range p.conns {
		if !seen[c] && c.heard.Load() < limit {
			silent = append(silent, c)
		}
		seen[c] = true
	}
	return silent
}

func (p *Port) register(c *Conn, ufrag string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return fmt.Errorf("media: %w", net.ErrClosed)
	}
	p.conns[ufrag] = c
	return nil
}

// maxWays is how many addresses one connection may use in its life.
const maxWays = 16

// prove notes that a connection is at the other end of a way.
func (p *Port) prove(c *Conn, w way) {
	if w.tcp != nil {
		w.tcp.conn.Store(c)
		return
	}
	if p.sender(w) == c {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.gone.Load() {
		return
	}
	p.from[w.udp.Remote] = c
	c.addresses = append(c.addresses, w.udp.Remote)
	if len(c.addresses) > maxWays {
		p.forgetLocked(c, c.addresses[0])
		c.addresses = c.addresses[1:]
	}
}

func (p *Port) forgetLocked(c *Conn, a netip.AddrPort) {
	if p.from[a] == c {
		delete(p.from, a)
	}
}

// forget forgets an ICE session.
func (p *Port) forget(ufrag string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, ufrag)
}

// remove forgets a connection.
func (p *Port) remove(c *Conn, ufrags ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, ufrag := range ufrags {
		delete(p.conns, ufrag)
	}
	for _, a := range c.addresses {
		p.forgetLocked(c, a)
	}
	c.addresses = nil
}
