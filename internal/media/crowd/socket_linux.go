package crowd

import (
	"fmt"
	"net/netip"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// socket is a UDP socket outside the Go scheduler's own poller, which would be woken
// for each packet beside ours.
type socket struct{ fd int }

// openSocket binds a free port at addr.
func openSocket(addr netip.Addr) (*socket, netip.AddrPort, error) {
	family := unix.AF_INET
	if addr.Is6() {
		family = unix.AF_INET6
	}
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, netip.AddrPort{}, fmt.Errorf("socket: %w", err)
	}
	s := &socket{fd: fd}
	if err := unix.Bind(fd, sockaddr(netip.AddrPortFrom(addr, 0))); err != nil {
		s.close()
		return nil, netip.AddrPort{}, fmt.Errorf("bind %s: %w", addr, err)
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer); err != nil {
		s.close()
		return nil, netip.AddrPort{}, fmt.Errorf("receive buffer: %w", err)
	}
	bound, err := unix.Getsockname(fd)
	if err != nil {
		s.close()
		return nil, netip.AddrPort{}, fmt.Errorf("getsockname: %w", err)
	}
	switch b := bound.(type) {
	case *unix.SockaddrInet4:
		return s, netip.AddrPortFrom(addr, uint16(b.Port)), nil
	case *unix.SockaddrInet6:
		return s, netip.AddrPortFrom(addr, uint16(b.Port)), nil
	}
	s.close()
	return nil, netip.AddrPort{}, fmt.Errorf("getsockname: %T", bound)
}

func sockaddr(to netip.AddrPort) unix.Sockaddr {
	if to.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}
	}
	return &unix.SockaddrInet6{Port: int(to.Port()), Addr: to.Addr().As16()}
}

// send sends one packet. A full send buffer loses it, as a network would.
func (s *socket) send(b []byte, to netip.AddrPort) error {
	err := unix.Sendto(s.fd, b, 0, sockaddr(to))
	if err == unix.EAGAIN || err == unix.ECONNREFUSED {
		return nil
	}
	return err
}

func (s *socket) close() { _ = unix.Close(s.fd) }

// batch is memory for packets that are read at once.
type batch struct {
	heads   [batchSize]message
	vectors [batchSize]unix.Iovec
	names   [batchSize]unix.RawSockaddrAny
	data    [batchSize][packetSize]byte
}

// message is struct mmsghdr of recvmmsg(2).
type message struct {
	head unix.Msghdr
	n    uint32
}

func newBatch() *batch {
	b := &batch{}
	for i := range b.heads {
		b.vectors[i].Base = &b.data[i][0]
		b.vectors[i].SetLen(packetSize)
		b.heads[i].head.Iov = &b.vectors[i]
		b.heads[i].head.SetIovlen(1)
		b.heads[i].head.Name = (*byte)(unsafe.Pointer(&b.names[i]))
	}
	return b
}

// read reads what is there, at most batchSize packets, without waiting.
func (b *batch) read(s *socket) int {
	for i := range b.heads {
		b.heads[i].head.Namelen = unix.SizeofSockaddrAny
	}
	n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, uintptr(s.fd), uintptr(unsafe.Pointer(&b.heads[0])), batchSize, unix.MSG_DONTWAIT, 0, 0)
	if errno != 0 {
		return 0
	}
	return int(n)
}

// packet returns the i-th packet that was read, which lasts until the next read.
func (b *batch) packet(i int) []byte { return b.data[i][:b.heads[i].n] }

// from returns who sent it.
func (b *batch) from(i int) netip.AddrPort {
	switch name := &b.names[i]; name.Addr.Family {
	case unix.AF_INET:
		in := (*unix.RawSockaddrInet4)(unsafe.Pointer(name))
		return netip.AddrPortFrom(netip.AddrFrom4(in.Addr), swap(in.Port))
	case unix.AF_INET6:
		in := (*unix.RawSockaddrInet6)(unsafe.Pointer(name))
		return netip.AddrPortFrom(netip.AddrFrom16(in.Addr).Unmap(), swap(in.Port))
	}
	return netip.AddrPort{}
}

// swap reads a port in network byte order.
func swap(port uint16) uint16 {
	b := (*[2]byte)(unsafe.Pointer(&port))
	return uint16(b[0])<<8 | uint16(b[1])
}

// waiter waits for packets on many sockets.
type waiter struct {
	epoll  int
	events [256]unix.EpollEvent
}

func newWaiter() (*waiter, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	return &waiter{epoll: fd}, nil
}

func (w *waiter) add(s *socket) error {
	return unix.EpollCtl(w.epoll, unix.EPOLL_CTL_ADD, s.fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(s.fd)})
}

func (w *waiter) remove(s *socket) { _ = unix.EpollCtl(w.epoll, unix.EPOLL_CTL_DEL, s.fd, nil) }

// wait calls ready for each socket with packets, and returns at the latest after most.
func (w *waiter) wait(most time.Duration, ready func(fd int)) {
	n, err := unix.EpollWait(w.epoll, w.events[:], int(most/time.Millisecond))
	if err != nil {
		return
	}
	for _, e := range w.events[:n] {
		ready(int(e.Fd))
	}
}

func (w *waiter) close() { _ = unix.Close(w.epoll) }
