package peer

import (
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"aula/internal/media/udp"
)

const (
	streamBacklog = 512 << 10        // bytes that wait for a slow receiver; beyond that packets are dropped
	streamWrite   = 10 * time.Second // a receiver that takes nothing for so long has gone
	proveWithin   = 5 * time.Second  // unless the port's configuration says otherwise
	maxUnproved   = 256              // streams that have not
)

// stream carries packets in frames over TCP (RFC 4571): two bytes of length, then the packet. Writing
// never waits: a goroutine sends what has been queued.
type stream struct {
	tcp    net.Conn
	remote netip.AddrPort
	conn   atomic.Pointer[Conn] // that has proved to be at the other end

	mu     sync.Mutex
	queue  []byte // guarded by mu
	wake   chan struct{}
	closed bool // guarded by mu; what is queued is still sent
}

// streams are all that are open.
type streams struct {
	mu       sync.Mutex
	open     map[*stream]bool
	unproved int
	closed   bool
}

// accept takes TCP connections until the port is closed.
func (p *Port) accept() {
	for {
		tcp, err := p.config.TCP.Accept()
		if err != nil {
			return
		}
		s := &stream{tcp: tcp, wake: make(chan struct{}, 1)}
		if a, err := netip.ParseAddrPort(tcp.RemoteAddr().String()); err == nil {
			s.remote = netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
		}
		if !p.streams.add(s) {
			tcp.Close()
			continue
		}
		p.work.Go(func() { p.serve(s) })
	}
}

func (l *streams) add(s *stream) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || l.unproved >= maxUnproved {
		return false
	}
	if l.open == nil {
		l.open = map[*stream]bool{}
	}
	l.open[s] = true
	l.unproved++
	return true
}

func (l *streams) proved() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unproved--
}

func (l *streams) remove(s *stream, proved bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, s)
	if !proved {
		l.unproved--
	}
}

func (l *streams) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for s := range l.open {
		s.tcp.Close()
	}
}

// serve reads the packets of a stream until it ends.
func (p *Port) serve(s *stream) {
	proved := false
	var writing sync.WaitGroup
	writing.Go(s.write)
	defer func() {
		s.finish()
		s.tcp.Close()
		writing.Wait()
		p.streams.remove(s, proved)
	}()
	in := newInbox(p)
	frame := make([]byte, udp.MaxDatagram)
	_ = s.tcp.SetReadDeadline(time.Now().Add(p.config.Prove))
	for {
		n, err := readFrame(s.tcp, frame)
		if err != nil {
			return
		}
		in.take(frame[:n], way{tcp: s}, time.Now())
		in.settle()
		if !proved && s.conn.Load() != nil {
			proved = true
			p.streams.proved()
			_ = s.tcp.SetReadDeadline(time.Time{}) // from now on the connection is watched
		}
	}
}

// readFrame reads one packet. A packet too long for the frame ends the stream.
func readFrame(r io.Reader, frame []byte) (int, error) {
	if _, err := io.ReadFull(r, frame[:2]); err != nil {
		return 0, err
	}
	n := int(binary.BigEndian.Uint16(frame))
	if n > len(frame) {
		return 0, io.ErrShortBuffer
	}
	return io.ReadFull(r, frame[:n])
}

// send queues a packet. It is false when the receiver is too slow.
func (s *stream) send(b []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.queue)+2+len(b) > streamBacklog {
		return false
	}
	s.queue = append(binary.BigEndian.AppendUint16(s.queue, uint16(len(b))), b...)
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return true
}

// finish ends the stream once everything queued is sent.
func (s *stream) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.wake)
	}
}

// write sends what is queued.
func (s *stream) write() {
	var out []byte
	for range s.wake {
		s.mu.Lock()
		out, s.queue = s.queue, out[:0]
		s.mu.Unlock()
		if !s.flush(out) {
			return
		}
	}
	s.mu.Lock()
	out = s.queue
	s.mu.Unlock()
	s.flush(out)
	s.tcp.Close()
}

func (s *stream) flush(out []byte) bool {
	_ = s.tcp.SetWriteDeadline(time.Now().Add(streamWrite))
	if _, err := s.tcp.Write(out); err != nil {
		s.tcp.Close()
		return false
	}
	return true
}
