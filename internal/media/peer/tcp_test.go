package peer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v4"

	"aula/internal/media/udp"
)

// sealWith gives a connection keys without a handshake.
func sealWith(t testing.TB, c *Conn) {
	t.Helper()
	seal, err := srtp.CreateContext(make([]byte, 16), make([]byte, 12), srtp.ProtectionProfileAeadAes128Gcm)
	if err != nil {
		t.Fatal(err)
	}
	c.sealing.Lock()
	defer c.sealing.Unlock()
	c.seal = seal
}

func dial(t testing.TB, p *Port) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp4", p.config.TCP.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn.(*net.TCPConn)
}

func framed(b []byte) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...) }

// proveOver proves over TCP whose connection it is.
func proveOver(t testing.TB, tcp *net.TCPConn, ours credentials) {
	t.Helper()
	request := check(ours, controlling, nominated)
	if _, err := tcp.Write(framed(request.Raw)); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 2048)
	tcp.SetReadDeadline(time.Now().Add(soon))
	n, err := readFrame(tcp, b)
	if err != nil {
		t.Fatal(err)
	}
	m := &stun.Message{Raw: b[:n]}
	if err := m.Decode(); err != nil || m.TransactionID != request.TransactionID || m.Type != stun.BindingSuccess {
		t.Fatalf("answer %v %v", m, err)
	}
	var mapped stun.XORMappedAddress
	here := netip.MustParseAddrPort(tcp.LocalAddr().String())
	if err := mapped.GetFrom(m); err != nil || mapped.Port != int(here.Port()) {
		t.Errorf("mapped %v %v, want %v", mapped, err, here)
	}
}

// A viewer that takes nothing loses packets. It holds up nobody, not even the closing.
func TestATCPReceiverThatReadsNothing(t *testing.T) {
	p := openPort(t, nil)
	c, _ := answered(t, p)
	tcp := dial(t, p)
	tcp.SetReadBuffer(4096)
	proveOver(t, tcp, c.ours())
	if c.Over() != "tcp" {
		t.Fatalf("over %q", c.Over())
	}
	sealWith(t, c)
	batch, packet := p.NewBatch(), make([]byte, 1200)
	packet[0] = 0x80
	const most = 50_000 // 60 MB: more than any kernel takes
	sent := 0
	for sent < most && c.Send(batch, packet) {
		sent++
	}
	if sent == most || sent < streamBacklog/len(packet)/2 {
		t.Errorf("%d packets were taken", sent)
	}
	other, _ := answered(t, p)
	them := call(t, p)
	them.answers(check(other.ours(), controlling), other.ours().pwd)
	sealWith(t, other)
	if !other.Send(batch, packet) {
		t.Error("another receiver gets nothing")
	}
	batch.Flush()
	if b := them.read(); len(b) != len(packet)+Overhead {
		t.Errorf("another receiver gets %d bytes", len(b))
	}
}

// Who does not say whose it is, is sent away; who has, stays.
func TestUnprovedTCPConnectionsEnd(t *testing.T) {
	p := openPort(t, func(c *Config) { c.Prove = time.Second })
	c, _ := answered(t, p)
	silent, strange, proved := dial(t, p), dial(t, p), dial(t, p)
	proveOver(t, proved, c.ours())
	if _, err := strange.Write(framed(check(credentials{"nobody", "knows"}, controlling).Raw)); err != nil {
		t.Fatal(err)
	}
	for name, tcp := range map[string]*net.TCPConn{"silent": silent, "strange": strange} {
		tcp.SetReadDeadline(time.Now().Add(soon))
		if n, err := tcp.Read(make([]byte, 100)); errors.Is(err, os.ErrDeadlineExceeded) || err == nil {
			t.Errorf("the %s one: %d bytes, %v", name, n, err)
		}
	}
	eventually(t, "the ends to be noted", func() bool {
		p.streams.mu.Lock()
		defer p.streams.mu.Unlock()
		return p.streams.unproved == 0 && len(p.streams.open) == 1
	})
	proveOver(t, proved, c.ours()) // long after its time to prove
}

func TestUnprovedTCPConnectionsAreBounded(t *testing.T) {
	p := openPort(t, func(c *Config) { c.Prove = 10 * time.Minute })
	const more = 5
	var all []*net.TCPConn
	for range maxUnproved + more {
		all = append(all, dial(t, p))
	}
	for _, tcp := range all[maxUnproved:] {
		tcp.SetReadDeadline(time.Now().Add(soon))
		if _, err := tcp.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) || err == nil {
			t.Fatalf("one too many is kept: %v", err)
		}
	}
	p.streams.mu.Lock()
	n := p.streams.unproved
	p.streams.mu.Unlock()
	if n != maxUnproved {
		t.Errorf("%d are kept, want %d", n, maxUnproved)
	}
	c, _ := answered(t, p)
	proveOver(t, all[0], c.ours())
	eventually(t, "room for one more", func() bool {
		p.streams.mu.Lock()
		defer p.streams.mu.Unlock()
		return p.streams.unproved == maxUnproved-1
	})
	other, _ := answered(t, p)
	proveOver(t, dial(t, p), other.ours())
}

func TestReadFrame(t *testing.T) {
	frame := make([]byte, udp.MaxDatagram)
	for name, tt := range map[string]struct {
		stream []byte
		want   string
		err    error
	}{
		"a frame":       {framed([]byte("hello")), "hello", nil},
		"an empty one":  {framed(nil), "", nil},
		"nothing":       {nil, "", io.EOF},
		"half a length": {[]byte{0}, "", io.ErrUnexpectedEOF},
		"cut short":     {[]byte{0, 5, 'h', 'e'}, "", io.ErrUnexpectedEOF},
		"too long":      {[]byte{0xff, 0xff}, "", io.ErrShortBuffer},
	} {
		n, err := readFrame(bytes.NewReader(tt.stream), frame)
		if !errors.Is(err, tt.err) || tt.err == nil && string(frame[:n]) != tt.want {
			t.Errorf("%s: %q %v", name, frame[:n], err)
		}
	}
}
