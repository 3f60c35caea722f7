package media

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"

	"github.com/pion/ice/v4"
)

// receiveBuffer is asked of the kernel for the shared socket, in bytes. A key
// frame of every publisher may arrive while the reader is away.
const receiveBuffer = 4 << 20

// socket is the one UDP port of a plane and the addresses told for it. It is the
// ice.UDPMux of every connection: only the addresses differ from pion's own.
type socket struct {
	*ice.UDPMuxDefault
	addr netip.AddrPort
	told []net.Addr
}

func listen(hostport string, public []netip.Addr, log *slog.Logger) (*socket, error) {
	local, err := net.ResolveUDPAddr("udp", hostport)
	if err != nil {
		return nil, err
	}
	network := "udp"
	if local.IP.To4() != nil {
		network = "udp4"
	}
	conn, err := net.ListenUDP(network, local)
	if err != nil {
		return nil, err
	}
	for _, set := range []func(int) error{conn.SetReadBuffer, conn.SetWriteBuffer} {
		if err := set(receiveBuffer); err != nil {
			log.Warn("media: socket buffer", "err", err)
		}
	}
	bound := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	bound = netip.AddrPortFrom(bound.Addr().Unmap(), bound.Port())
	told, err := advertised(bound.Addr(), public)
	if err != nil {
		conn.Close()
		return nil, err
	}
	s := &socket{addr: bound}
	for _, ip := range told {
		s.told = append(s.told, net.UDPAddrFromAddrPort(netip.AddrPortFrom(ip, bound.Port())))
	}
	s.UDPMuxDefault = ice.NewUDPMuxDefault(ice.UDPMuxParams{UDPConn: conn, Logger: loggers{log}.NewLogger("mux")})
	log.Info("media: listening", "udp", bound, "told", told)
	return s, nil
}

// GetListenAddresses returns the addresses to tell, in place of those bound.
func (s *socket) GetListenAddresses() []net.Addr { return s.told }

// GetConn opens the way of one connection. The address only says whether it is IPv4 or IPv6.
func (s *socket) GetConn(ufrag string, told net.Addr) (net.PacketConn, error) {
	if s.addr.Addr().IsUnspecified() {
		return s.UDPMuxDefault.GetConn(ufrag, told)
	}
	return s.UDPMuxDefault.GetConn(ufrag, s.LocalAddr())
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
