package peer

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/stun/v4"

	"aula/internal/media/udp"
)

// caller is a socket that sends what it likes to a port.
type caller struct {
	t    testing.TB
	conn *net.UDPConn
}

func call(t testing.TB, p *Port) *caller {
	t.Helper()
	conn, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(p.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &caller{t, conn}
}

func (c *caller) addr() netip.AddrPort { return c.conn.LocalAddr().(*net.UDPAddr).AddrPort() }

func (c *caller) send(b []byte) {
	c.t.Helper()
	if _, err := c.conn.Write(b); err != nil {
		c.t.Fatal(err)
	}
}

func (c *caller) read() []byte {
	c.t.Helper()
	b := make([]byte, 2048)
	c.conn.SetReadDeadline(time.Now().Add(soon))
	n, err := c.conn.Read(b)
	if err != nil {
		c.t.Fatal(err)
	}
	return b[:n]
}

// check is a connectivity check. The setters come before integrity and fingerprint.
func check(ours credentials, more ...stun.Setter) *stun.Message {
	setters := append([]stun.Setter{stun.TransactionID, stun.BindingRequest, stun.NewUsername(ours.ufrag + ":abcd")}, more...)
	return stun.MustBuild(append(setters, stun.NewShortTermIntegrity(ours.pwd), stun.Fingerprint)...)
}

// flag is an attribute without a value.
type flag stun.AttrType

func (f flag) AddTo(m *stun.Message) error {
	m.Add(stun.AttrType(f), nil)
	return nil
}

// number is an attribute of 64 bits.
type number stun.AttrType

func (n number) AddTo(m *stun.Message) error {
	m.Add(stun.AttrType(n), []byte{1, 2, 3, 4, 5, 6, 7, 8})
	return nil
}

const (
	nominated   = flag(stun.AttrUseCandidate)
	controlling = number(stun.AttrICEControlling)
	controlled  = number(stun.AttrICEControlled)
)

// answers sends a request and returns the first answer, which must be to this request: what was sent
// before has been left unanswered.
func (c *caller) answers(request *stun.Message, pwd string) *stun.Message {
	c.t.Helper()
	c.send(request.Raw)
	m := &stun.Message{Raw: c.read()}
	if err := m.Decode(); err != nil {
		c.t.Fatal(err)
	}
	if m.TransactionID != request.TransactionID {
		c.t.Fatalf("an answer to something else: %v", m)
	}
	if err := stun.Fingerprint.Check(m); err != nil {
		c.t.Errorf("answer: %v", err)
	}
	if err := stun.NewShortTermIntegrity(pwd).Check(m); err != nil {
		c.t.Errorf("answer: %v", err)
	}
	return m
}

func TestACheckIsAnsweredWithWhereItCameFrom(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	them := call(t, p)
	m := them.answers(check(c.ours(), controlling, nominated), c.ours().pwd)
	var mapped stun.XORMappedAddress
	if err := mapped.GetFrom(m); err != nil || m.Type != stun.BindingSuccess {
		t.Fatalf("%v %v", m, err)
	}
	if got := netip.AddrPortFrom(netip.MustParseAddr(mapped.IP.String()), uint16(mapped.Port)); got != them.addr() {
		t.Errorf("mapped %v, want %v", got, them.addr())
	}
	if c.Over() != "udp" {
		t.Errorf("over %q", c.Over())
	}
}

// Who does not know the password cannot make the port send anything to anybody.
func TestSilenceForStrangers(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	ours := c.ours()
	user, integrity := stun.NewUsername(ours.ufrag+":abcd"), stun.NewShortTermIntegrity(ours.pwd)
	broken := check(ours, controlling).Raw
	broken[len(broken)-1] ^= 1
	cut := check(ours, controlling).Raw
	for name, raw := range map[string][]byte{
		"wrong password":  check(credentials{ours.ufrag, "another password here"}, controlling).Raw,
		"unknown user":    check(credentials{"nobody", ours.pwd}, controlling).Raw,
		"no user":         stun.MustBuild(stun.TransactionID, stun.BindingRequest, controlling, integrity, stun.Fingerprint).Raw,
		"no integrity":    stun.MustBuild(stun.TransactionID, stun.BindingRequest, user, controlling, stun.Fingerprint).Raw,
		"bad fingerprint": broken,
		"cut short":       cut[:len(cut)-4],
		"not a request":   stun.MustBuild(stun.TransactionID, stun.BindingSuccess, user, integrity, stun.Fingerprint).Raw,
		"another method":  stun.MustBuild(stun.TransactionID, stun.NewType(stun.MethodAllocate, stun.ClassRequest), user, integrity, stun.Fingerprint).Raw,
		"too short":       {0, 1, 2},
		"no STUN":         []byte("\x00\x01 neither header nor cookie"),
		"RTP":             append([]byte{0x80, 96}, make([]byte, 40)...),
		"TURN's channel":  append([]byte{0x40, 0}, make([]byte, 40)...),
	} {
		t.Run(name, func(t *testing.T) {
			them := call(t, p)
			them.send(raw)
			if p.sender(way{udp: wayOf(them)}) != nil {
				t.Error("the address counts as theirs")
			}
			them.t = t
			them.answers(check(ours, controlling), ours.pwd)
		})
	}
}

// Both sides controlling or both controlled: the lite one never controls (RFC 8445 section 7.3.1.1).
func TestControlledIsToldOfTheConflict(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	m := call(t, p).answers(check(c.ours(), controlled, nominated), c.ours().pwd)
	var code stun.ErrorCodeAttribute
	if err := code.GetFrom(m); err != nil || m.Type != stun.BindingError || code.Code != stun.CodeRoleConflict {
		t.Errorf("%v: %v %v", m, code, err)
	}
	if c.Over() != "" {
		t.Error("a refused check chose a way")
	}
}

// hello is the first packet of a DTLS client.
func hello(t *testing.T) []byte {
	t.Helper()
	ours, theirs := net.Pipe()
	defer theirs.Close()
	client, err := dtls.ClientWithOptions(pipe{ours}, &net.UDPAddr{}, dtls.WithInsecureSkipVerify(true), dtls.WithSRTPProtectionProfiles(profiles...))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		client.HandshakeContext(t.Context())
	}()
	b := make([]byte, 2048)
	n, err := theirs.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	ours.Close()
	client.Close()
	<-ended
	return b[:n]
}

