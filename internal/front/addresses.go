package front

import (
	"cmp"
	"net"
	"net/netip"
	"slices"
)

// Addresses lists the base URLs under which a server that listens on listen, which is host:port, can be reached: first
// the one for this machine, then those for others, IPv4 before IPv6. Others are given https where encrypted.
//
// Link-local addresses are left out: browsers cannot write their zone.
func Addresses(listen string, encrypted bool) []string {
	addresses, _ := net.InterfaceAddrs()
	return baseURLs(listen, encrypted, addresses)
}

func baseURLs(listen string, encrypted bool, interfaces []net.Addr) []string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return nil
	}
	scheme := "http"
	if encrypted {
		scheme = "https"
	}
	here := baseURL("http", "localhost", port)
	ip, err := netip.ParseAddr(host)
	switch {
	case host == "" || err == nil && ip.IsUnspecified():
		urls := []string{here}
		for _, ip := range reachable(interfaces, host != "" && ip.Is4()) {
			urls = append(urls, baseURL(scheme, ip.String(), port))
		}
		return urls
	case host == "localhost" || err == nil && ip.IsLoopback():
		return []string{here}
	default:
		return []string{baseURL(scheme, host, port)}
	}
}

func reachable(interfaces []net.Addr, only4 bool) []netip.Addr {
	var ips []netip.Addr
	for _, address := range interfaces {
		network, ok := address.(*net.IPNet)
		if !ok {
			continue
		}
		ip, _ := netip.AddrFromSlice(network.IP)
		if ip = ip.Unmap(); ip.IsGlobalUnicast() && (ip.Is4() || !only4) {
			ips = append(ips, ip)
		}
	}
	slices.SortStableFunc(ips, func(a, b netip.Addr) int { return cmp.Compare(a.BitLen(), b.BitLen()) })
	return ips
}

func baseURL(scheme, host, port string) string {
	if scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		if ip, err := netip.ParseAddr(host); err == nil && ip.Is6() {
			host = "[" + host + "]"
		}
		return scheme + "://" + host
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}
