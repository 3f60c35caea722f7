package front

import (
	"io"
	"net"
)

// A conn gives its first byte back before the rest. It stays a TCP connection for everything else, so that files are
// still sent without copying.
type conn struct {
	*net.TCPConn
	first []byte // until it is read
}

// Read hands out the first byte alone; every reader of a stream expects short reads.
func (c *conn) Read(p []byte) (int, error) {
	if len(c.first) > 0 && len(p) > 0 {
		n := copy(p, c.first)
		c.first = c.first[n:]
		return n, nil
	}
	return c.TCPConn.Read(p)
}

// WriteTo keeps io.Copy from going past the first byte.
func (c *conn) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{c})
}

// An inbox is the listener of one kind of connection.
type inbox struct {
	front *Front
	conns chan net.Conn
	taken bool // somebody accepts from it; fixed before accept starts
}

func (f *Front) newInbox() *inbox { return &inbox{front: f, conns: make(chan net.Conn)} }

// put waits until somebody accepts the connection. False: nobody will.
func (i *inbox) put(c *conn) bool {
	if !i.taken {
		return false
	}
	select {
	case i.conns <- c:
		return true
	case <-i.front.closing:
		return false
	}
}

// Accept is part of net.Listener.
func (i *inbox) Accept() (net.Conn, error) {
	select {
	case c := <-i.conns:
		return c, nil
	case <-i.front.closing:
		return nil, net.ErrClosed
	}
}

// Close closes the whole Front: the kinds share one port and end together.
func (i *inbox) Close() error { return i.front.Close() }

// Addr is part of net.Listener.
func (i *inbox) Addr() net.Addr { return i.front.Addr() }
