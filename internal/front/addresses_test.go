package front

import (
	"net"
	"slices"
	"testing"
)

func TestAddressesToPrint(t *testing.T) {
	var interfaces []net.Addr
	for _, cidr := range []string{"127.0.0.1/8", "::1/128", "fd12::5/64", "192.168.1.5/24", "fe80::1/64", "169.254.3.4/16", "10.0.0.7/8"} {
		ip, network, err := net.ParseCIDR(cidr)
		if err != nil {
			t.Fatal(err)
		}
		interfaces = append(interfaces, &net.IPNet{IP: ip, Mask: network.Mask})
	}
	tests := []struct {
		listen    string
		encrypted bool
		want      []string
	}{
		{"127.0.0.1:8470", false, []string{"http://localhost:8470"}},
		{"localhost:8470", true, []string{"http://localhost:8470"}},
		{"192.168.1.5:8470", true, []string{"https://192.168.1.5:8470"}},
		{"aula.lan:443", true, []string{"https://aula.lan"}},
		{"0.0.0.0:8470", true, []string{"http://localhost:8470", "https://192.168.1.5:8470", "https://10.0.0.7:8470"}},
		{":8470", true, []string{"http://localhost:8470", "https://192.168.1.5:8470", "https://10.0.0.7:8470", "https://[fd12::5]:8470"}},
		{"[::]:443", true, []string{"http://localhost:443", "https://192.168.1.5", "https://10.0.0.7", "https://[fd12::5]"}},
		{":80", false, []string{"http://localhost", "http://192.168.1.5", "http://10.0.0.7", "http://[fd12::5]"}},
		{"nonsense", false, nil},
	}
	for _, tt := range tests {
		if got := baseURLs(tt.listen, tt.encrypted, interfaces); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.listen, got, tt.want)
		}
	}
}

// The port a running Front prints can be visited.
func TestAddressesOfThisMachine(t *testing.T) {
	h := open(t, false, nil)
	urls := Addresses(h.Addr().String(), false)
	if len(urls) != 1 {
		t.Fatalf("got %q, want one address", urls)
	}
	if got := get(t, h.client(t, false), urls[0]); got != "HTTP/1.1 plain=true loopback=true" {
		t.Errorf("%s answered %q", urls[0], got)
	}
}
