package peer

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// moveEvery is how often the addresses of the interfaces are looked at: a machine may get others while it runs.
const moveEvery = 30 * time.Second

// told is under which addresses a port is reached, as the other side is told.
type told struct {
	mu   sync.Mutex
	also []netip.Addr // besides those of the machine
	is   atomic.Pointer[telling]
}

type telling struct {
	addresses  []netip.Addr
	candidates []string
}

func (t *told) now() telling { return *t.is.Load() }

// Tell adds addresses to those that the other side is told, in the place of those that were added before. They
// are not told where the configuration says which to tell, or where the port is bound to one address.
func (p *Port) Tell(also []netip.Addr) error {
	p.told.mu.Lock()
	p.told.also = also
	p.told.mu.Unlock()
	return p.readdress()
}

// readdress finds out under which addresses the port is reached now.
func (p *Port) readdress() error {
	t := &p.told
	t.mu.Lock()
	defer t.mu.Unlock()
	bound := p.socket.Addr()
	addresses, err := advertised(bound.Addr(), p.config.PublicIPs)
	if err != nil {
		return err
	}
	if bound.Addr().IsUnspecified() && len(p.config.PublicIPs) == 0 {
		for _, a := range t.also {
			if !slices.Contains(addresses, a) && (a.Is4() || !bound.Addr().Is4()) {
				addresses = append(addresses, a)
			}
		}
		four(addresses)
	}
	before := t.is.Load()
	if before != nil && slices.Equal(before.addresses, addresses) {
		return nil
	}
	tcp := uint16(0)
	if p.config.TCP != nil {
		if addr, ok := p.config.TCP.Addr().(*net.TCPAddr); ok {
			tcp = uint16(addr.Port)
		}
	}
	t.is.Store(&telling{addresses, candidates(addresses, bound.Port(), tcp)})
	if before != nil {
		p.log.Info("media: reached under other addresses", "told", addresses, "before", before.addresses)
	}
	return nil
}

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
// is. IPv4 comes first.
func reachable(found []netip.Addr, only4 bool) []netip.Addr {
	keep := slices.DeleteFunc(slices.Clone(found), func(a netip.Addr) bool {
		return a.IsLinkLocalUnicast() || a.IsMulticast() || (only4 && !a.Is4())
	})
	far := slices.DeleteFunc(slices.Clone(keep), netip.Addr.IsLoopback)
	if len(far) > 0 {
		keep = far
	}
	four(keep)
	return keep
}

// four puts IPv4 first: some encoders try the first address alone.
func four(all []netip.Addr) {
	slices.SortStableFunc(all, func(a, b netip.Addr) int { return a.BitLen() - b.BitLen() })
}
