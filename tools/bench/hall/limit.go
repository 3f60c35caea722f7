package hall

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"aula/internal/media/crowd"
)

// The limit is a sender that knows no protocol: it encrypts each packet of the
// measured load for each destination with AES-128-GCM, as SRTP would, and gives the
// kernel a frame for each destination (UDP_SEGMENT) and many destinations at once
// (sendmmsg). Nothing that a server does beside is in it, so no server can be cheaper.

const (
	together = 32 // destinations in one call of sendmmsg
	tag      = 16 // bytes that AES-GCM adds
	header   = 12 // bytes of an RTP header
)

// serveLimit sends to the ports that the first line of input names.
func serveLimit(in *bufio.Reader) error {
	line, err := in.ReadString('\n')
	if err != nil {
		return err
	}
	s, err := newSender(strings.Fields(line))
	if err != nil {
		return err
	}
	fmt.Println("ready")
	go s.run()
	untilInputEnds(in)
	return nil
}

type sender struct {
	fd       int
	to       []destination
	messages [together]message
	vectors  [together]unix.Iovec
	buffers  [together][]byte
	controls [together][]byte
	seq      [2]uint16 // of pictures and of sound
}

type destination struct {
	seal cipher.AEAD
	name unix.RawSockaddrInet4
}

// message is struct mmsghdr of sendmmsg(2).
type message struct {
	head unix.Msghdr
	n    uint32
}

func newSender(ports []string) (*sender, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	s := &sender{fd: fd}
	local := netip.MustParseAddr("127.0.0.1").As4()
	for i, p := range ports {
		port, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return nil, err
		}
		key := binary.BigEndian.AppendUint64(make([]byte, 8), uint64(i))
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		seal, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		d := destination{seal: seal, name: unix.RawSockaddrInet4{Family: unix.AF_INET, Addr: local}}
		binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&d.name.Port))[:], uint16(port))
		s.to = append(s.to, d)
	}
	for i := range s.buffers {
		s.buffers[i] = make([]byte, 0, 16<<10)
		s.controls[i] = make([]byte, unix.CmsgSpace(2))
		c := (*unix.Cmsghdr)(unsafe.Pointer(&s.controls[i][0]))
		c.Level, c.Type = unix.IPPROTO_UDP, unix.UDP_SEGMENT
		c.SetLen(unix.CmsgLen(2))
	}
	return s, nil
}

func (s *sender) run() {
	load := crowd.NewLoad()
	began := time.Now()
	for {
		u := load.Next()
		time.Sleep(time.Until(began.Add(u.At)))
		s.send(u)
	}
}

// send sends a unit to everybody.
func (s *sender) send(u crowd.Unit) {
	kind := 0
	if u.Sound {
		kind = 1
	}
	for at := 0; at < len(s.to); at += together {
		n := min(together, len(s.to)-at)
		for i := range n {
			s.prepare(i, &s.to[at+i], u, kind)
		}
		for sent := 0; sent < n; {
			did, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, uintptr(s.fd), uintptr(unsafe.Pointer(&s.messages[sent])), uintptr(n-sent), 0, 0, 0)
			if errno != 0 {
				break
			}
			sent += int(did)
		}
	}
	s.seq[kind] += uint16(len(u.Payloads))
}

// prepare seals a unit for one destination and makes one message of it.
func (s *sender) prepare(i int, d *destination, u crowd.Unit, kind int) {
	var head [header]byte
	var nonce [12]byte
	head[0], head[1] = 0x80, 96+byte(kind)
	b := s.buffers[i][:0]
	for j, payload := range u.Payloads {
		seq := s.seq[kind] + uint16(j)
		binary.BigEndian.PutUint16(head[2:], seq)
		binary.BigEndian.PutUint16(nonce[10:], seq)
		nonce[0] = byte(kind)
		b = append(b, head[:]...)
		b = d.seal.Seal(b, nonce[:], payload, head[:])
	}
	s.buffers[i] = b
	size := uint16(header + len(u.Payloads[0]) + tag)
	binary.NativeEndian.PutUint16(s.controls[i][unix.CmsgLen(0):], size)
	m := &s.messages[i].head
	s.vectors[i].Base = &b[0]
	s.vectors[i].SetLen(len(b))
	m.Name, m.Namelen = (*byte)(unsafe.Pointer(&d.name)), unix.SizeofSockaddrInet4
	m.Iov = &s.vectors[i]
	m.SetIovlen(1)
	m.Control, m.Controllen = nil, 0
	if len(u.Payloads) > 1 {
		m.Control = &s.controls[i][0]
		m.SetControllen(len(s.controls[i]))
	}
}
