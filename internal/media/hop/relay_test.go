package hop

import (
	"net"
	"net/netip"
	"testing"
	"time"
)

// echo answers every packet with the address from which it came.
func echo(t *testing.T) netip.AddrPort {
	t.Helper()
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buf := make([]byte, 100)
		for {
			_, from, err := conn.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			_, _ = conn.WriteToUDPAddrPort([]byte(from.String()), from)
		}
	}()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

// A relay stands between client and server with an address for each, which it can
// change, and with the networks that were set.
func TestRelay(t *testing.T) {
	relay, err := Open(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	client := func() func() (string, time.Duration) {
		conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(relay.Addr()))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return func() (string, time.Duration) {
			began := time.Now()
			_, _ = conn.Write([]byte("who am I"))
			_ = conn.SetReadDeadline(began.Add(10 * time.Second))
			buf := make([]byte, 100)
			n, err := conn.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			return string(buf[:n]), time.Since(began)
		}
	}
	ann, bo := client(), client()
	first, _ := ann()
	again, _ := ann()
	other, _ := bo()
	if first != again || first == other {
		t.Errorf("ann is %s and then %s, bo is %s", first, again, other)
	}
	relay.Set(Network{Delay: 60 * time.Millisecond}, Network{Delay: 40 * time.Millisecond})
	if _, took := ann(); took < 100*time.Millisecond {
		t.Errorf("the way there and back took %s, want 100 ms or more", took)
	}
	relay.Move()
	if moved, _ := ann(); moved == first {
		t.Errorf("ann is still %s", moved)
	}
}

// Nothing comes through a network that loses everything, and everything again afterwards.
func TestRelayLoses(t *testing.T) {
	relay, err := Open(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	conn, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(relay.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	relay.Set(Network{Loss: 1}, Network{})
	for range 10 {
		_, _ = conn.Write([]byte("hello"))
	}
	time.Sleep(50 * time.Millisecond) // what is lost does not come later
	relay.Set(Network{}, Network{})
	_, _ = conn.Write([]byte("hello"))
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	buf := make([]byte, 100)
	if _, err := conn.Read(buf); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := conn.Read(buf); err == nil {
		t.Errorf("what was lost came: %q", buf[:n])
	}
}
