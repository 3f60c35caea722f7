//go:build !linux

package udp

import (
	"net"
	"net/netip"
)

// kernel adds nothing on systems other than Linux: datagrams are received and sent one by one.
type kernel struct {
	space [MaxDatagram]byte
	got   [1]Datagram
}

func (s *Socket) open() error {
	s.wide = false
	return nil
}

// force cannot ask for more.
func (s *Socket) force() (int, error) { return Buffer, nil }

// Segments reports whether packets for one receiver leave as one message.
func (s *Socket) Segments() bool { return false }

// Receive waits for a datagram. It fails when the socket is closed.
func (s *Socket) Receive() ([]Datagram, error) {
	n, from, err := s.conn.ReadFromUDPAddrPort(s.space[:])
	if err != nil {
		return nil, err
	}
	remote := netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
	s.got[0] = Datagram{Way: Way{Remote: remote}, Bytes: s.space[:n:n]}
	return s.got[:], nil
}

// Destination is a Way for sending.
type Destination struct{ Way }

// Destination takes a way for sending.
func (s *Socket) Destination(w Way) *Destination { return &Destination{w} }

// Batch sends datagrams at once. One goroutine uses a batch at a time.
type Batch struct {
	conn  *net.UDPConn
	space [MaxDatagram]byte

	// Lost counts datagrams that the kernel did not take.
	Lost uint64
}

// NewBatch returns an empty batch.
func (s *Socket) NewBatch() *Batch { return &Batch{conn: s.conn} }

// Space returns room for one datagram of at most MaxDatagram bytes: a slice of length 0.
// It holds until the next call of the batch.
func (b *Batch) Space() []byte { return b.space[:0] }

// Add takes the first n bytes of Space as a datagram on its way to d.
func (b *Batch) Add(d *Destination, n int) {
	if _, err := b.conn.WriteToUDPAddrPort(b.space[:n], d.Remote); err != nil {
		b.Lost++
	}
}

// Flush sends everything. What the kernel does not take is lost, as anything on its way may be.
func (b *Batch) Flush() {}
