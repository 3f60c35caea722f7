package crowd

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"github.com/pion/dtls/v3"
)

// flightEvery is how long the handshake waits before it says something again.
const flightEvery = 200 * time.Millisecond

var errFingerprint = errors.New("crowd: the server's certificate is not the one that it told")

// profiles are the ways of encryption we take, the best first.
var profiles = []dtls.SRTPProtectionProfile{dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80}

// handshake agrees on keys over the chosen way (RFC 5763): as the client, unless the
// server wants to begin.
func (l *link) handshake(ctx context.Context, c *Crowd, theirs *remote) (*dtls.Conn, error) {
	both := []dtls.Option{
		dtls.WithCertificates(c.certificate),
		dtls.WithInsecureSkipVerify(true), // the fingerprint says who it is
		dtls.WithSRTPProtectionProfiles(profiles...),
		dtls.WithFlightInterval(flightEvery),
		dtls.WithVerifyConnection(func(s *dtls.State) error { return verify(s, theirs.fingerprint) }),
	}
	l.mu.Lock()
	to := net.UDPAddrFromAddrPort(l.checks.chosen)
	l.mu.Unlock()
	conn, err := l.side(theirs.setup == "active", to, both)
	if err != nil {
		return nil, err
	}
	if err := conn.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

func (l *link) side(server bool, to net.Addr, both []dtls.Option) (*dtls.Conn, error) {
	if server {
		options := []dtls.ServerOption{dtls.WithClientAuth(dtls.RequireAnyClientCert)}
		for _, o := range both {
			options = append(options, o)
		}
		return dtls.ServerWithOptions(inbox{l}, to, options...)
	}
	options := make([]dtls.ClientOption, 0, len(both))
	for _, o := range both {
		options = append(options, o)
	}
	return dtls.ClientWithOptions(inbox{l}, to, options...)
}

func verify(s *dtls.State, want string) error {
	if len(s.PeerCertificates) == 0 || fingerprint(s.PeerCertificates[0]) != want {
		return errFingerprint
	}
	return nil
}

// inbox is a link as DTLS sees it.
type inbox struct{ *link }

func (i inbox) ReadFrom(p []byte) (int, net.Addr, error) {
	n, _, err := i.link.inbox.Read(p, nil)
	return n, i.server(), err
}

func (i inbox) WriteTo(p []byte, _ net.Addr) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed {
		return 0, net.ErrClosed
	}
	return len(p), i.socket.send(p, i.checks.chosen)
}

func (i inbox) server() net.Addr {
	i.mu.Lock()
	defer i.mu.Unlock()
	var at netip.AddrPort
	if i.checks != nil {
		at = i.checks.chosen
	}
	return net.UDPAddrFromAddrPort(at)
}

// Close leaves the socket to the link.
func (i inbox) Close() error                       { return nil }
func (i inbox) LocalAddr() net.Addr                { return net.UDPAddrFromAddrPort(i.here) }
func (i inbox) SetDeadline(t time.Time) error      { return i.SetReadDeadline(t) }
func (i inbox) SetReadDeadline(t time.Time) error  { return i.link.inbox.SetReadDeadline(t) }
func (i inbox) SetWriteDeadline(_ time.Time) error { return nil }
