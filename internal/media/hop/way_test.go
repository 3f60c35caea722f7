package hop

import (
	"net/netip"
	"slices"
	"testing"
	"time"
)

// passage is what a network does to packets of equal size that come at equal distances.
func passage(n Network, count, size int, every time.Duration) (at []time.Duration, lost int) {
	way, start := New(n), time.Unix(0, 0)
	for i := range count {
		now := start.Add(time.Duration(i) * every)
		if t, ok := way.Pass(size, now); ok {
			at = append(at, t.Sub(now))
		} else {
			lost++
		}
	}
	return at, lost
}

func TestNetworkIsTheSameForTheSameSeed(t *testing.T) {
	n := Network{Loss: 0.1, Delay: 30 * time.Millisecond, Jitter: 20 * time.Millisecond, Seed: 5}
	one, _ := passage(n, 1000, 1200, time.Millisecond)
	two, _ := passage(n, 1000, 1200, time.Millisecond)
	if !slices.Equal(one, two) {
		t.Error("two networks of one seed differ")
	}
	n.Seed++
	if other, _ := passage(n, 1000, 1200, time.Millisecond); slices.Equal(one, other) {
		t.Error("networks of two seeds are equal")
	}
}

func TestNetworkDelaysAndLoses(t *testing.T) {
	n := Network{Loss: 0.1, Delay: 30 * time.Millisecond, Jitter: 20 * time.Millisecond, Seed: 5}
	at, lost := passage(n, 10_000, 1200, time.Millisecond)
	if lost < 900 || lost > 1100 {
		t.Errorf("%d of 10000 lost, asked for 1000", lost)
	}
	if least, most := slices.Min(at), slices.Max(at); least < 30*time.Millisecond || least > 31*time.Millisecond || most > 50*time.Millisecond || most < 49*time.Millisecond {
		t.Errorf("delays from %v to %v, asked for 30 to 50 ms", least, most)
	}
}

// A limit lets its rate pass: twice as much is lost by half once the queue is full.
func TestNetworkLimitsTheRate(t *testing.T) {
	n := Network{Rate: 960_000, Queue: 100 * time.Millisecond} // 100 packets of 1200 bytes in a second
	at, lost := passage(n, 2000, 1200, 5*time.Millisecond)     // 200 in a second, for 10 s
	if lost < 980 || lost > 1000 {
		t.Errorf("%d of 2000 lost, want 1000 less the queue", lost)
	}
	if most := slices.Max(at); most < 100*time.Millisecond || most > 110*time.Millisecond {
		t.Errorf("longest wait %v, want the queue of 100 ms and one packet", most)
	}
	if _, lost := passage(n, 500, 1200, 10*time.Millisecond); lost != 0 {
		t.Errorf("%d lost at just the rate", lost)
	}
}

// Packets come out at their times, and in their order where nothing changes it.
func TestNetworkKeepsPacketsUntilTheirTime(t *testing.T) {
	way, start := New(Network{Delay: 10 * time.Millisecond}), time.Unix(0, 0)
	from := netip.MustParseAddrPort("192.0.2.1:9")
	buf := []byte{0}
	for i := range byte(3) {
		buf[0] = i // as a reader uses its memory again
		way.Put(buf, from, start)
	}
	var got []byte
	take := func(b []byte, _ netip.AddrPort) { got = append(got, b...) }
	way.Take(start.Add(9*time.Millisecond), take)
	if len(got) != 0 {
		t.Fatalf("%v came early", got)
	}
	if want := start.Add(10 * time.Millisecond); !way.Due().Equal(want) {
		t.Errorf("due %v, want %v", way.Due(), want)
	}
	way.Take(start.Add(10*time.Millisecond), take)
	if want := []byte{0, 1, 2}; !slices.Equal(got, want) || !way.Due().IsZero() {
		t.Errorf("came %v, want %v; next due %v", got, want, way.Due())
	}
}

func TestALimitedNetworkTellsWhenItIsOverrun(t *testing.T) {
	n := New(Network{Rate: 80_000, Queue: time.Second})
	now := time.Unix(1000, 0)
	for range 4 { // 1,000 bytes take 100 ms
		n.Pass(1000, now)
	}
	if a := n.Account(); a != (Account{Bytes: 4000}) {
		t.Errorf("a queue of 300 ms: %+v", a)
	}
	n.Pass(1000, now)
	if a := n.Account(); a != (Account{Bytes: 1000, Overrun: true}) {
		t.Errorf("a queue of 400 ms: %+v", a)
	}
	if a := n.Account(); a != (Account{}) {
		t.Errorf("told twice: %+v", a)
	}
}
