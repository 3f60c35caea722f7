package floor

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// target is how a server is listened to.
type target struct {
	address string
	cookie  string
	socket  string // path
	events  string // path
	hello   string // is said first on a socket; "" for nothing
}

// mark is in every entry that is counted, and in nothing else.
var mark = []byte(`"kind":"hand.raised"`)

// crowd listens on many connections, each by itself.
type crowd struct {
	conns []net.Conn
	sent  []atomic.Int64 // when each entry was sent, in nanoseconds since start
	start time.Time
	took  [][]time.Duration // by connection
	mu    sync.Mutex
	err   error // the first; guarded by mu
	wg    sync.WaitGroup
	ready sync.WaitGroup // until each has heard something
}

// gather connects n listeners and returns when each of them hears the server. Entries are
// how many will be sent. The protocols are spoken by hand: server and listeners share the cores.
func gather(t target, socket bool, n, entries int) (*crowd, error) {
	c := &crowd{sent: make([]atomic.Int64, entries), start: time.Now(), took: make([][]time.Duration, n)}
	c.ready.Add(n)
	for i := range n {
		conn, err := net.Dial("tcp", t.address)
		if err != nil {
			c.close()
			return nil, err
		}
		c.conns = append(c.conns, conn)
		c.wg.Go(func() {
			heard := sync.OnceFunc(c.ready.Done)
			defer heard()
			c.note(t.listen(conn, socket, heard, func() error { return c.take(i) }))
		})
	}
	c.ready.Wait()
	return c, c.failed()
}

// take notes that a connection has got its next entry.
func (c *crowd) take(i int) error {
	at := len(c.took[i])
	if at == len(c.sent) {
		return errors.New("an entry came twice")
	}
	c.took[i] = append(c.took[i], time.Since(c.start)-time.Duration(c.sent[at].Load()))
	if len(c.took[i]) == len(c.sent) {
		return io.EOF
	}
	return nil
}

func (c *crowd) note(err error) {
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
}

func (c *crowd) failed() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// wait returns what everybody has got, when they have all got everything or have waited long enough.
func (c *crowd) wait(within time.Duration) ([]time.Duration, error) {
	stop := time.AfterFunc(within, c.hangUp)
	c.wg.Wait()
	stop.Stop()
	c.hangUp()
	var all []time.Duration
	for i, took := range c.took {
		if len(took) != len(c.sent) && c.failed() == nil {
			return nil, fmt.Errorf("listener %d heard %d of %d entries", i, len(took), len(c.sent))
		}
		all = append(all, took...)
	}
	return all, c.failed()
}

func (c *crowd) hangUp() {
	for _, conn := range c.conns {
		_ = conn.Close()
	}
}

func (c *crowd) close() {
	c.hangUp()
	c.wg.Wait()
}

// listenAll reads messages of a socket until it ends.
func (t target) listenAll(conn net.Conn, hear func([]byte)) error {
	return t.join(conn, true, func(in *bufio.Reader, _ io.Reader) error {
		return t.frames(conn, in, func(m []byte) error { hear(m); return nil })
	})
}

// listen reads until took says that it is enough; heard is called with the first message.
func (t target) listen(conn net.Conn, socket bool, heard func(), took func() error) error {
	take := func(message []byte) error {
		heard()
		if bytes.Contains(message, mark) {
			return took()
		}
		return nil
	}
	return t.join(conn, socket, func(in *bufio.Reader, body io.Reader) error {
		if socket {
			return t.frames(conn, in, take)
		}
		return lines(body, take)
	})
}

// join asks for what is to be listened to and lets read read it.
func (t target) join(conn net.Conn, socket bool, read func(in *bufio.Reader, body io.Reader) error) error {
	path := t.events
	if socket {
		path = t.socket
	}
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\n", path, t.address)
	if t.cookie != "" {
		fmt.Fprintf(conn, "Cookie: %s\r\n", t.cookie)
	}
	if socket {
		fmt.Fprint(conn, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")
	}
	if _, err := fmt.Fprint(conn, "\r\n"); err != nil {
		return err
	}
	in := bufio.NewReaderSize(conn, 2<<10)
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("%s: status %d", path, resp.StatusCode)
	}
	return read(in, resp.Body)
}

func lines(in io.Reader, take func([]byte) error) error {
	all := bufio.NewScanner(in)
	all.Buffer(make([]byte, 4<<10), 4<<20)
	for all.Scan() {
		if len(all.Bytes()) == 0 {
			continue
		}
		if err := take(all.Bytes()); err != nil {
			return err
		}
	}
	return all.Err()
}

// frames reads messages of a WebSocket (RFC 6455 section 5.2), as servers send them: not masked.
func (t target) frames(conn net.Conn, in *bufio.Reader, take func([]byte) error) error {
	if t.hello != "" {
		if _, err := conn.Write(frame(t.hello)); err != nil {
			return err
		}
	}
	var head [8]byte
	var message []byte
	for {
		if _, err := io.ReadFull(in, head[:2]); err != nil {
			return err
		}
		length := uint64(head[1] & 0x7f)
		switch length {
		case 126:
			if _, err := io.ReadFull(in, head[2:4]); err != nil {
				return err
			}
			length = uint64(binary.BigEndian.Uint16(head[2:4]))
		case 127:
			if _, err := io.ReadFull(in, head[:8]); err != nil {
				return err
			}
			length = binary.BigEndian.Uint64(head[:8])
		}
		if length > 4<<20 {
			return errors.New("a message of more than 4 MiB")
		}
		if uint64(cap(message)) < length {
			message = make([]byte, length)
		}
		message = message[:length]
		if _, err := io.ReadFull(in, message); err != nil {
			return err
		}
		if head[0]&0x0f == 8 {
			return fmt.Errorf("the server closed the socket: %q", message)
		}
		if string(bytes.TrimSpace(message)) == "{}" && t.hello != "" { // centrifuge asks whether we are there
			if _, err := conn.Write(frame("{}")); err != nil {
				return err
			}
		}
		if err := take(message); err != nil {
			return err
		}
	}
}

// frame is a short text masked by zeros.
func frame(text string) []byte {
	return append([]byte{0x81, 0x80 | byte(len(text)), 0, 0, 0, 0}, text...)
}

// query is a path with one parameter.
func query(path, key, value string) string { return path + "?" + url.Values{key: {value}}.Encode() }
