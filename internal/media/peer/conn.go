package peer

import (
	"bytes"
	"encoding/binary"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v4"
	"github.com/pion/transport/v5/packetio"

	"aula/internal/media/udp"
)

// Handler is told what a connection brings. RTP and RTCP are called by whoever reads the port, so
// they must not wait; their bytes are good until they return.
type Handler interface {
	Up()   // once, when media may be sent
	Down() // once, when the other side has gone or never came; it may call Close
	RTP(header *rtp.Header, payload []byte, now time.Time)
	RTCP(packets []byte, now time.Time)
}

// Conn is one connection. Its methods may be called from any goroutine.
type Conn struct {
	port    *Port
	log     *slog.Logger
	handler Handler
	offer   *Offer
	passive bool

	heard     atomic.Int64 // when a packet that only the other side can make has come, in Unix ms
	path      atomic.Pointer[path]
	gone      atomic.Bool
	addresses []netip.AddrPort // guarded by port.mu; theirs

	mu       sync.Mutex
	sessions []session // ICE sessions: the newest first; the one before it until that one is used
	inbox    *packetio.Buffer
	tunnel   *dtls.Conn
	started  bool
	closed   bool
	shaken   chan struct{} // closed when the handshake has ended, well or not
	ended    sync.Once
	work     sync.WaitGroup

	opening sync.Mutex
	open    *srtp.Context // guarded by opening; nil until there are keys
	early   [][]byte      // guarded by opening; packets that came before our keys were ready
	header  rtp.Header    // guarded by opening

	sealing sync.Mutex
	seal    *srtp.Context // guarded by sealing; nil until there are keys
	sealed  rtp.Header    // guarded by sealing
}

type session struct {
	credentials
	key stun.MessageIntegrity
}

// way is where a packet came from.
type way struct {
	udp udp.Way
	tcp *stream
}

func (w way) remote() netip.AddrPort {
	if w.tcp != nil {
		return w.tcp.remote
	}
	return w.udp.Remote
}

// path is where packets are sent.
type path struct {
	way
	to *udp.Destination // nil over TCP
}

// Answer makes a connection for an offer and writes the SDP answer to it: one reply for each line. The
// connection lives from now on; the handler is told when it is up, or down because nobody came.
func (p *Port) Answer(o *Offer, replies []Reply, h Handler, log *slog.Logger) (*Conn, string, error) {
	c := &Conn{port: p, log: log, handler: h, offer: o, passive: !o.passive, inbox: packetio.NewBuffer(), shaken: make(chan struct{})}
	c.inbox.SetLimitCount(64)
	c.heard.Store(time.Now().UnixMilli())
	ours, err := c.renew()
	if err != nil {
		return nil, "", err
	}
	l := local{credentials: ours, fingerprint: p.fingerprint, passive: c.passive, candidates: p.told.now().candidates}
	return c, o.answer(uint64(time.Now().UnixNano()), l, replies), nil
}

// renew begins a new ICE session.
func (c *Conn) renew() (credentials, error) {
	ours := newCredentials()
	if err := c.port.register(c, ours.ufrag); err != nil {
		return ours, err
	}
	c.mu.Lock()
	s := session{credentials: ours, key: stun.NewShortTermIntegrity(ours.pwd)}
	c.sessions = append([]session{s}, c.sessions...)
	var old []session
	if len(c.sessions) > 2 {
		c.sessions, old = c.sessions[:2], c.sessions[2:]
	}
	c.mu.Unlock()
	for _, s := range old {
		c.port.forget(s.ufrag)
	}
	return ours, nil
}

// Ufrag names the current ICE session.
func (c *Conn) Ufrag() string { return c.ours().ufrag }

func (c *Conn) ours() credentials {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sessions[0].credentials
}

// Restart begins a new ICE session beside the current one, which goes on until the
// other side uses the new one (RFC 8445 section 2.4). It returns our new credentials and candidates.
func (c *Conn) Restart() (ufrag, pwd string, candidates []string, err error) {
	ours, err := c.renew()
	return ours.ufrag, ours.pwd, c.port.told.now().candidates, err
}

// Mid of the line that bears the candidates.
func (c *Conn) Mid() string { return c.offer.Lines[0].Mid }

func (c *Conn) key(ufrag string) stun.MessageIntegrity {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.sessions {
		if s.ufrag == ufrag {
			return s.key
		}
	}
	return nil
}

// checked notes a check that the other side has made over a way. The first way is used until one is nominated; a
// newer ICE session ends the one before.
func (c *Conn) checked(ufrag string, w way, nominated bool, now time.Time) {
	c.heard.Store(now.UnixMilli())
	c.port.prove(c, w)
	c.mu.Lock()
	fresh := len(c.sessions) > 1 && c.sessions[0].ufrag == ufrag
	if fresh {
		old := c.sessions[1].ufrag
		c.sessions = c.sessions[:1]
		defer c.port.forget(old)
	}
	current := c.sessions[0].ufrag == ufrag
	begin := !c.passive && !c.started
	c.mu.Unlock()
	if p := c.path.Load(); p == nil || (current && nominated || fresh) && !p.is(w) {
		c.path.Store(c.port.path(w))
		c.log.Debug("media: way", "remote", w.remote(), "tcp", w.tcp != nil, "nominated", nominated)
	}
	if begin {
		c.begin()
	}
}

func (p *path) is(w way) bool { return p.tcp == w.tcp && p.udp == w.udp }

