package udp

import (
	"encoding/binary"
	"net"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	batchMessages = 256       // in one sendmmsg
	batchBytes    = 256 << 10 // of datagrams kept: what fits into the processor's cache pays
	maxSegments   = 64        // UDP_MAX_SEGMENTS of the kernels of the last years
	maxMessage    = 65000     // bytes; with headers below the 64 KiB of an IP packet
)

// Destination is a Way in the kernel's own writing.
type Destination struct {
	Way
	name    unix.RawSockaddrInet6
	length  uint32
	control [controlSpace]byte
	info    int // bytes of control that name our address
}

// Destination writes a way down for sending.
func (s *Socket) Destination(w Way) *Destination {
	d := &Destination{Way: w}
	ip, port := w.Remote.Addr(), swap(w.Remote.Port())
	if s.dual {
		d.name = unix.RawSockaddrInet6{Family: unix.AF_INET6, Port: port, Addr: ip.As16(), Scope_id: scope(ip.Zone())}
		d.length = unix.SizeofSockaddrInet6
	} else if ip.Is4() {
		four := (*unix.RawSockaddrInet4)(unsafe.Pointer(&d.name))
		*four = unix.RawSockaddrInet4{Family: unix.AF_INET, Port: port, Addr: ip.As4()}
		d.length = unix.SizeofSockaddrInet4
	} else {
		d.name = unix.RawSockaddrInet6{Family: unix.AF_INET6, Port: port, Addr: ip.As16(), Scope_id: scope(ip.Zone())}
		d.length = unix.SizeofSockaddrInet6
	}
	switch local := w.Local; {
	case local.Is4():
		var info unix.Inet4Pktinfo
		info.Spec_dst = local.As4()
		d.info = put(d.control[:], unix.IPPROTO_IP, unix.IP_PKTINFO, unsafe.Slice((*byte)(unsafe.Pointer(&info)), unix.SizeofInet4Pktinfo))
	case local.Is6():
		var info unix.Inet6Pktinfo
		info.Addr = local.As16()
		d.info = put(d.control[:], unix.IPPROTO_IPV6, unix.IPV6_PKTINFO, unsafe.Slice((*byte)(unsafe.Pointer(&info)), unix.SizeofInet6Pktinfo))
	}
	return d
}

// put writes one control message (cmsg(3)) and returns its length.
func put(control []byte, level, kind int32, data []byte) int {
	h := (*unix.Cmsghdr)(unsafe.Pointer(&control[0]))
	h.Level, h.Type = level, kind
	h.SetLen(unix.CmsgLen(len(data)))
	copy(control[unix.CmsgLen(0):], data)
	return unix.CmsgSpace(len(data))
}

// Batch collects datagrams until Flush. One goroutine uses a batch at a time.
type Batch struct {
	socket   *Socket
	space    []byte // of datagrams, one after the other
	used     int
	messages []message
	iovecs   []unix.Iovec
	controls [][controlSpace]byte
	to       []*Destination
	size     []int // of the first datagram of a message
	last     []int // of its last one
	count    []int
	bytes    []int
	n        int
	write    func(fd uintptr) bool // made once: a closure for each call would be garbage
	pending  []message
	result   int
	errno    syscall.Errno

	// Lost counts datagrams that the kernel did not take.
	Lost uint64
}

// NewBatch returns an empty batch.
func (s *Socket) NewBatch() *Batch {
	b := &Batch{
		socket: s, space: make([]byte, batchBytes),
		messages: make([]message, batchMessages), iovecs: make([]unix.Iovec, batchMessages),
		controls: make([][controlSpace]byte, batchMessages), to: make([]*Destination, batchMessages),
		size: make([]int, batchMessages), last: make([]int, batchMessages), count: make([]int, batchMessages), bytes: make([]int, batchMessages),
	}
	b.write = func(fd uintptr) bool {
		b.result, b.errno = batch(unix.SYS_SENDMMSG, fd, b.pending)
		return b.errno != unix.EAGAIN && b.errno != unix.EINTR
	}
	return b
}

// Space returns room for one datagram of at most MaxDatagram bytes: a slice of length 0.
// It holds until the next call of the batch.
func (b *Batch) Space() []byte {
	if b.used+MaxDatagram > len(b.space) {
		b.Flush()
	}
	return b.space[b.used : b.used : b.used+MaxDatagram]
}

