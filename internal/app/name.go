package app

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"time"
)

const (
	resolveWithin = 10 * time.Second
	resolveEvery  = 5 * time.Minute
	resolveAgain  = 30 * time.Second // after a fault
)

// resolver finds the addresses of a name; *net.Resolver does.
type resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// followName tells the media plane the addresses to which the name in public_url leads, until ctx ends: behind a router they are
// not this machine's own. A name that leads elsewhere after a while is followed.
func (a *App) followName(ctx context.Context, r resolver, tell func([]netip.Addr) error) {
	at, err := url.Parse(a.Config.PublicURL)
	if err != nil || at.Hostname() == "" || len(a.Config.Media.PublicIPs) > 0 {
		return
	}
	for {
		wait := resolveEvery
		addresses, err := lookup(ctx, r, at.Hostname())
		if err == nil {
			err = tell(addresses)
		}
		if err != nil {
			wait = resolveAgain
			a.log.Debug("the addresses of public_url", "err", err) // in an isolated network there are none
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// lookup returns the addresses of a name that somebody elsewhere can reach.
func lookup(ctx context.Context, r resolver, host string) ([]netip.Addr, error) {
	if _, err := netip.ParseAddr(host); err == nil {
		r = net.DefaultResolver // which asks nobody
	}
	ctx, cancel := context.WithTimeout(ctx, resolveWithin)
	defer cancel()
	found, err := r.LookupNetIP(ctx, "ip", host)
	var far []netip.Addr
	for _, a := range found {
		if a = a.Unmap(); a.IsGlobalUnicast() {
			far = append(far, a)
		}
	}
	return far, err
}