func (p *Port) path(w way) *path {
	if w.tcp != nil {
		return &path{way: w}
	}
	return &path{way: w, to: p.socket.Destination(w.udp)}
}

// Overhead is what encryption adds to a packet at most, in bytes.
const Overhead = 16

// Send encrypts an RTP packet and adds it to a batch of the port; over TCP it is sent at once. It returns false while
// there are no keys, or when the other side is too slow to take it.
func (c *Conn) Send(b *udp.Batch, packet []byte) bool {
	p := c.path.Load()
	c.sealing.Lock()
	defer c.sealing.Unlock()
	if p == nil || c.seal == nil {
		return false
	}
	out, err := c.seal.EncryptRTP(b.Space(), packet, &c.sealed)
	if err != nil {
		return false
	}
	return p.deliver(b, out)
}

// SendRTCP encrypts a compound RTCP packet, and does as Send.
func (c *Conn) SendRTCP(b *udp.Batch, packet []byte) bool {
	p := c.path.Load()
	c.sealing.Lock()
	defer c.sealing.Unlock()
	if p == nil || c.seal == nil {
		return false
	}
	out, err := c.seal.EncryptRTCP(b.Space(), packet, nil)
	if err != nil {
		return false
	}
	return p.deliver(b, out)
}

// Tell sends a compound RTCP packet by itself.
func (c *Conn) Tell(packet []byte) bool {
	c.port.sending.Lock()
	defer c.port.sending.Unlock()
	defer c.port.single.Flush()
	return c.SendRTCP(c.port.single, packet)
}

// deliver takes what lies in the batch's space.
func (p *path) deliver(b *udp.Batch, out []byte) bool {
	if p.tcp != nil {
		return p.tcp.send(out)
	}
	b.Add(p.to, len(out))
	return true
}

// maxEarly is how many packets are kept until our keys are ready. The other side has finished the handshake a
// moment before us, and begins with what matters most: a key frame.
const maxEarly = 64

// media takes an encrypted packet.
func (c *Conn) media(in *inbox, b []byte, now time.Time) {
	c.opening.Lock()
	defer c.opening.Unlock()
	if c.open != nil {
		c.openLocked(in, b, now)
	} else if len(c.early) < maxEarly {
		c.early = append(c.early, bytes.Clone(b))
	}
}

// begins takes packets from now on, and first those that came early.
func (c *Conn) begins(open *srtp.Context) {
	in := newInbox(c.port)
	c.opening.Lock()
	c.open = open
	for _, b := range c.early {
		c.openLocked(in, b, time.Now())
	}
	c.early = nil
	c.opening.Unlock()
	in.settle()
}

func (c *Conn) openLocked(in *inbox, b []byte, now time.Time) {
	if kind := b[1]; kind >= 192 && kind < 224 { // RTCP (RFC 5761 section 4)
		if plain, err := c.open.DecryptRTCP(in.scratch[:0], b, nil); err == nil {
			c.heard.Store(now.UnixMilli())
			c.handler.RTCP(plain, now)
		}
		return
	}
	plain, err := c.open.DecryptRTP(in.scratch[:0], b, &c.header)
	if err != nil {
		return
	}
	c.heard.Store(now.UnixMilli())
	if payload, ok := payloadOf(&c.header, plain); ok {
		c.handler.RTP(&c.header, payload, now)
	}
}

// payloadOf cuts header and padding off a packet. The header's length is told by the packet alone: its extensions may
// be padded (RFC 8285 section 4.1.1), which a header that has been read does not remember.
func payloadOf(h *rtp.Header, packet []byte) ([]byte, bool) {
	size := 12 + 4*len(h.CSRC)
	if h.Extension && len(packet) >= size+4 {
		size += 4 + 4*int(binary.BigEndian.Uint16(packet[size+2:]))
	}
	payload := packet[min(size, len(packet)):]
	if h.Padding {
		if len(payload) == 0 || int(payload[len(payload)-1]) > len(payload) {
			return nil, false
		}
		payload = payload[:len(payload)-int(payload[len(payload)-1])]
	}
	return payload, true
}

// Over tells whether packets are sent over "udp" or "tcp"; it is empty before the first check.
func (c *Conn) Over() string {
	switch p := c.path.Load(); {
	case p == nil:
		return ""
	case p.tcp != nil:
		return "tcp"
	}
	return "udp"
}

// down tells the handler once that the connection has ended.
func (c *Conn) down() { c.ended.Do(c.handler.Down) }

// farewellWithin is how long Close waits for a handshake that is under way.
const farewellWithin = 500 * time.Millisecond

// Close ends the connection, tells the other side, and waits for its goroutines. Down is not called any more.
func (c *Conn) Close() {
	c.ended.Do(func() {})
	c.mu.Lock()
	closed := c.closed
	c.closed = true
	var ufrags []string
	for _, s := range c.sessions {
		ufrags = append(ufrags, s.ufrag)
	}
	started := c.started
	c.mu.Unlock()
	if closed {
		return
	}
	if started { // before its end there is no way to say farewell
		select {
		case <-c.shaken:
		case <-time.After(farewellWithin):
		}
	}
	c.mu.Lock()
	tunnel := c.tunnel
	c.mu.Unlock()
	c.gone.Store(true)
	c.port.remove(c, ufrags...)
	if tunnel != nil {
		if err := tunnel.Close(); err != nil {
			c.log.Debug("media: close", "err", err)
		}
	}
	c.inbox.Close()
	c.work.Wait()
	if p := c.path.Load(); p != nil && p.tcp != nil {
		p.tcp.finish()
	}
}
