// Package crowd plays many viewers and a few publishers against a media server at
// little cost to the machine that plays them. A browser's stack spends as much on
// every packet as the server does; here one thread reads the sockets of all, a
// packet is decrypted only until the first key frame is whole, and what a viewer
// tells back is what a browser would tell. So a load on one machine measures the
// server and not its own weight.
//
// A viewer offers over WHEP and a publisher over WHIP; a [Door] of another kind
// brings them into servers with another signalling.
package crowd

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"strings"
	"sync/atomic"
	"time"
)

// Options of a crowd. The zero value is good.
type Options struct {
	// Pollers is how many threads read sockets; 0 is one, which carries some
	// 100,000 packets in a second.
	Pollers int

	// Linger is how long a poller lets packets gather between two readings while
	// nobody is joining. It makes a crowd cheaper, and its times coarser by as much.
	Linger time.Duration
}

// Crowd reads the sockets of its viewers and publishers. Its methods may be called
// by any goroutine.
type Crowd struct {
	pollers     []*poller
	turn        atomic.Uint32 // spreads links over pollers
	certificate tls.Certificate
	fingerprint string
}

// Open makes a crowd of nobody. The caller closes it after all who joined have left.
func Open(o Options) (*Crowd, error) {
	c := &Crowd{}
	var err error
	if c.certificate, c.fingerprint, err = newCertificate(); err != nil {
		return nil, fmt.Errorf("crowd: certificate: %w", err)
	}
	for range max(o.Pollers, 1) {
		p, err := newPoller(o.Linger)
		if err != nil {
			c.Close()
			return nil, fmt.Errorf("crowd: %w", err)
		}
		c.pollers = append(c.pollers, p)
	}
	return c, nil
}

// Close ends the pollers.
func (c *Crowd) Close() {
	for _, p := range c.pollers {
		p.close()
	}
}

// poller returns who reads the next link.
func (c *Crowd) poller() *poller {
	return c.pollers[int(c.turn.Add(1))%len(c.pollers)]
}

// newCertificate makes the certificate of all connections and its fingerprint as SDP
// writes it (RFC 8122 section 5).
func newCertificate() (tls.Certificate, string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return tls.Certificate{}, "", err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "crowd"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(30 * 24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, "", err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, fingerprint(der), nil
}

// fingerprint is the SHA-256 of a certificate: upper-case bytes between colons.
func fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}
