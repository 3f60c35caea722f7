package crowd

import (
	"net/netip"
	"testing"
	"time"
)

var (
	clientAt = netip.MustParseAddrPort("192.0.2.1:1000")
	serverAt = netip.MustParseAddrPort("192.0.2.2:2000")
	nowhere  = netip.MustParseAddrPort("192.0.2.3:3000")
)

func pair() (client, server *checks) {
	a, b := newCredentials(), newCredentials()
	return newChecks(a, b, []netip.AddrPort{nowhere, serverAt}, true), newChecks(b, a, []netip.AddrPort{clientAt}, false)
}

// Each side answers the other, and the way that answered is the one.
func TestChecksFindTheWay(t *testing.T) {
	client, server := pair()
	now := time.Unix(100, 0)
	requests, to := client.tick(now)
	if len(requests) != 2 || to[0] != nowhere || to[1] != serverAt {
		t.Fatalf("%d requests to %v", len(requests), to)
	}
	answer, err := server.take(requests[1], clientAt, now)
	if err != nil || answer == nil {
		t.Fatalf("the server answers %v, %v", answer, err)
	}
	if _, err := client.take(answer, serverAt, now); err != nil || client.chosen != serverAt {
		t.Fatalf("chosen %v, %v", client.chosen, err)
	}
	if back, _ := server.tick(now); len(back) != 1 {
		t.Fatalf("the server sends %d requests", len(back))
	} else if answer, err := client.take(back[0], serverAt, now); err != nil || answer == nil {
		t.Errorf("the client answers %v, %v", answer, err)
	}
	if again, _ := client.tick(now.Add(consentEvery / 2)); again != nil {
		t.Error("asks again before it is time")
	}
	if again, to := client.tick(now.Add(consentEvery)); len(again) != 1 || to[0] != serverAt {
		t.Errorf("consent asked of %v", to)
	}
	if client.lost(now.Add(consentLasts)) || !client.lost(now.Add(consentLasts+1)) {
		t.Error("consent does not last 30 s")
	}
}

func TestChecksRefuseStrangers(t *testing.T) {
	client, server := pair()
	stranger, _ := pair()
	now := time.Unix(100, 0)
	requests, _ := stranger.tick(now)
	if answer, err := server.take(requests[0], clientAt, now); err == nil || answer != nil {
		t.Error("answered somebody without the password")
	}
	requests, _ = client.tick(now)
	answer, err := server.take(requests[0], clientAt, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.take(answer, serverAt, now); err == nil || stranger.chosen.IsValid() {
		t.Error("took an answer to a question of somebody else")
	}
}

func FuzzChecks(f *testing.F) {
	client, server := pair()
	requests, _ := client.tick(time.Unix(1, 0))
	f.Add(requests[0])
	if answer, err := server.take(requests[0], clientAt, time.Unix(1, 0)); err == nil {
		f.Add(answer)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, fresh := pair()
		if answer, err := fresh.take(b, clientAt, time.Unix(1, 0)); answer != nil || err == nil {
			t.Errorf("took % x with an unknown password", b)
		}
	})
}
