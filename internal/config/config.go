// Package config holds every decision an operator can take about one server.
//
// A decision comes, strongest first, from a command-line flag, from an environment variable, from the file aula.toml,
// or from the default. Relative paths in the file start at the file's own folder; elsewhere at the working folder.
// The comments on the fields are the operator's documentation: default.toml is written from them.
package config

import (
	"net"
	"net/netip"
)

// Config is the whole configuration. It does not change while the server runs.
type Config struct {
	// The TCP address that pages, calls and live connections arrive on, as host:port. An empty host, or 0.0.0.0,
	// means every address of this machine.
	Listen string

	// The folder that keeps the database, the files, the keys and the recordings.
	Data string

	// The address people type, such as https://aula.example.org, where it differs from what this machine can know by
	// itself: behind a proxy, or with a name. Without a path. Empty: taken from each request.
	PublicURL string

	// Where the state is kept. Empty: an SQLite file in the data folder. Otherwise a PostgreSQL address,
	// postgres://user:password@host:5432/name. The password is never shown.
	Database string

	TLS    TLS
	Media  Media
	Hall   Hall
	Log    Log
	Limits Limits

	file   string
	origin map[string]origin
}

// TLS decides how connections are encrypted.
type TLS struct {
	// "auto": plain HTTP where only this machine can reach the server, Aula's local authority everywhere else.
	// "off": plain HTTP only, for a proxy that encrypts. "files": a certificate of your own.
	// "acme": a certificate fetched from a public authority. "authority": always the local authority.
	Mode string

	// For mode "files": the PEM file with the certificate and its chain.
	Cert string

	// For mode "files": the PEM file with the private key.
	Key string

	// Names and IP addresses, besides this machine's own, that certificates are made for. Mode "acme" needs at least
	// one name.
	Hosts []string

	// For mode "acme": the e-mail address the public authority warns before a certificate ends.
	ACMEEmail string

	// For mode "acme": the address of the authority's directory. Empty: Let's Encrypt.
	ACMEDirectory string
}

// Media decides where sound and picture travel.
type Media struct {
	// The UDP address for sound and picture, as host:port. Empty: the host and port of listen.
	UDP string

	// The IP addresses under which this machine is reached from outside, where a router translates them. Empty: the
	// machine's own addresses, and those to which the name in public_url leads.
	PublicIPs []string
}

// Hall decides how a live hall behaves by itself.
type Hall struct {
	// For how many minutes a source on air that is lost keeps its place, with a slate that says why. It comes back by
	// itself; after that it is taken off air.
	LostMinutes int
}

// Log decides what is written about the server's own doings, always to the standard error.
type Log struct {
	// The least weight that is written: "debug", "info", "warn" or "error".
	Level string

	// "text" for people, "json" for collectors.
	Format string
}

// Limits keep one visitor from hurting the others. None counts per IP address: a whole hall shares one.
type Limits struct {
	// The largest file that may be uploaded, in megabytes (1,000,000 bytes).
	UploadMB int

	// Attempts to sign in to one account, or with one invitation, within one minute.
	LoginsPerMinute int

	// Viewers admitted to live sound and picture within one second, over all halls; the others are asked to try again
	// a moment later.
	JoinsPerSecond int

	// Connections of live sound and picture that one login or publishing key may have at the same time: so many to
	// watch, and so many to send.
	SessionsPerLogin int
}

// Default returns the configuration of a server that was told nothing.
func Default() *Config {
	return &Config{
		Listen: "127.0.0.1:8470",
		Data:   "aula-data",
		TLS:    TLS{Mode: "auto"},
		Hall:   Hall{LostMinutes: 10},
		Log:    Log{Level: "info", Format: "text"},
		Limits: Limits{UploadMB: 200, LoginsPerMinute: 10, JoinsPerSecond: 200, SessionsPerLogin: 12},
		origin: map[string]origin{},
	}
}

// File is the path of the file that was read, empty when there was none.
func (c *Config) File() string { return c.file }

// TLSMode is TLS.Mode with "auto" decided: "off" where listen is a loopback address, otherwise "authority".
func (c *Config) TLSMode() string {
	if c.TLS.Mode != "auto" {
		return c.TLS.Mode
	}
	if host, _, err := net.SplitHostPort(c.Listen); err == nil && loopback(host) {
		return "off"
	}
	return "authority"
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