// Add takes the first n bytes of Space as a datagram on its way to d.
func (b *Batch) Add(d *Destination, n int) {
	if i := b.n - 1; i >= 0 && b.to[i] == d && b.continues(i, n) {
		b.last[i] = n
		b.count[i]++
		b.bytes[i] += n
		b.used += n
		return
	}
	if b.n == len(b.messages) {
		moved := b.space[b.used : b.used+n]
		b.Flush()
		copy(b.space, moved)
	}
	i := b.n
	b.n++
	b.to[i], b.size[i], b.last[i], b.count[i], b.bytes[i] = d, n, n, 1, n
	b.iovecs[i].Base = &b.space[b.used]
	b.used += n
}

// continues reports whether n bytes more fit message i as a segment: all segments have one size, but the
// last may be shorter (udp(7), UDP_SEGMENT).
func (b *Batch) continues(i, n int) bool {
	return b.socket.segment.Load() && b.last[i] == b.size[i] && n <= b.size[i] &&
		b.count[i] < maxSegments && b.bytes[i]+n <= maxMessage
}

// Flush sends everything. What the kernel does not take is lost, as anything on its way may be.
func (b *Batch) Flush() {
	for i := range b.n {
		b.address(i)
	}
	for sent := 0; sent < b.n; {
		sent += b.send(b.messages[sent:b.n], sent)
	}
	b.n, b.used = 0, 0
}

// address completes message i.
func (b *Batch) address(i int) {
	d, h := b.to[i], &b.messages[i].Msghdr
	h.Name, h.Namelen = (*byte)(unsafe.Pointer(&d.name)), d.length
	b.iovecs[i].SetLen(b.bytes[i])
	h.Iov = &b.iovecs[i]
	h.SetIovlen(1)
	h.Control = nil
	h.SetControllen(0)
	used := d.info
	if used == 0 && b.count[i] == 1 {
		return
	}
	control := &b.controls[i]
	copy(control[:], d.control[:used])
	if b.count[i] > 1 {
		var size [2]byte
		binary.NativeEndian.PutUint16(size[:], uint16(b.size[i]))
		used += put(control[used:], unix.IPPROTO_UDP, unix.UDP_SEGMENT, size[:])
	}
	h.Control = &control[0]
	h.SetControllen(used)
}

// send tries to send messages, of which the first is number first, and returns how many are done with.
func (b *Batch) send(messages []message, first int) int {
	b.pending = messages
	err := b.socket.raw.Write(b.write)
	switch {
	case err != nil: // closed
		b.Lost += uint64(len(messages))
		return len(messages)
	case b.errno == 0:
		return b.result
	case (b.errno == unix.EIO || b.errno == unix.EINVAL) && b.count[first] > 1:
		// The interface cannot compute checksums, or there is no such option after all.
		b.socket.segment.Store(false)
		b.split(first)
	default:
		b.Lost += uint64(b.count[first])
	}
	return 1
}

// split sends the segments of message i one by one.
func (b *Batch) split(i int) {
	one := []message{{Msghdr: b.messages[i].Msghdr}}
	part := unix.Iovec{}
	one[0].Iov = &part
	one[0].Control = nil
	one[0].SetControllen(0)
	if info := b.to[i].info; info > 0 {
		one[0].Control = &b.controls[i][0]
		one[0].SetControllen(info)
	}
	whole := unsafe.Slice(b.iovecs[i].Base, b.bytes[i])
	for len(whole) > 0 {
		n := min(b.size[i], len(whole))
		part.Base = &whole[0]
		part.SetLen(n)
		b.pending = one
		if err := b.socket.raw.Write(b.write); err != nil {
			return
		}
		if b.errno != 0 {
			b.Lost++
		}
		whole = whole[n:]
	}
}

func zone(index uint32) string {
	if i, err := net.InterfaceByIndex(int(index)); err == nil {
		return i.Name
	}
	return strconv.Itoa(int(index))
}

func scope(zone string) uint32 {
	if zone == "" {
		return 0
	}
	if i, err := net.InterfaceByName(zone); err == nil {
		return uint32(i.Index)
	}
	n, _ := strconv.ParseUint(zone, 10, 32)
	return uint32(n)
}
