package app

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"
)

// Outside returns the base address for another machine in the network; "" for none.
// Of several it is the one from which this machine would itself go out.
func (a *App) Outside(ctx context.Context) string {
	all := a.Addresses()
	if a.Config.PublicURL != "" {
		return all[0]
	}
	all = slices.DeleteFunc(all, func(base string) bool { return strings.HasPrefix(base, "http://localhost") })
	if len(all) == 0 {
		return ""
	}
	own := outgoing(ctx)
	for _, base := range all {
		if u, err := url.Parse(base); err == nil && u.Hostname() == own {
			return base
		}
	}
	return all[0]
}

// outgoing returns this machine's address on the way to others. Nothing is sent: to
// connect a UDP socket only chooses a route (192.0.2.1 is nobody, RFC 5737).
func outgoing(ctx context.Context) string {
	conn, err := new(net.Dialer).DialContext(ctx, "udp4", "192.0.2.1:9")
	if err != nil {
		return ""
	}
	defer conn.Close()
	host, _, _ := net.SplitHostPort(conn.LocalAddr().String())
	return host
}
