package crowd

import (
	"testing"
	"time"

	"aula/internal/media/hop"
)

func TestEstimate(t *testing.T) {
	const kbit = 1000 / 8
	var e estimate
	now := time.Unix(1000, 0)
	for i, second := range []struct {
		hop.Account
		want int // kbit/s; 0: nothing is told
	}{
		{hop.Account{Bytes: 400 * kbit}, 0}, // of before
		{hop.Account{Bytes: 400 * kbit}, 0},
		{hop.Account{Bytes: 400 * kbit}, 0},
		{hop.Account{Bytes: 400 * kbit}, 0},
		{hop.Account{Bytes: 400 * kbit}, 0},
		{hop.Account{Bytes: 400 * kbit}, 400},
		{hop.Account{Bytes: 400 * kbit}, 432},
		{hop.Account{Bytes: 10 * kbit}, 432}, // little is sent: nothing is learnt
		{hop.Account{Bytes: 200 * kbit, Overrun: true}, 170},
		{hop.Account{Bytes: 150 * kbit}, 183},
		{hop.Account{Bytes: 110 * kbit}, 183},
	} {
		bits, ok := e.next(second.Account, now)
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
	e.next(hop.Account{}, now)
	if bits, ok := e.next(hop.Account{Bytes: 25_000, Overrun: true}, now.Add(time.Second)); bits != 170_000 || !ok {
		t.Errorf("%d bit/s %v, want 170000", bits, ok)
	}
}