// pipe makes a stream one of packets.
type pipe struct{ net.Conn }

func (p pipe) ReadFrom(b []byte) (int, net.Addr, error) {
	n, err := p.Read(b)
	return n, &net.UDPAddr{}, err
}

func (p pipe) WriteTo(b []byte, _ net.Addr) (int, error) { return p.Write(b) }

// A handshake from an address that no check has come from is not even looked at.
func TestHandshakeOnlyFromACheckedAddress(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	friend, stranger, first := call(t, p), call(t, p), hello(t)
	friend.answers(check(c.ours(), controlling, nominated), c.ours().pwd)
	stranger.send(first)
	stranger.answers(check(c.ours(), controlling), c.ours().pwd) // so what came before has been handled
	c.mu.Lock()
	started := c.started
	c.mu.Unlock()
	if started {
		t.Fatal("a stranger began the handshake")
	}
	friend.send(first)
	if b := friend.read(); b[0] != 22 {
		t.Errorf("answered with a packet that begins with %d, want a handshake", b[0])
	}
}

// sent has the connection send a packet and reads it where it is to come out.
func sent(t *testing.T, c *Conn, where *caller) {
	t.Helper()
	packet := []byte("\x14 over the way in use")
	c.port.send(c.path.Load(), packet)
	if got := where.read(); string(got) != string(packet) {
		t.Errorf("got %q", got)
	}
}

