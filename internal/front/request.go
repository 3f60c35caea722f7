package front

import (
	"net/http"
	"net/netip"
)

// Plain reports whether a request came unencrypted. One that a proxy on this machine received encrypted did not.
func Plain(r *http.Request) bool {
	return r.TLS == nil && !(fromHere(r) && r.Header.Get("X-Forwarded-Proto") == "https")
}

// Loopback reports whether a request was made on this machine. One that a proxy on this machine passes on for somebody
// else was not.
func Loopback(r *http.Request) bool {
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"} {
		if r.Header.Get(header) != "" {
			return false
		}
	}
	return fromHere(r)
}

func fromHere(r *http.Request) bool {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && remote.Addr().Unmap().IsLoopback()
}
