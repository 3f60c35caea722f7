// Package authority is the small certificate authority of a server that no public authority can reach.
//
// It keeps one root in its folder, which people install once on their devices, and makes short-lived certificates for
// the names and addresses of this machine as they are asked for. The root is constrained to those names, to local names
// and to private addresses (RFC 5280 section 4.2.1.10): stolen, it cannot speak for the rest of the world.
package authority

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Authority signs certificates with one root. It is safe for use by many goroutines.
type Authority struct {
	root  *x509.Certificate
	key   *ecdsa.PrivateKey
	names names
	trust *x509.CertPool // the root alone

	mu     sync.Mutex
	leaves map[string]leaf // guarded by mu; by what was asked for
}

// Open reads the authority in the folder dir, or makes a new one there when the folder is absent or empty. An authority
// that is there is never changed. It vouches for this machine and for hosts, which are names or IP addresses.
//
// The error names the file that is missing, readable by others, broken or too old.
func Open(dir string, hosts ...string) (*Authority, error) {
	n := namesOf(hosts)
	if err := create(dir, n); err != nil {
		return nil, fmt.Errorf("authority: make a new one: %w", err)
	}
	root, key, err := load(dir)
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	a := &Authority{root: root, key: key, names: n, trust: x509.NewCertPool(), leaves: map[string]leaf{}}
	a.trust.AddCert(root)
	return a, nil
}

// Name is the root's common name, as devices show it.
func (a *Authority) Name() string { return a.root.Subject.CommonName }

// Expires is when the root ends; nothing the authority signs lives longer.
func (a *Authority) Expires() time.Time { return a.root.NotAfter }

// Fingerprint is the SHA-256 of the root in upper case hexadecimal, in groups of four to be read aloud and compared.
func (a *Authority) Fingerprint() string {
	digits := fmt.Sprintf("%X", sha256.Sum256(a.root.Raw))
	groups := make([]string, 0, len(digits)/4)
	for i := 0; i < len(digits); i += 4 {
		groups = append(groups, digits[i:i+4])
	}
	return strings.Join(groups, " ")
}

// RootDER is the root certificate as Android and Windows install it (application/x-x509-ca-cert).
func (a *Authority) RootDER() []byte { return a.root.Raw }

// RootPEM is the root certificate as text (application/x-pem-file).
func (a *Authority) RootPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: a.root.Raw})
}
