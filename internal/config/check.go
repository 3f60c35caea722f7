package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// check judges the values, one method per section, and fills what follows from other values.
func (l *loader) check() {
	l.checkServer()
	l.checkTLS()
	l.checkMedia()
	l.fault("hall.lost_minutes", between(l.config.Hall.LostMinutes, 1, 24*60))
	l.checkLog()
	l.checkLimits()
}

// fault reports what is wrong with a key's value, at the place the value came from, unless the key already has a problem.
func (l *loader) fault(key string, errs ...error) {
	if l.failed[key] {
		return
	}
	for _, err := range errs {
		if err != nil {
			l.add(key, l.config.origin[key], err.Error())
		}
	}
}

func (l *loader) checkServer() {
	c := l.config
	l.fault("listen", hostPort(c.Listen))
	if c.Data == "" {
		l.fault("data", errors.New("empty; write the path of a folder"))
	}
	l.fault("public_url", baseURL(c.PublicURL))
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	l.fault("database", database(c.Database))
}

func (l *loader) checkTLS() {
	t := &l.config.TLS
	l.fault("tls.mode", oneOf(t.Mode, "auto", "off", "files", "acme", "authority"))
	l.fault("tls.hosts", each(t.Hosts, hostOnly)...)
	for i, host := range t.Hosts {
		t.Hosts[i] = strings.ToLower(host)
	}
	if t.ACMEEmail != "" {
		if a, err := mail.ParseAddress(t.ACMEEmail); err != nil || a.Address != t.ACMEEmail {
			l.fault("tls.acme_email", fmt.Errorf("%q is not an e-mail address; write for example admin@example.org", t.ACMEEmail))
		}
	}
	if u, err := url.Parse(t.ACMEDirectory); t.ACMEDirectory != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		l.fault("tls.acme_directory", fmt.Errorf("%q is not an https:// address", t.ACMEDirectory))
	}
	if !l.failed["tls.mode"] {
		l.checkTLSTogether()
	}
}

// checkTLSTogether finds what the mode needs and lacks, and what is set and would be ignored.
func (l *loader) checkTLSTogether() {
	t := l.config.TLS
	name := func(host string) bool { _, err := netip.ParseAddr(host); return err != nil }
	switch {
	case t.Mode == "files" && t.Cert == "":
		l.fault("tls.mode", errors.New(`"files" needs tls.cert, the file with the certificate`))
	case t.Mode == "files" && t.Key == "":
		l.fault("tls.mode", errors.New(`"files" needs tls.key, the file with the private key`))
	case t.Mode == "acme" && !slices.ContainsFunc(t.Hosts, name):
		l.fault("tls.mode", errors.New(`"acme" needs tls.hosts with at least one name, for example hosts = ["aula.example.org"]`))
	}
	for _, only := range []struct{ key, value, mode string }{
		{"tls.cert", t.Cert, "files"},
		{"tls.key", t.Key, "files"},
		{"tls.acme_email", t.ACMEEmail, "acme"},
		{"tls.acme_directory", t.ACMEDirectory, "acme"},
	} {
		if only.value != "" && t.Mode != only.mode {
			l.fault(only.key, fmt.Errorf("not used while tls.mode is %q; remove it or write mode = %q", t.Mode, only.mode))
		}
	}
}

func (l *loader) checkMedia() {
	m := &l.config.Media
	if m.UDP == "" {
		m.UDP = l.config.Listen
	} else {
		l.fault("media.udp", hostPort(m.UDP))
	}
	l.fault("media.public_ips", each(m.PublicIPs, machineIP)...)
}

func machineIP(text string) error {
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.IsUnspecified() || ip.IsMulticast() || ip.Zone() != "" {
		return fmt.Errorf("%q is not the IP address of a machine; write for example 203.0.113.7", text)
	}
	return nil
}

func each(items []string, judge func(string) error) []error {
	var errs []error
	for _, item := range items {
		errs = append(errs, judge(item))
	}
	return errs
}

func (l *loader) checkLog() {
	l.fault("log.level", oneOf(l.config.Log.Level, "debug", "info", "warn", "error"))
	l.fault("log.format", oneOf(l.config.Log.Format, "text", "json"))
}

func (l *loader) checkLimits() {
	n := l.config.Limits
	l.fault("limits.upload_mb", between(n.UploadMB, 1, 100_000))
	l.fault("limits.logins_per_minute", between(n.LoginsPerMinute, 1, 10_000))
	l.fault("limits.joins_per_second", between(n.JoinsPerSecond, 1, 100_000))
	l.fault("limits.sessions_per_login", between(n.SessionsPerLogin, 1, 100_000))
}

func between(n, least, most int) error {
	if n < least || n > most {
		return fmt.Errorf("%d is out of range; write a number from %d to %d", n, least, most)
	}
	return nil
}

func oneOf(value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%q is not one of %s%s", value, strings.Join(allowed, ", "), suggest(value, allowed))
}

func hostPort(address string) error {
	const write = "write host:port, for example 0.0.0.0:8470"
	host, port, err := net.SplitHostPort(address)
	switch {
	case strings.Contains(address, "/"):
		return fmt.Errorf("%q has more than host and port; %s", address, write)
	case err != nil && strings.Count(address, ":") > 1 && !strings.Contains(address, "["):
		return fmt.Errorf("%q is an IPv6 address without brackets; write for example [::]:8470", address)
	case err != nil && strings.Contains(err.Error(), "missing port"), err == nil && port == "":
		return fmt.Errorf("%q has no port; %s", address, write)
	case err != nil:
		return fmt.Errorf("%q is not an address; %s", address, write)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q has the port %q; write a number from 1 to 65535, or 0 for any free one", address, port)
	}
	if host != "" && hostOnly(host) != nil {
		return fmt.Errorf("%q has the host %q, which is neither a name nor an IP address; %s", address, host, write)
	}
	return nil
}

// hostOnly accepts a host name in ASCII or an IP address, without port, scheme or wildcard.
func hostOnly(host string) error {
	if _, err := netip.ParseAddr(host); err == nil {
		return nil
	}
	wrong := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || len(host) > 253 || strings.ContainsFunc(label, wrong) {
			return fmt.Errorf("%q is neither a host name nor an IP address; write for example aula.example.org, without https:// and port", host)
		}
	}
	return nil
}

func baseURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%q is not a web address; write for example https://aula.example.org", text)
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("%q has more than a host; write %s://%s", text, u.Scheme, u.Host)
	}
	return nil
}

// database never quotes the value: it holds a password.
func database(text string) error {
	const write = "leave it empty for SQLite, or write postgres://user:password@host:5432/name"
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return errors.New("not a valid address; " + write + " (a special character in the password is written %XX)")
	case u.Scheme != "postgres" && u.Scheme != "postgresql":
		return errors.New("does not begin with postgres://; " + write)
	case u.Host == "" && u.Query().Get("host") == "", strings.Trim(u.Path, "/") == "":
		return errors.New("lacks the host or the name of the database; " + write)
	}
	return nil
}
