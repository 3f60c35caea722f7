package udp

import (
	"bytes"
	"math/rand/v2"
	"net"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func open(t testing.TB, hostport string) *Socket {
	t.Helper()
	s, err := Listen(hostport)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// receiver is somebody's ordinary socket.
func receiver(t testing.TB, network, host string) (*net.UDPConn, netip.AddrPort) {
	t.Helper()
	c, err := net.ListenUDP(network, &net.UDPAddr{IP: net.ParseIP(host)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetReadBuffer(Buffer)
	return c, c.LocalAddr().(*net.UDPAddr).AddrPort()
}

func read(t testing.TB, c *net.UDPConn) ([]byte, netip.AddrPort) {
	t.Helper()
	buf := make([]byte, 65536)
	c.SetReadDeadline(time.Now().Add(5 * time.Second))
	n, from, err := c.ReadFromUDPAddrPort(buf)
	if err != nil {
		t.Fatal(err)
	}
	return buf[:n], from
}

func add(b *Batch, d *Destination, data []byte) { b.Add(d, len(append(b.Space(), data...))) }

// Whatever sizes go to whomever in whatever order, everybody receives exactly their own
// datagrams in order, whether or not the kernel cuts segments.
func TestBatchDelivers(t *testing.T) {
	s := open(t, "127.0.0.1:0")
	const people = 3
	var conns [people]*net.UDPConn
	var to [people]*Destination
	for i := range people {
		c, addr := receiver(t, "udp4", "127.0.0.1")
		conns[i], to[i] = c, s.Destination(Way{Remote: addr})
	}
	b := s.NewBatch()
	rapid.Check(t, func(r *rapid.T) {
		var want [people][][]byte
		runs := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) [3]int {
			return [3]int{rapid.IntRange(0, people-1).Draw(r, "to"), rapid.IntRange(1, 1300).Draw(r, "size"), rapid.IntRange(1, 80).Draw(r, "times")}
		}), 1, 6).Draw(r, "runs")
		for _, run := range runs {
			for range run[2] {
				data := make([]byte, run[1])
				for i := range data {
					data[i] = byte(rand.Uint32())
				}
				want[run[0]] = append(want[run[0]], data)
				add(b, to[run[0]], data)
			}
		}
		b.Flush()
		for i, c := range conns {
			for n, data := range want[i] {
				if got, _ := read(t, c); !bytes.Equal(got, data) {
					r.Fatalf("receiver %d, datagram %d: %d bytes, want %d", i, n, len(got), len(data))
				}
			}
		}
		if b.Lost > 0 {
			r.Fatalf("%d lost", b.Lost)
		}
	})
}

// More datagrams than a batch holds leave when it is full; none is lost or mixed up.
func TestBatchLargerThanItsRoom(t *testing.T) {
	s := open(t, "127.0.0.1:0")
	b := s.NewBatch()
	const people, each = 300, 2
	var conns []*net.UDPConn
	var to []*Destination
	for range people {
		c, addr := receiver(t, "udp4", "127.0.0.1")
		conns, to = append(conns, c), append(to, s.Destination(Way{Remote: addr}))
	}
	for n := range each {
		for i := range people {
			add(b, to[i], bytes.Repeat([]byte{byte(i), byte(n)}, 600))
		}
	}
	b.Flush()
	for i, c := range conns {
		for n := range each {
			if got, _ := read(t, c); !bytes.Equal(got, bytes.Repeat([]byte{byte(i), byte(n)}, 600)) {
				t.Fatalf("receiver %d, datagram %d: %d bytes", i, n, len(got))
			}
		}
	}
}

// Somebody who has gone takes nothing away from the others.
func TestBatchPassesOverTheDead(t *testing.T) {
	s := open(t, "127.0.0.1:0")
	b := s.NewBatch()
	c, addr := receiver(t, "udp4", "127.0.0.1")
	gone, dead := receiver(t, "udp4", "127.0.0.1")
	gone.Close()
	for range 5 {
		add(b, s.Destination(Way{Remote: dead}), []byte("nobody"))
		add(b, s.Destination(Way{Remote: netip.MustParseAddrPort("127.0.0.1:0")}), []byte("nowhere"))
		add(b, s.Destination(Way{Remote: addr}), []byte("somebody"))
		b.Flush()
	}
	for range 5 {
		if got, _ := read(t, c); string(got) != "somebody" {
			t.Fatalf("got %q", got)
		}
	}
}

// An answer leaves from the address that was asked, over IPv4 and IPv6, on a socket for all.
func TestAnswersLeaveFromTheAddressThatWasAsked(t *testing.T) {
	for _, tt := range []struct{ listen, network, from, to string }{
		{"0.0.0.0:0", "udp4", "127.0.0.1", "127.0.0.2"},
		{":0", "udp4", "127.0.0.1", "127.0.0.3"},
		{":0", "udp6", "::1", "::1"},
	} {
		t.Run(tt.listen+" "+tt.to, func(t *testing.T) {
			s := open(t, tt.listen)
			c, addr := receiver(t, tt.network, tt.from)
			asked := netip.AddrPortFrom(netip.MustParseAddr(tt.to), s.Addr().Port())
			if _, err := c.WriteToUDPAddrPort([]byte("who is there?"), asked); err != nil {
				t.Fatal(err)
			}
			got, err := s.Receive()
			if err != nil || len(got) != 1 || string(got[0].Bytes) != "who is there?" || got[0].Remote != addr {
				t.Fatalf("received %+v, %v", got, err)
			}
			b, d := s.NewBatch(), s.Destination(got[0].Way)
			for range 3 { // as segments
				add(b, d, []byte("a hall"))
			}
			b.Flush()
			for range 3 {
				if answer, from := read(t, c); string(answer) != "a hall" || (runtime.GOOS == "linux" && from != asked) {
					t.Errorf("%q from %v, want it from %v", answer, from, asked)
				}
			}
		})
	}
}

func TestNothingIsAllocated(t *testing.T) {
	s := open(t, "127.0.0.1:0")
	b := s.NewBatch()
	c, addr := receiver(t, "udp4", "127.0.0.1")
	d := s.Destination(Way{Remote: addr})
	data := make([]byte, 1200)
	if n := testing.AllocsPerRun(100, func() {
		for range 7 {
			add(b, d, data)
		}
		b.Flush()
	}); n > 0 {
		t.Errorf("%v allocations for a frame", n)
	}
	_ = c
}

func TestCloseEndsReceive(t *testing.T) {
	s := open(t, "127.0.0.1:0")
	ended := make(chan error)
	go func() {
		_, err := s.Receive()
		ended <- err
	}()
	s.Close()
	if err := <-ended; err == nil {
		t.Error("no error")
	}
}
