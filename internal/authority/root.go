package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"time"
)

const (
	rootYears = 5

	// backdate is how far a device's clock may lag; on an isolated network nobody sets it.
	backdate = 24 * time.Hour
)

// newRoot makes a key and its self-signed certificate. The serial number is random (crypto/x509 sees to it).
func newRoot(n names) (*ecdsa.PrivateKey, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	domains, ranges := n.constraints()
	now := time.Now()
	template := &x509.Certificate{
		Subject:                     pkix.Name{Organization: []string{"Aula"}, CommonName: commonName(n.machine)},
		NotBefore:                   now.Add(-backdate),
		NotAfter:                    now.AddDate(rootYears, 0, 0),
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		ExtKeyUsage:                 nil, // left open: some devices refuse roots that narrow it
		BasicConstraintsValid:       true,
		IsCA:                        true,
		MaxPathLenZero:              true,
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         domains,
		PermittedIPRanges:           ranges,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return key, der, err
}

// commonName keeps within the 64 characters of RFC 5280 appendix A.1.
func commonName(machine string) string {
	name := fmt.Sprintf("Aula local authority (%s", machine)
	return name[:min(len(name), 63)] + ")"
}

// constraints are what the root may vouch for, now and in its later years: names that exist only in local networks
// (RFC 6761, 6762, 8375 and ICANN's "internal"), private addresses, and what this machine has and was told today.
func (n names) constraints() (domains []string, ranges []*net.IPNet) {
	domains = append([]string{"local", "localhost", "lan", "home.arpa", "internal", n.machine}, n.hosts...)
	for _, cidr := range []string{
		"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // RFC 1918
		"100.64.0.0/10",  // RFC 6598, shared
		"169.254.0.0/16", // RFC 3927, link-local
		"127.0.0.0/8", "::1/128",
		"fc00::/7",  // RFC 4193, unique local
		"fe80::/10", // RFC 4291, link-local
	} {
		_, network, err := net.ParseCIDR(cidr)
		if err != nil {
			panic(err) // a slip in the list above
		}
		ranges = append(ranges, network)
	}
	for _, ip := range n.ips {
		ranges = append(ranges, &net.IPNet{IP: ip.AsSlice(), Mask: net.CIDRMask(ip.BitLen(), ip.BitLen())})
	}
	return domains, append(ranges, publicNetworks()...)
}

// publicNetworks are the networks of this machine's public addresses, whole, because the address in them may change.
func publicNetworks() []*net.IPNet {
	var networks []*net.IPNet
	addresses, _ := net.InterfaceAddrs()
	for _, address := range addresses {
		network, ok := address.(*net.IPNet)
		if ok && network.IP.IsGlobalUnicast() && !network.IP.IsPrivate() {
			networks = append(networks, &net.IPNet{IP: network.IP.Mask(network.Mask), Mask: network.Mask})
		}
	}
	return networks
}
