package peer

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/fingerprint"
	"github.com/pion/srtp/v3"
)

// handshakeWithin is how long a DTLS handshake may take.
const handshakeWithin = 15 * time.Second

// Replayed packets are dropped within this many packets. Probing browsers send far out of order.
const replayWindow = 512

// profiles are offered in this order: AES in GCM costs a third of AES with HMAC-SHA1.
var profiles = []dtls.SRTPProtectionProfile{dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80}

// handshake takes a DTLS packet. It came from an address that has proved to be theirs.
func (c *Conn) handshake(b []byte) {
	c.begin()
	_, _ = c.inbox.Write(b, nil) // full: it will be sent again
}

// begin starts the handshake once.
func (c *Conn) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.started || c.closed {
		return
	}
	c.started = true
	c.work.Go(c.run)
}

// run shakes hands and then waits for the other side's farewell.
func (c *Conn) run() {
	tunnel, open, err := c.shake()
	close(c.shaken)
	if err != nil {
		c.log.Debug("media: handshake", "err", err)
		go c.down() // it may close us, which waits for run
		return
	}
	c.handler.Up()
	c.begins(open)
	buf := make([]byte, 256)
	for err == nil {
		_, err = tunnel.Read(buf)
	}
	go c.down()
}

func (c *Conn) shake() (*dtls.Conn, *srtp.Context, error) {
	ctx, cancel := context.WithTimeout(context.Background(), handshakeWithin)
	defer cancel()
	shared := []dtls.Option{
		dtls.WithCertificates(c.port.certificate),
		dtls.WithSRTPProtectionProfiles(profiles...),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithInsecureSkipVerify(true), // the fingerprint is checked instead (RFC 8122)
		dtls.WithVerifyPeerCertificate(c.verify),
		dtls.WithMTU(1200),
		dtls.WithLoggerFactory(loggers{c.log}),
	}
	tunnel, err := c.tunnelOver(&packets{c}, shared)
	if err != nil {
		return nil, nil, err
	}
	c.mu.Lock()
	closed := c.closed
	c.tunnel = tunnel
	c.mu.Unlock()
	if closed {
		tunnel.Close()
		return nil, nil, net.ErrClosed
	}
	if err := tunnel.HandshakeContext(ctx); err != nil {
		return nil, nil, err
	}
	open, err := c.takeKeys(tunnel)
	return tunnel, open, err
}

func (c *Conn) tunnelOver(conn net.PacketConn, shared []dtls.Option) (*dtls.Conn, error) {
	var nowhere net.UDPAddr
	if !c.passive {
		var options []dtls.ClientOption
		for _, o := range shared {
			options = append(options, o)
		}
		return dtls.ClientWithOptions(conn, &nowhere, options...)
	}
	// The address has been validated by ICE, so a cookie would only cost time.
	options := []dtls.ServerOption{dtls.WithClientAuth(dtls.RequireAnyClientCert), dtls.WithInsecureSkipVerifyHello(true)}
	for _, o := range shared {
		options = append(options, o)
	}
	return dtls.ServerWithOptions(conn, &nowhere, options...)
}

// verify compares the other side's certificate with the fingerprints of its offer.
func (c *Conn) verify(raw [][]byte, _ [][]*x509.Certificate) error {
	if len(raw) == 0 {
		return errors.New("no certificate")
	}
	theirs, err := x509.ParseCertificate(raw[0])
	if err != nil {
		return err
	}
	for _, f := range c.offer.fingerprints {
		hash, err := fingerprint.HashFromString(f.hash)
		if err != nil {
			continue
		}
		if value, err := fingerprint.Fingerprint(theirs, hash); err == nil && value == f.value {
			return nil
		}
	}
	return errors.New("the certificate is not the one of the offer")
}

// takeKeys derives the keys of both directions (RFC 5764 section 4.2). Sending may begin; what opens the other side's
// packets is returned.
func (c *Conn) takeKeys(tunnel *dtls.Conn) (open *srtp.Context, err error) {
	profile, err := profileOf(tunnel)
	if err != nil {
		return nil, err
	}
	state, ok := tunnel.ConnectionState()
	if !ok {
		return nil, errors.New("no connection state")
	}
	config := srtp.Config{Profile: profile}
	if err := config.ExtractSessionKeysFromDTLS(&state, !c.passive); err != nil {
		return nil, err
	}
	keys := config.Keys
	open, err = srtp.CreateContext(keys.RemoteMasterKey, keys.RemoteMasterSalt, profile,
		srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow))
	if err != nil {
		return nil, err
	}
	seal, err := srtp.CreateContext(keys.LocalMasterKey, keys.LocalMasterSalt, profile)
	if err != nil {
		return nil, err
	}
	c.sealing.Lock()
	defer c.sealing.Unlock()
	c.seal = seal
	return open, nil
}

func profileOf(tunnel *dtls.Conn) (srtp.ProtectionProfile, error) {
	switch chosen, _ := tunnel.SelectedSRTPProtectionProfile(); chosen {
	case dtls.SRTP_AEAD_AES_128_GCM:
		return srtp.ProtectionProfileAeadAes128Gcm, nil
	case dtls.SRTP_AES128_CM_HMAC_SHA1_80:
		return srtp.ProtectionProfileAes128CmHmacSha1_80, nil
	}
	return 0, errors.New("no protection profile in common")
}

// packets is the way of DTLS packets as pion/dtls wants it.
type packets struct{ *Conn }

func (p *packets) ReadFrom(b []byte) (int, net.Addr, error) {
	n, _, err := p.inbox.Read(b, nil)
	return n, p.LocalAddr(), err
}

// WriteTo sends along the path; before there is one the packet is lost, and sent again.
func (p *packets) WriteTo(b []byte, _ net.Addr) (int, error) {
	if to := p.path.Load(); to != nil {
		p.port.send(to, b)
	}
	return len(b), nil
}

// send sends one packet by itself.
func (p *Port) send(to *path, b []byte) {
	if to.tcp != nil {
		to.tcp.send(b)
		return
	}
	p.sending.Lock()
	defer p.sending.Unlock()
	p.single.Add(to.to, len(append(p.single.Space(), b...)))
	p.single.Flush()
}

func (p *packets) Close() error                       { return nil }
func (p *packets) LocalAddr() net.Addr                { return &net.UDPAddr{} }
func (p *packets) SetDeadline(t time.Time) error      { return p.inbox.SetReadDeadline(t) }
func (p *packets) SetReadDeadline(t time.Time) error  { return p.inbox.SetReadDeadline(t) }
func (p *packets) SetWriteDeadline(t time.Time) error { return nil }

// newCertificate makes the certificate that all connections share. Its fingerprint is
// what the other side checks, so it outlives any run of the server. It is in upper case (RFC 8122 section 5):
// Firefox reads no other.
func newCertificate() (tls.Certificate, string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return tls.Certificate{}, "", err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "media"},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().AddDate(10, 0, 0),
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	parsed, err := x509.ParseCertificate(raw)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	hash, err := fingerprint.HashFromString("sha-256")
	if err != nil {
		return tls.Certificate{}, "", err
	}
	value, err := fingerprint.Fingerprint(parsed, hash)
	if err != nil {
		return tls.Certificate{}, "", fmt.Errorf("fingerprint: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key, Leaf: parsed}, strings.ToUpper(value), nil
}
