package authority

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// names is what this machine is called.
type names struct {
	machine string       // the host name; "localhost" where the system tells none that a certificate can hold
	hosts   []string     // configured names
	ips     []netip.Addr // configured addresses
}

func namesOf(hosts []string) names {
	n := names{machine: "localhost"}
	if machine, err := os.Hostname(); err == nil && sayable(tidy(machine)) {
		n.machine = tidy(machine)
	}
	for _, host := range hosts {
		if ip, err := netip.ParseAddr(host); err == nil {
			n.ips = append(n.ips, plain(ip))
		} else {
			n.hosts = append(n.hosts, tidy(host))
		}
	}
	return n
}

// allowsName reports whether a tidy name is one of this machine's.
func (n names) allowsName(name string) bool {
	return name == "localhost" || name == n.machine || name == n.machine+".local" || slices.Contains(n.hosts, name)
}

// allowsIP reports whether ip was configured or belongs to this machine now.
func (n names) allowsIP(ip netip.Addr) bool {
	if ip.IsLoopback() || slices.Contains(n.ips, ip) {
		return true
	}
	addresses, _ := net.InterfaceAddrs()
	return slices.ContainsFunc(addresses, func(address net.Addr) bool {
		network, ok := address.(*net.IPNet)
		return ok && network.IP.Equal(ip.AsSlice())
	})
}

// tidy writes a host name as certificates do.
func tidy(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// sayable reports whether a certificate can hold the name: letters, digits, hyphens, underscores and points.
func sayable(name string) bool {
	return name != "" && !strings.Contains("."+name+".", "..") && !strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r))
	})
}

// plain removes what certificates cannot say of an address: the zone, and IPv4 dressed as IPv6.
func plain(ip netip.Addr) netip.Addr { return ip.Unmap().WithZone("") }
