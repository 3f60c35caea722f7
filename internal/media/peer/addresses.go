package peer

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
)

// advertised returns the addresses under which a socket bound to bound can be reached.
func advertised(bound netip.Addr, public []netip.Addr) ([]netip.Addr, error) {
	switch {
	case len(public) > 0:
		return public, nil
	case !bound.IsUnspecified():
		return []netip.Addr{bound}, nil
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var found []netip.Addr
	for _, a := range all {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			found = append(found, prefix.Addr().Unmap())
		}
	}
	chosen := reachable(found, bound.Is4())
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no address to tell for %v: set the public addresses", bound)
	}
	return chosen, nil
}

// reachable leaves out link-local addresses, and loopback unless it is all there
// is. IPv4 comes first: some encoders try the first address alone.
func reachable(found []netip.Addr, only4 bool) []netip.Addr {
	keep := slices.DeleteFunc(slices.Clone(found), func(a netip.Addr) bool {
		return a.IsLinkLocalUnicast() || a.IsMulticast() || (only4 && !a.Is4())
	})
	far := slices.DeleteFunc(slices.Clone(keep), netip.Addr.IsLoopback)
	if len(far) > 0 {
		keep = far
	}
	slices.SortStableFunc(keep, func(a, b netip.Addr) int { return a.BitLen() - b.BitLen() })
	return keep
}
