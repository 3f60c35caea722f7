package floor

import (
	"bufio"
	"bytes"
	"testing"
	"time"
)

// The screen is as far behind as the oldest answered vote that it does not know of.
func TestBehind(t *testing.T) {
	at := func(ms int) time.Time { return time.UnixMilli(int64(ms)) }
	s := &seat{seen: []sight{{at(400), 2}, {at(900), 3}, {at(1000), 3}, {at(1500), 4}}}
	if got := s.behind([]time.Time{at(10), at(20), at(390), at(1100)}); got != 510*time.Millisecond {
		t.Errorf("behind %v", got)
	}
}

// Medians are taken over the rounds, of each server, transport and crowd by itself.
func TestSummary(t *testing.T) {
	o := options{listeners: []int{10}}
	var runs []run
	for i, p99 := range []float64{30, 10, 20} {
		for _, transport := range []string{"ws", "sse"} {
			runs = append(runs, run{"aula", transport, 10, 1, p99, float64(i), 0}, run{"centrifuge", transport, 10, 1, 99, 7, 0})
		}
	}
	got := map[string]float64{}
	for _, f := range o.summarise(runs) {
		got[f.Name] = f.Value
	}
	for name, want := range map[string]float64{"floor.fanout.ws.10.p99_ms": 20, "floor.fanout.sse.10.p50_ms": 1, "floor.us_per_delivery.aula": 1, "floor.us_per_delivery.sse.centrifuge": 7} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
}

// Frames of every length are read whole, and what a client sends is masked.
func TestFrames(t *testing.T) {
	var wire bytes.Buffer
	long := bytes.Repeat([]byte("x"), 70_000)
	for _, m := range [][]byte{[]byte("a"), long[:300], long} {
		switch n := len(m); {
		case n < 126:
			wire.Write([]byte{0x81, byte(n)})
		case n < 1<<16:
			wire.Write([]byte{0x81, 126, byte(n >> 8), byte(n)})
		default:
			wire.Write([]byte{0x81, 127, 0, 0, 0, 0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		}
		wire.Write(m)
	}
	var got []int
	_ = target{}.frames(nil, bufio.NewReader(&wire), func(m []byte) error { got = append(got, len(m)); return nil })
	if len(got) != 3 || got[0] != 1 || got[1] != 300 || got[2] != 70_000 {
		t.Errorf("read %v", got)
	}
	if f := frame("{}"); f[1]&0x80 == 0 || string(f[6:]) != "{}" {
		t.Errorf("frame %v", f)
	}
}