func TestTheNominatedWayIsUsed(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	first, second := call(t, p), call(t, p)
	first.answers(check(c.ours(), controlling), c.ours().pwd)
	sent(t, c, first)
	second.answers(check(c.ours(), controlling), c.ours().pwd)
	sent(t, c, first) // the second has not been nominated
	second.answers(check(c.ours(), controlling, nominated), c.ours().pwd)
	sent(t, c, second)
	first.answers(check(c.ours(), controlling), c.ours().pwd) // browsers go on checking other ways
	sent(t, c, second)
}

// The old ICE session goes on until the new one is used, and then has ended.
func TestRestart(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	old, before, after := c.ours(), call(t, p), call(t, p)
	before.answers(check(old, controlling, nominated), old.pwd)
	ufrag, pwd, candidates, err := c.Restart()
	if err != nil || len(candidates) != 2 || ufrag == old.ufrag || pwd == old.pwd || c.Ufrag() != ufrag {
		t.Fatalf("%q %q %q %v", ufrag, pwd, candidates, err)
	}
	before.answers(check(old, controlling), old.pwd)
	sent(t, c, before)
	fresh := credentials{ufrag, pwd}
	after.answers(check(fresh, controlling), pwd)
	sent(t, c, after)
	before.send(check(old, controlling, nominated).Raw)
	before.answers(check(fresh, controlling), pwd) // and nothing before it
	sent(t, c, after)
	if p.named(old.ufrag) != nil {
		t.Error("the old session is still known")
	}
}

// Restarts that nobody uses do not pile up.
func TestManyRestarts(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	for range 10 {
		if _, _, _, err := c.Restart(); err != nil {
			t.Fatal(err)
		}
	}
	p.mu.RLock()
	n := len(p.conns)
	p.mu.RUnlock()
	if n != 2 {
		t.Errorf("%d sessions are known, want 2", n)
	}
	c.Close()
	if p.named(c.Ufrag()) != nil || len(p.conns) != 0 {
		t.Error("a closed connection is still known")
	}
}

// However many addresses somebody checks from, only the newest are remembered.
func TestAddressesAreBounded(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	for range maxWays + 5 {
		call(t, p).answers(check(c.ours(), controlling), c.ours().pwd)
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	if len(p.from) != maxWays || len(c.addresses) != maxWays {
		t.Errorf("%d addresses and %d, want %d", len(p.from), len(c.addresses), maxWays)
	}
}

// A closed port takes no connection, and a closed connection answers nobody.
func TestClosed(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	other, _ := answered(t, p)
	them := call(t, p)
	ours := c.ours()
	them.answers(check(ours, controlling), ours.pwd)
	c.Close()
	them.send(check(ours, controlling).Raw)
	them.answers(check(other.ours(), controlling), other.ours().pwd)
	other.Close()
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	o := readSample(t, "small")
	if _, _, err := p.Answer(o, takeAll(o), newSide(), quiet); err == nil {
		t.Error("a closed port answers")
	}
}

// Down is told once, and only of who has fallen silent.
func TestSilence(t *testing.T) {
	p := openPort(t, func(c *Config) { c.Silence = 3 * time.Second })
	_, silent := answered(t, p)
	c, lively := answered(t, p)
	them := call(t, p)
	began := time.Now()
	for silent.downs.Load() == 0 {
		if time.Since(began) > soon {
			t.Fatal("never came: the silent one's end")
		}
		them.answers(check(c.ours(), controlling), c.ours().pwd)
		time.Sleep(20 * time.Millisecond)
	}
	if after := time.Since(began); after < 2*time.Second {
		t.Errorf("given up after %v", after)
	}
	if n := lively.downs.Load(); n != 0 {
		t.Error("the one that checks was given up")
	}
	for range 3 { // it is found again with every look, until it is closed
		for _, c := range p.silent(time.Now()) {
			c.down()
		}
	}
	if n := silent.downs.Load(); n != 1 {
		t.Errorf("Down was told %d times", n)
	}
}

func wayOf(c *caller) udp.Way { return udp.Way{Remote: c.addr()} }
