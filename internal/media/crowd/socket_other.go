//go:build !linux

package crowd

import (
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"
	"time"
)

// Elsewhere than on Linux each socket has a goroutine that reads, one packet at a time.
// That carries fewer viewers and behaves alike.

// queueSize is how many packets wait on a socket for its poller.
const queueSize = 512

// lastFD numbers the sockets, in place of file descriptors.
var lastFD atomic.Int64

// socket is a UDP socket.
type socket struct {
	fd    int
	conn  *net.UDPConn
	queue chan datagram
}

type datagram struct {
	data []byte
	from netip.AddrPort
}

// openSocket binds a free port at addr.
func openSocket(addr netip.Addr) (*socket, netip.AddrPort, error) {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(addr, 0)))
	if err != nil {
		return nil, netip.AddrPort{}, fmt.Errorf("bind %s: %w", addr, err)
	}
	if err := conn.SetReadBuffer(receiveBuffer); err != nil {
		conn.Close()
		return nil, netip.AddrPort{}, fmt.Errorf("receive buffer: %w", err)
	}
	bound := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	s := &socket{fd: int(lastFD.Add(1)), conn: conn, queue: make(chan datagram, queueSize)}
	return s, netip.AddrPortFrom(addr, bound.Port()), nil
}

// send sends one packet.
func (s *socket) send(b []byte, to netip.AddrPort) error {
	_, err := s.conn.WriteToUDPAddrPort(b, to)
	return err
}

func (s *socket) close() { _ = s.conn.Close() }

// read queues packets and says that there are some, until the socket is closed.
func (s *socket) read(ready chan<- int) {
	for {
		b := make([]byte, packetSize)
		n, from, err := s.conn.ReadFromUDPAddrPort(b)
		if err != nil {
			return
		}
		select {
		case s.queue <- datagram{b[:n], netip.AddrPortFrom(from.Addr().Unmap(), from.Port())}:
		default: // too late, as on a network
		}
		select {
		case ready <- s.fd:
		default: // the poller has enough to do and will come by
		}
	}
}

// batch is packets that are taken at once.
type batch struct{ packets []datagram }

func newBatch() *batch { return &batch{} }

// read takes what is there, at most batchSize packets, without waiting.
func (b *batch) read(s *socket) int {
	b.packets = b.packets[:0]
	for len(b.packets) < batchSize {
		select {
		case d := <-s.queue:
			b.packets = append(b.packets, d)
			continue
		default:
		}
		break
	}
	return len(b.packets)
}

func (b *batch) packet(i int) []byte       { return b.packets[i].data }
func (b *batch) from(i int) netip.AddrPort { return b.packets[i].from }

// waiter waits for packets on many sockets.
type waiter struct{ ready chan int }

func newWaiter() (*waiter, error) { return &waiter{ready: make(chan int, 4096)}, nil }

func (w *waiter) add(s *socket) error {
	go s.read(w.ready)
	return nil
}

func (w *waiter) remove(*socket) {}

// wait calls ready for sockets with packets, and returns at the latest after most.
func (w *waiter) wait(most time.Duration, ready func(fd int)) {
	select {
	case fd := <-w.ready:
		ready(fd)
	case <-time.After(most):
	}
}

func (w *waiter) close() {}
