package hop

import (
	"errors"
	"maps"
	"net"
	"net/netip"
	"sync"
)

// Relay is a hop in front of a server, for UDP. Clients send to its address, and it sends on from an address of its
// own for each, as a router does that translates addresses. What comes back goes the same way.
type Relay struct {
	server   netip.AddrPort
	front    *net.UDPConn
	up, down *lane
	done     chan struct{}
	running  sync.WaitGroup

	mu      sync.Mutex
	clients map[netip.AddrPort]*net.UDPConn // by the client's address: the socket that stands for it
	closed  bool
}

// Open opens a relay on loopback in front of a server. As long as nothing else is set it lets everything pass.
func Open(server netip.AddrPort) (*Relay, error) {
	front, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(server.Addr(), 0)))
	if err != nil {
		return nil, err
	}
	r := &Relay{server: server, front: front, done: make(chan struct{}), clients: map[netip.AddrPort]*net.UDPConn{}}
	r.up = newLane(func(b []byte, client netip.AddrPort) {
		if conn := r.of(client); conn != nil {
			_, _ = conn.Write(b) // what the system refuses is lost, as on a network
		}
	})
	r.down = newLane(func(b []byte, client netip.AddrPort) { _, _ = front.WriteToUDPAddrPort(b, client) })
	for _, run := range []func(){r.read, func() { r.up.run(r.done) }, func() { r.down.run(r.done) }} {
		r.running.Go(run)
	}
	return r, nil
}

// Addr is where clients send to.
func (r *Relay) Addr() netip.AddrPort { return r.front.LocalAddr().(*net.UDPAddr).AddrPort() }

// Set says how bad the network is now towards the clients and towards the server.
func (r *Relay) Set(down, up Network) {
	r.down.set(down)
	r.up.set(up)
}

// Move gives every client another address at the server, as a router does that has begun anew.
func (r *Relay) Move() {
	r.mu.Lock()
	before := r.clients
	r.clients = map[netip.AddrPort]*net.UDPConn{}
	r.mu.Unlock()
	for conn := range maps.Values(before) {
		_ = conn.Close()
	}
}

// Close ends the relay.
func (r *Relay) Close() error {
	r.mu.Lock()
	first := !r.closed
	r.closed = true
	r.mu.Unlock()
	if !first {
		return nil
	}
	close(r.done)
	err := r.front.Close()
	r.Move()
	r.running.Wait()
	return err
}

func (r *Relay) read() {
	buf := make([]byte, 1<<16)
	for {
		n, client, err := r.front.ReadFromUDPAddrPort(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			r.up.put(buf[:n], netip.AddrPortFrom(client.Addr().Unmap(), client.Port()))
		}
	}
}

// of returns the socket that stands for a client, nil when there can be none.
func (r *Relay) of(client netip.AddrPort) *net.UDPConn {
	r.mu.Lock()
	defer r.mu.Unlock()
	if conn := r.clients[client]; conn != nil || r.closed {
		return conn
	}
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(r.server))
	if err != nil {
		return nil
	}
	_ = conn.SetReadBuffer(1 << 20) // the system gives what it can
	r.clients[client] = conn
	r.running.Go(func() { r.answer(conn, client) })
	return conn
}

func (r *Relay) answer(conn *net.UDPConn, client netip.AddrPort) {
	buf := make([]byte, 1<<16)
	for {
		n, err := conn.Read(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			r.down.put(buf[:n], client)
		}
	}
}
