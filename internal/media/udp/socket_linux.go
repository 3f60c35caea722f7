package udp

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"sync/atomic"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// kernel is what Linux adds to a socket.
type kernel struct {
	raw     syscall.RawConn
	segment atomic.Bool // UDP_SEGMENT works; never again once refused

	// Of the receiver.
	in     []message
	iovecs []unix.Iovec
	names  []unix.RawSockaddrInet6
	infos  [][controlSpace]byte
	space  []byte
	got    []Datagram
	read   func(fd uintptr) bool // made once: a closure for each call would be garbage
	result int
	errno  syscall.Errno
}

// message is struct mmsghdr of recvmmsg(2) and sendmmsg(2).
type message struct {
	unix.Msghdr
	length uint32
}

// controlSpace is room for an address (in6_pktinfo) and a segment size.
const controlSpace = 80

func (s *Socket) open() error {
	raw, err := s.conn.SyscallConn()
	if err != nil {
		return err
	}
	s.raw = raw
	s.in = make([]message, receiveMessages)
	s.iovecs = make([]unix.Iovec, receiveMessages)
	s.names = make([]unix.RawSockaddrInet6, receiveMessages)
	s.infos = make([][controlSpace]byte, receiveMessages)
	s.space = make([]byte, receiveMessages*MaxDatagram)
	s.got = make([]Datagram, 0, receiveMessages)
	s.read = func(fd uintptr) bool {
		s.prepare()
		s.result, s.errno = batch(unix.SYS_RECVMMSG, fd, s.in)
		return s.errno != unix.EAGAIN && s.errno != unix.EINTR
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		if _, err := unix.GetsockoptInt(int(fd), unix.IPPROTO_UDP, unix.UDP_SEGMENT); err == nil {
			s.segment.Store(true)
		}
		if !s.wide {
			return
		}
		if s.dual {
			failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_RECVPKTINFO, 1)
		}
		if err := unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_PKTINFO, 1); err != nil && !s.dual {
			failed = err
		}
	})
	return errors.Join(err, failed)
}

// force goes beyond net.core.rmem_max and wmem_max where the process may.
func (s *Socket) force() (int, error) {
	least := Buffer
	err := s.raw.Control(func(fd uintptr) {
		for _, o := range [][2]int{{unix.SO_RCVBUFFORCE, unix.SO_RCVBUF}, {unix.SO_SNDBUFFORCE, unix.SO_SNDBUF}} {
			_ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, o[0], Buffer)
			if got, err := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, o[1]); err == nil {
				least = min(least, got/2) // the kernel counts its own bookkeeping as well (socket(7))
			}
		}
	})
	return least, err
}

// Segments reports whether packets for one receiver leave as one message.
func (s *Socket) Segments() bool { return s.segment.Load() }

// Receive waits for datagrams and returns all that are there, at most 32. It fails when
// the socket is closed.
func (s *Socket) Receive() ([]Datagram, error) {
	if err := s.raw.Read(s.read); err != nil {
		return nil, err
	}
	s.got = s.got[:0]
	if s.errno != 0 { // of an earlier sending, as ECONNREFUSED: there is more to come
		return s.got, nil
	}
	for i := range s.in[:s.result] {
		m := &s.in[i]
		if m.Flags&unix.MSG_TRUNC != 0 {
			continue
		}
		d := Datagram{Bytes: s.space[i*MaxDatagram:][:m.length:m.length]}
		d.Remote = address(&s.names[i])
		if s.wide {
			d.Local = localAddress(s.infos[i][:m.Controllen])
		}
		s.got = append(s.got, d)
	}
	return s.got, nil
}

func (s *Socket) prepare() {
	for i := range s.in {
		s.iovecs[i].Base = &s.space[i*MaxDatagram]
		s.iovecs[i].SetLen(MaxDatagram)
		h := &s.in[i].Msghdr
		h.Name, h.Namelen = (*byte)(unsafe.Pointer(&s.names[i])), unix.SizeofSockaddrInet6
		h.Iov = &s.iovecs[i]
		h.SetIovlen(1)
		h.Control = &s.infos[i][0]
		h.SetControllen(controlSpace)
		h.Flags = 0
	}
}

// batch calls recvmmsg or sendmmsg. The call never waits, so that the scheduler need not be told of
// it: telling it costs more than the call where a batch takes longer than 20 us, because another
// thread is woken to take over.
func batch(call, fd uintptr, messages []message) (int, syscall.Errno) {
	n, _, errno := unix.RawSyscall6(call, fd, uintptr(unsafe.Pointer(&messages[0])), uintptr(len(messages)), unix.MSG_DONTWAIT, 0, 0)
	return int(n), errno
}

func address(name *unix.RawSockaddrInet6) netip.AddrPort {
	if name.Family == unix.AF_INET {
		four := (*unix.RawSockaddrInet4)(unsafe.Pointer(name))
		return netip.AddrPortFrom(netip.AddrFrom4(four.Addr), swap(four.Port))
	}
	ip := netip.AddrFrom16(name.Addr).Unmap()
	if name.Scope_id != 0 && ip.Is6() {
		ip = ip.WithZone(zone(name.Scope_id))
	}
	return netip.AddrPortFrom(ip, swap(name.Port))
}

// localAddress reads the address that a datagram was sent to (ip(7), ipv6(7)).
func localAddress(control []byte) netip.Addr {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return netip.Addr{}
	}
	for _, m := range messages {
		switch {
		case m.Header.Level == unix.IPPROTO_IP && m.Header.Type == unix.IP_PKTINFO && len(m.Data) >= unix.SizeofInet4Pktinfo:
			return netip.AddrFrom4([4]byte(m.Data[8:12])) // the header's destination
		case m.Header.Level == unix.IPPROTO_IPV6 && m.Header.Type == unix.IPV6_PKTINFO && len(m.Data) >= unix.SizeofInet6Pktinfo:
			return netip.AddrFrom16([16]byte(m.Data[:16])).Unmap()
		}
	}
	return netip.Addr{}
}

// swap turns a port between the network's byte order and ours.
func swap(port uint16) uint16 {
	var b [2]byte
	binary.NativeEndian.PutUint16(b[:], port)
	return binary.BigEndian.Uint16(b[:])
}
