package loss

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Unix(1_800_000_000, 0)

func after(ms int) time.Time { return noon.Add(time.Duration(ms) * time.Millisecond) }

func asked(m *Missing, now time.Time) (all []uint16) {
	for _, pair := range m.Ask(now) {
		all = append(all, pair.PacketList()...)
	}
	return all
}

func TestWhatIsAskedFor(t *testing.T) {
	var m Missing
	m.Arrived(65534, noon)
	m.Arrived(2, noon) // 65535, 0 and 1 have not come
	if got := asked(&m, noon); got != nil {
		t.Errorf("asked for %v at once", got)
	}
	m.Arrived(0, after(5)) // overtaken, not lost
	steps := []struct {
		ms   int
		want []uint16
	}{{10, []uint16{65535, 1}}, {50, nil}, {90, []uint16{65535, 1}}, {100, nil}}
	for _, s := range steps {
		if got := asked(&m, after(s.ms)); !slices.Equal(got, s.want) {
			t.Errorf("after %d ms asked for %v, want %v", s.ms, got, s.want)
		}
	}
	if !m.Arrived(1, after(120)) {
		t.Error("a packet that was asked for is not taken")
	}
	if m.Arrived(1, after(121)) {
		t.Error("a packet is taken twice")
	}
	n := 0
	for ms := 200; ms < 5000; ms += 10 {
		n += len(asked(&m, after(ms)))
	}
	if n != requests-2 {
		t.Errorf("asked %d times more, want %d and then never again", n, requests-2)
	}
}

func TestALeapIsNoLoss(t *testing.T) {
	var m Missing
	m.Arrived(10, noon)
	m.Arrived(5000, noon)
	if got := asked(&m, after(50)); got != nil {
		t.Errorf("asked for %v", got)
	}
	if m.Arrived(4400, noon) {
		t.Error("a packet from before all memory is taken")
	}
}

// Whatever order packets come in: each is taken once, and exactly those that never came are asked for.
func TestEveryPacketOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.Uint16().Draw(t, "first")
		sent := rapid.SliceOfN(rapid.SampledFrom([]string{"comes", "twice", "late", "never"}), 2, 60).Draw(t, "packets")
		sent[0], sent[len(sent)-1] = "comes", "comes"
		var m Missing
		var want []uint16
		var late []uint16
		for i, how := range sent {
			seq := first + uint16(i)
			switch how {
			case "late":
				late = append(late, seq)
				continue
			case "never":
				want = append(want, seq)
				continue
			}
			if !m.Arrived(seq, noon) {
				t.Fatalf("%d was not taken", seq)
			}
			if how == "twice" && m.Arrived(seq, noon) {
				t.Fatalf("%d was taken twice", seq)
			}
		}
		for _, seq := range late {
			if !m.Arrived(seq, noon) || m.Arrived(seq, noon) {
				t.Fatalf("late %d was not taken once", seq)
			}
		}
		if got := asked(&m, after(20)); !slices.Equal(got, want) {
			t.Fatalf("asked for %v, want %v", got, want)
		}
	})
}

func TestReceptionReport(t *testing.T) {
	r := Reception{Rate: 90000}
	for i := range 100 {
		if i%10 == 9 && i < 50 {
			continue // 5 of 100 are lost
		}
		r.Arrived(uint16(65500+i), uint32(i*3000), noon.Add(time.Duration(i)*time.Second/30))
	}
	r.Reported(0x1122334455667788, after(0))
	got := r.Report(7, after(500))
	if got.SSRC != 7 || got.LastSequenceNumber != 65599 || got.TotalLost != 5 || got.FractionLost != 12 || got.LastSenderReport != 0x33445566 || got.Delay != 32768 || got.Jitter > 1 {
		t.Errorf("%+v", got)
	}
	if got := r.Report(7, after(600)); got.FractionLost != 0 || got.TotalLost != 5 {
		t.Errorf("then %+v", got)
	}
}
