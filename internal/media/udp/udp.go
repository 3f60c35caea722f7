// Package udp is one UDP port that receives and sends many datagrams with one
// call into the kernel. Packets of one size for one receiver leave as one message
// (UDP segmentation offload), messages for many receivers in one sendmmsg(2).
//
// What the kernel offers is found out when the port is opened, and given up for good
// when an interface refuses it later. On systems without these calls every datagram
// is sent by itself.
package udp

import (
	"net"
	"net/netip"
)

const (
	// MaxDatagram is the longest datagram that is received or sent, in bytes: more than any
	// media packet on an Ethernet, whose MTU is 1500.
	MaxDatagram = 2048

	// Buffer is asked of the kernel for each direction, in bytes. A key frame of every
	// publisher may arrive while the reader is away, and one for every viewer leave at once.
	Buffer = 4 << 20

	receiveMessages = 32
)

// Socket is an open port. One goroutine may Receive; any may send.
type Socket struct {
	conn *net.UDPConn
	addr netip.AddrPort
	wide bool // bound to all addresses: the local one of each packet is kept
	dual bool // an IPv6 socket, which writes IPv4 addresses as mapped ones
	kernel
}

// Listen opens hostport. An empty host means all addresses, port 0 any free port.
func Listen(hostport string) (*Socket, error) {
	local, err := net.ResolveUDPAddr("udp", hostport)
	if err != nil {
		return nil, err
	}
	network := "udp"
	if local.IP.To4() != nil {
		network = "udp4"
	}
	conn, err := net.ListenUDP(network, local)
	if err != nil {
		return nil, err
	}
	bound := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	s := &Socket{conn: conn, dual: bound.Addr().Is6() && network == "udp", wide: bound.Addr().IsUnspecified()}
	s.addr = netip.AddrPortFrom(bound.Addr().Unmap(), bound.Port())
	if err := s.open(); err != nil {
		conn.Close()
		return nil, err
	}
	return s, nil
}

// Grow asks the kernel for buffers of Buffer bytes and returns what it gives at least. The socket works with less, but loses
// packets when many come at once.
func (s *Socket) Grow() (int, error) {
	if err := s.conn.SetReadBuffer(Buffer); err != nil {
		return 0, err
	}
	if err := s.conn.SetWriteBuffer(Buffer); err != nil {
		return 0, err
	}
	return s.force()
}

// Addr is the address in use.
func (s *Socket) Addr() netip.AddrPort { return s.addr }

// Close ends Receive and every sending.
func (s *Socket) Close() error { return s.conn.Close() }

// Way is the way of a datagram: the other side's address and, where the socket is bound
// to several, ours, so that an answer leaves from the address that was asked.
type Way struct {
	Remote netip.AddrPort
	Local  netip.Addr // invalid where there is only one
}

// Datagram is one that was received. Its bytes are good until the next Receive.
type Datagram struct {
	Way
	Bytes []byte
}
