package peer

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func addresses(list string) (all []netip.Addr) {
	for a := range strings.FieldsSeq(list) {
		all = append(all, netip.MustParseAddr(a))
	}
	return all
}

func TestReachable(t *testing.T) {
	for _, tt := range []struct {
		name, found string
		only4       bool
		want        string
	}{
		{"IPv4 first", "2001:db8::1 192.0.2.1 2001:db8::2 198.51.100.1", false, "192.0.2.1 198.51.100.1 2001:db8::1 2001:db8::2"},
		{"no link-local, no loopback", "127.0.0.1 ::1 fe80::1 169.254.3.4 192.0.2.1", false, "192.0.2.1"},
		{"loopback when it is alone", "fe80::1 ::1 127.0.0.1", false, "127.0.0.1 ::1"},
		{"a socket of IPv4", "2001:db8::1 192.0.2.1", true, "192.0.2.1"},
		{"no multicast", "ff02::1 239.0.0.1 192.0.2.1", false, "192.0.2.1"},
		{"nothing", "fe80::1", false, ""},
	} {
		if got := reachable(addresses(tt.found), tt.only4); !slices.Equal(got, addresses(tt.want)) {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestAdvertised(t *testing.T) {
	public, bound := addresses("192.0.2.9 2001:db8::9"), netip.MustParseAddr("192.0.2.1")
	if got, err := advertised(bound, public); err != nil || !slices.Equal(got, public) {
		t.Errorf("with public addresses: %v %v", got, err)
	}
	if got, err := advertised(bound, nil); err != nil || !slices.Equal(got, []netip.Addr{bound}) {
		t.Errorf("bound to one: %v %v", got, err)
	}
	if got, err := advertised(netip.IPv4Unspecified(), nil); err != nil || len(got) == 0 || slices.ContainsFunc(got, netip.Addr.Is6) {
		t.Errorf("bound to all of IPv4: %v %v", got, err)
	}
}

// The priorities are worked out by hand: 2^24*126 + 2^8*(preference) + 255.
func TestCandidates(t *testing.T) {
	told := addresses("192.0.2.1 2001:db8::1")
	want := []string{
		"1 1 udp 2130706431 192.0.2.1 7882 typ host",
		"2 1 udp 2130706175 2001:db8::1 7882 typ host",
		"3 1 tcp 2122317823 192.0.2.1 443 typ host tcptype passive",
		"4 1 tcp 2122317567 2001:db8::1 443 typ host tcptype passive",
	}
	if got := candidates(told, 7882, 443); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := candidates(told, 7882, 0); !slices.Equal(got, want[:2]) {
		t.Errorf("without TCP: %q", got)
	}
}
