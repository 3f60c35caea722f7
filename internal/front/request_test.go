package front

import (
	"crypto/tls"
	"net/http"
	"testing"
)

func TestWhereARequestComesFrom(t *testing.T) {
	tests := []struct {
		name, remote    string
		encrypted       bool
		header, value   string
		plain, loopback bool
	}{
		{name: "browser on this machine", remote: "127.0.0.1:5", plain: true, loopback: true},
		{name: "the same by IPv6", remote: "[::1]:5", plain: true, loopback: true},
		{name: "IPv4 dressed as IPv6", remote: "[::ffff:127.0.0.1]:5", plain: true, loopback: true},
		{name: "phone in the hall", remote: "192.168.1.9:5", plain: true},
		{name: "phone, encrypted", remote: "192.168.1.9:5", encrypted: true},
		{name: "this machine, encrypted", remote: "127.0.0.1:5", encrypted: true, loopback: true},
		{name: "visitor through a proxy here", remote: "127.0.0.1:5", header: "X-Forwarded-For", value: "203.0.113.9", plain: true},
		{name: "proxy that says what it is", remote: "127.0.0.1:5", header: "Forwarded", value: "for=203.0.113.9", plain: true},
		{name: "proxy that encrypts", remote: "127.0.0.1:5", header: "X-Forwarded-Proto", value: "https", loopback: true},
		{name: "stranger who claims a proxy", remote: "192.168.1.9:5", header: "X-Forwarded-Proto", value: "https", plain: true},
		{name: "no address at all", remote: "@", plain: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: tt.remote, Header: http.Header{}}
			r.Header.Set(tt.header, tt.value)
			if tt.encrypted {
				r.TLS = &tls.ConnectionState{}
			}
			if Plain(r) != tt.plain || Loopback(r) != tt.loopback {
				t.Errorf("plain %t, loopback %t; want %t, %t", Plain(r), Loopback(r), tt.plain, tt.loopback)
			}
		})
	}
}
