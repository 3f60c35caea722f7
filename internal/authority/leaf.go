package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"net/netip"
	"time"
)

const (
	leafLife = 30 * 24 * time.Hour

	// renewAhead is the rest of its life at which a certificate is replaced.
	renewAhead = 10 * 24 * time.Hour
)

// A leaf is a certificate in memory; it is never stored.
type leaf struct {
	*tls.Certificate
	renew time.Time
}

// GetCertificate is for tls.Config. A visitor who typed a name is answered for that name; one who typed an IP address
// names nothing and is answered for the address the connection arrived at, and for every configured address, because a
// router may have translated it. It fails for names that are not this machine's.
func (a *Authority) GetCertificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	name := tidy(hello.ServerName)
	if ip, err := netip.ParseAddr(name); err == nil {
		return a.forIP(plain(ip))
	}
	if name == "" {
		return a.forArrival(hello.Conn)
	}
	if !a.names.allowsName(name) {
		return nil, fmt.Errorf("authority: %q is not a name of this server; if it is, add it to tls.hosts", name)
	}
	return a.leaf(name, func(c *x509.Certificate) { c.DNSNames = []string{name} })
}

func (a *Authority) forArrival(conn net.Conn) (*tls.Certificate, error) {
	local, err := netip.ParseAddrPort(conn.LocalAddr().String())
	if err != nil {
		return nil, fmt.Errorf("authority: the connection has no IP address: %w", err)
	}
	return a.forIP(plain(local.Addr()))
}

func (a *Authority) forIP(ip netip.Addr) (*tls.Certificate, error) {
	if !a.names.allowsIP(ip) {
		return nil, fmt.Errorf("authority: %s is not an address of this server; if it is, add it to tls.hosts", ip)
	}
	return a.leaf(ip.String(), func(c *x509.Certificate) {
		for _, ip := range append([]netip.Addr{ip}, a.names.ips...) {
			c.IPAddresses = append(c.IPAddresses, ip.AsSlice())
		}
	})
}

// leaf returns the certificate for what was asked, from memory while it is fresh.
func (a *Authority) leaf(asked string, subject func(*x509.Certificate)) (*tls.Certificate, error) {
	now := time.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	if known, ok := a.leaves[asked]; ok && now.Before(known.renew) {
		return known.Certificate, nil
	}
	made, err := a.sign(now, subject)
	if err != nil {
		return nil, fmt.Errorf("authority: a certificate for %s: %w", asked, err)
	}
	a.leaves[asked] = leaf{made, made.Leaf.NotAfter.Add(-renewAhead)}
	return made, nil
}

// sign makes a certificate and judges it as a visitor's device will.
func (a *Authority) sign(now time.Time, subject func(*x509.Certificate)) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		// With a space, so that no verifier takes the common name for a host name and holds it against the constraints.
		Subject:               pkix.Name{Organization: []string{"Aula"}, CommonName: "Aula server"},
		NotBefore:             latest(now.Add(-backdate), a.root.NotBefore),
		NotAfter:              earliest(now.Add(leafLife), a.root.NotAfter),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	subject(template)
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, key.Public(), a.key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	if _, err := certificate.Verify(x509.VerifyOptions{Roots: a.trust, CurrentTime: now}); err != nil {
		return nil, fmt.Errorf("the authority was made for other names; move its folder away to make a new one: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: certificate}, nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
