package front

import (
	"errors"
	"net"
	"time"
)

const (
	// handshakeRecord begins every TLS connection (RFC 8446 section 5.1).
	handshakeRecord = 0x16

	// frameLimit is above the first byte of a framed STUN message, the high half of its length (RFC 4571 section 2):
	// a first message is shorter than 1,280 bytes. HTTP begins with a letter.
	frameLimit = 0x05
)

// sort waits for the first byte of a connection and passes it on to the listener of its kind.
func (f *Front) sort(tcp net.Conn) {
	if !f.await(tcp) {
		_ = tcp.Close()
		return
	}
	conn, err := f.peek(tcp)
	f.forget(tcp)
	if err != nil || !f.inboxFor(conn.first[0]).put(conn) {
		_ = tcp.Close()
	}
}

// peek reads one byte, which the returned connection will give again.
func (f *Front) peek(tcp net.Conn) (*conn, error) {
	c, ok := tcp.(*net.TCPConn)
	if !ok {
		return nil, errors.New("not a TCP connection")
	}
	first := make([]byte, 1)
	if err := c.SetReadDeadline(time.Now().Add(f.wait)); err != nil {
		return nil, err
	}
	if _, err := c.Read(first); err != nil {
		return nil, err
	}
	return &conn{c, first}, c.SetReadDeadline(time.Time{})
}

func (f *Front) inboxFor(first byte) *inbox {
	switch {
	case first == handshakeRecord:
		return f.encrypted
	case first < frameLimit:
		return f.framed
	default:
		return f.plain
	}
}

// await notes a silent connection so that Close can end it. False: the Front is closed.
func (f *Front) await(conn net.Conn) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.waiting == nil {
		return false
	}
	f.waiting[conn] = struct{}{}
	return true
}

func (f *Front) forget(conn net.Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.waiting, conn)
}
