package crowd

import (
	"testing"
	"time"
)

func TestEstimate(t *testing.T) {
	const kbit = 1000 / 8
	var e estimate
	now := time.Unix(1000, 0)
	for i, second := range []struct {
		account
		want int // kbit/s; 0: nothing is told
	}{
		{account{bytes: 400 * kbit}, 0}, // of before
		{account{bytes: 400 * kbit}, 0},
		{account{bytes: 400 * kbit}, 0},
		{account{bytes: 400 * kbit}, 0},
		{account{bytes: 400 * kbit}, 0},
		{account{bytes: 400 * kbit}, 400},
		{account{bytes: 400 * kbit}, 432},
		{account{bytes: 10 * kbit}, 432}, // little is sent: nothing is learnt
		{account{bytes: 200 * kbit, overrun: true}, 170},
		{account{bytes: 150 * kbit}, 183},
		{account{bytes: 110 * kbit}, 183},
	} {
		bits, ok := e.next(second.account, now)
		if bits/1000 != second.want || ok != (second.want > 0) {
			t.Errorf("second %d: %d kbit/s %v, want %d", i, bits/1000, ok, second.want)
		}
		now = now.Add(time.Second)
	}
}

// A viewer that tells its estimate from the first second because its way is overrun.
func TestEstimateOfAnOverrunWay(t *testing.T) {
	var e estimate
	now := time.Unix(1000, 0)
	e.next(account{}, now)
	if bits, ok := e.next(account{bytes: 25_000, overrun: true}, now.Add(time.Second)); bits != 170_000 || !ok {
		t.Errorf("%d bit/s %v, want 170000", bits, ok)
	}
}

func TestALimitedNetworkTellsWhenItIsOverrun(t *testing.T) {
	n := newNetwork(Network{Rate: 80_000, Queue: time.Second})
	now := time.Unix(1000, 0)
	for range 4 { // 1,000 bytes take 100 ms
		n.pass(1000, now)
	}
	if a := n.account(); a != (account{bytes: 4000}) {
		t.Errorf("a queue of 300 ms: %+v", a)
	}
	n.pass(1000, now)
	if a := n.account(); a != (account{bytes: 1000, overrun: true}) {
		t.Errorf("a queue of 400 ms: %+v", a)
	}
	if a := n.account(); a != (account{}) {
		t.Errorf("told twice: %+v", a)
	}
}
