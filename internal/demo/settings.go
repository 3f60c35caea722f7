package demo

import (
	"context"
	"net"
	"strings"

	"aula/internal/config"
)

// everywhere is where a demonstration listens that was told nothing: a phone in the
// same network can come.
const (
	everywhere = ":8470"
	anyPort    = ":0"
)

// settings returns the demonstration's own configuration. What a flag or the
// environment says counts; a configuration file is that of the real server on this
// machine, and the demonstration keeps its hands off that server's data, database,
// port and certificates. moved is true when the usual port was taken.
func settings(ctx context.Context, cfg *config.Config) (c *config.Config, moved bool) {
	given := map[string]bool{}
	for _, row := range cfg.Effective() {
		given[row.Key] = strings.HasPrefix(row.Origin, "flag ") || strings.HasPrefix(row.Origin, "environment ")
	}
	own := *cfg
	own.Database = ""
	if !given["data"] {
		own.Data = ""
	}
	if !given["public_url"] {
		own.PublicURL = ""
	}
	if !given["tls.mode"] {
		own.TLS = config.Default().TLS
	}
	if given["tls.hosts"] {
		own.TLS.Hosts = cfg.TLS.Hosts
	}
	if !given["listen"] {
		if own.Listen = everywhere; !free(ctx, own.Listen) {
			own.Listen, moved = anyPort, true
		}
	}
	if !given["media.udp"] {
		own.Media.UDP = own.Listen
	}
	if !given["media.public_ips"] {
		own.Media.PublicIPs = nil
	}
	return &own, moved
}

// free reports whether an address can be had, for pages and for sound and picture.
func free(ctx context.Context, address string) bool {
	var network net.ListenConfig
	tcp, err := network.Listen(ctx, "tcp", address)
	if err != nil {
		return false
	}
	defer tcp.Close()
	udp, err := network.ListenPacket(ctx, "udp", address)
	if err != nil {
		return false
	}
	return udp.Close() == nil
}
