package crowd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtcp"
	"github.com/pion/srtp/v3"
	"github.com/pion/transport/v5/packetio"

	"aula/internal/media/hop"
)

// ending is what a link carries media for. Its methods are called under the link's lock.
type ending interface {
	// takeRTP takes a packet as it came, still encrypted.
	takeRTP(b []byte, now time.Time)
	// takeRTCP takes feedback and reports.
	takeRTCP(packets []rtcp.Packet, now time.Time)
	// tick does what is due and returns when the next is.
	tick(now time.Time) time.Time
}

// Why a link ends by itself.
var (
	errSilent = errors.New("crowd: the server no longer answers checks of connectivity")
	errHungUp = errors.New("crowd: the server ended the connection")
)

// link is one connection to a server: a socket, ICE, DTLS and SRTP.
type link struct {
	poller *poller
	socket *socket
	here   netip.AddrPort
	due    atomic.Int64 // when tick is to be called, in Unix nanoseconds
	chosen chan struct{}
	settle func()        // says once that setting up is over
	gone   chan struct{} // closed when the link has ended, by whomever

	mu     sync.Mutex // guards what follows
	ending ending     // nil until the link is up
	checks *checks
	inbox  *packetio.Buffer // packets for DTLS
	secure *dtls.Conn
	in     *srtp.Context
	out    *srtp.Context
	way    *hop.Way // the imitated network, nil without
	why    error    // why it ended by itself
	closed bool
}

// open binds a socket on the address from which the server is reached.
func (c *Crowd) open(server string, n *hop.Network) (*link, error) {
	addr, err := localAddress(server)
	if err != nil {
		return nil, err
	}
	s, here, err := openSocket(addr)
	if err != nil {
		return nil, err
	}
	l := &link{
		poller: c.poller(), socket: s, here: here, inbox: packetio.NewBuffer(),
		chosen: make(chan struct{}), gone: make(chan struct{}),
	}
	if n != nil {
		l.way = hop.New(*n)
		l.poller.fine.Add(1)
	}
	l.poller.joining.Add(1)
	l.settle = sync.OnceFunc(func() { l.poller.joining.Add(-1) })
	if err := l.poller.add(l); err != nil {
		l.close(err)
		return nil, err
	}
	return l, nil
}

// localAddress returns the address of ours from which packets for the server leave.
func localAddress(server string) (netip.Addr, error) {
	conn, err := net.Dial("udp", server)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("reach %s: %w", server, err)
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap(), nil
}

// connect runs ICE and DTLS until packets may flow to e.
func (l *link) connect(ctx context.Context, c *Crowd, ours *local, theirs *remote, controlling bool, e ending) error {
	defer l.settle()
	l.mu.Lock()
	l.checks = newChecks(ours.credentials, theirs.credentials, theirs.candidates, controlling)
	l.mu.Unlock()
	l.tick(time.Now())
	select {
	case <-l.chosen:
	case <-l.gone:
		return l.reason()
	case <-ctx.Done():
		return fmt.Errorf("no answer to checks of connectivity at %v: %w", theirs.candidates, ctx.Err())
	}
	conn, err := l.handshake(ctx, c, theirs)
	if err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	if err := l.agree(conn, theirs.setup != "active", e); err != nil {
		conn.Close()
		return err
	}
	go l.watch(conn)
	return nil
}

// agree takes the keys of the handshake into use (RFC 5764).
func (l *link) agree(conn *dtls.Conn, isClient bool, e ending) error {
	chosen, ok := conn.SelectedSRTPProtectionProfile()
	if !ok {
		return errors.New("crowd: no way of encryption in common")
	}
	state, ok := conn.ConnectionState()
	if !ok {
		return errors.New("crowd: the handshake has no state")
	}
	keys := srtp.Config{Profile: srtp.ProtectionProfile(chosen)}
	if err := keys.ExtractSessionKeysFromDTLS(&state, isClient); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	in, err := srtp.CreateContext(keys.Keys.RemoteMasterKey, keys.Keys.RemoteMasterSalt, keys.Profile, srtp.SRTPNoReplayProtection())
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	out, err := srtp.CreateContext(keys.Keys.LocalMasterKey, keys.Keys.LocalMasterSalt, keys.Profile)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return l.why
	}
	l.secure, l.in, l.out, l.ending = conn, in, out, e
	return nil
}

// watch waits for the server's goodbye.
func (l *link) watch(conn *dtls.Conn) {
	buf := make([]byte, packetSize)
	for {
		if _, err := conn.Read(buf); err != nil {
			l.end(errHungUp)
			return
		}
	}
}

// receive reads everything that has come.
func (l *link) receive(b *batch) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.closed {
		n := b.read(l.socket)
		now := time.Now()
		for i := range n {
			if l.way == nil {
				l.take(b.packet(i), b.from(i), now)
			} else if at := l.way.Put(b.packet(i), b.from(i), now); !at.IsZero() {
				l.wake(at)
			}
		}
		if n < batchSize {
			return
		}
	}
}

// take sorts a packet by its first byte (RFC 7983).
func (l *link) take(b []byte, from netip.AddrPort, now time.Time) {
	switch {
	case len(b) < 12 || l.closed:
	case b[0] < 4:
		l.takeCheck(b, from, now)
	case b[0] >= 20 && b[0] < 64:
		_, _ = l.inbox.Write(b, nil) // a full inbox loses it, as a network would
	case b[0] < 128 || b[0] > 191 || l.ending == nil:
	case b[1] >= 192 && b[1] < 224:
		l.takeRTCP(b, now)
	default:
		l.ending.takeRTP(b, now)
	}
}

func (l *link) takeCheck(b []byte, from netip.AddrPort, now time.Time) {
	if l.checks == nil {
		return
	}
	answer, err := l.checks.take(b, from, now)
	if err != nil {
		return
	}
	if answer != nil {
		_ = l.socket.send(answer, from)
	}
	if l.checks.chosen.IsValid() {
		select {
		case <-l.chosen:
		default:
			close(l.chosen)
		}
	}
}

func (l *link) takeRTCP(b []byte, now time.Time) {
	plain, err := l.in.DecryptRTCP(nil, b, nil)
	if err != nil {
		return
	}
	if packets, err := rtcp.Unmarshal(plain); err == nil {
		l.ending.takeRTCP(packets, now)
	}
}

// tick does what is due.
func (l *link) tick(now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.due.Store(now.Add(time.Second).UnixNano())
	if l.way != nil {
		l.way.Take(now, func(b []byte, from netip.AddrPort) { l.take(b, from, now) })
		l.wake(l.way.Due())
	}
	if l.checks != nil {
		requests, to := l.checks.tick(now)
		for i, r := range requests {
			_ = l.socket.send(r, to[i])
		}
		l.wake(l.checks.due)
		if l.checks.lost(now) {
			l.endLocked(errSilent)
			return
		}
	}
	if l.ending != nil {
		l.wake(l.ending.tick(now))
	}
}

// wake sees to it that tick is called at the time; the zero time wakes nobody.
func (l *link) wake(at time.Time) {
	if !at.IsZero() && at.UnixNano() < l.due.Load() {
		l.due.Store(at.UnixNano())
	}
}

// sendRTCP encrypts and sends reports and feedback as one compound packet. l.mu must be held.
func (l *link) sendRTCP(packets []rtcp.Packet) error {
	if l.out == nil || len(packets) == 0 {
		return nil
	}
	plain, err := rtcp.Marshal(packets)
	if err != nil {
		return err
	}
	sealed, err := l.out.EncryptRTCP(nil, plain, nil)
	if err != nil {
		return err
	}
	return l.socket.send(sealed, l.checks.chosen)
}

// reason returns why the link ended.
func (l *link) reason() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.why == nil {
		return net.ErrClosed
	}
	return l.why
}

// end ends the link once.
func (l *link) end(why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.endLocked(why)
}

func (l *link) endLocked(why error) {
	if l.closed {
		return
	}
	l.closed, l.why = true, why
	l.settle()
	if l.way != nil {
		l.poller.fine.Add(-1)
	}
	l.poller.remove(l)
	l.socket.close()
	_ = l.inbox.Close()
	close(l.gone)
}

// close says goodbye and ends the link.
func (l *link) close(why error) {
	l.mu.Lock()
	secure := l.secure
	l.mu.Unlock()
	if secure != nil {
		_ = secure.Close() // says goodbye through the socket
	}
	l.end(why)
}
