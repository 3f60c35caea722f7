package rtpmap_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/media/rtpmap"
)

type in struct {
	seq  uint16
	time uint32
}

type out struct {
	seq  uint16
	time uint32
	ok   bool
}

func TestRewriteAcrossASwitch(t *testing.T) {
	m := rtpmap.New(90000, 65534, 1000)
	m.Switch(10, 500_000, 0)
	check(t, m, in{10, 500_000}, out{65534, 1000, true})
	check(t, m, in{12, 506_000}, out{0, 7000, true})
	check(t, m, in{11, 503_000}, out{65535, 4000, true}) // overtaken on the way
	check(t, m, in{9, 497_000}, out{})                   // from before the switch

	m.Switch(40_000, 7, 100*time.Millisecond)
	check(t, m, in{40_000, 7}, out{1, 16_000, true})
	check(t, m, in{39_999, 1}, out{})
	check(t, m, in{40_001, 3007}, out{2, 19_000, true})
	if got := m.Time(90_007); got != 106_000 {
		t.Errorf("report of 90007 reads %d, want 106000", got)
	}
}

func check(t *testing.T, m *rtpmap.Map, p in, want out) {
	t.Helper()
	var got out
	if got.seq, got.time, got.ok = m.Rewrite(p.seq, p.time); got != want {
		t.Errorf("Rewrite(%v) = %v, want %v", p, got, want)
	}
}

// However far the sources' numbers lie apart and wherever they wrap, a viewer
// sees numbers that go on by one and times that go on by the gap.
func TestStreamGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const rate, step = 90000, 3000
		seq, at := rapid.Uint16().Draw(t, "seq"), rapid.Uint32().Draw(t, "time")
		m := rtpmap.New(rate, seq, at)
		for round := range rapid.IntRange(1, 6).Draw(t, "sources") {
			s := in{rapid.Uint16().Draw(t, "source seq"), rapid.Uint32().Draw(t, "source time")}
			gap := time.Duration(rapid.IntRange(-50, 5000).Draw(t, "gap ms")) * time.Millisecond
			m.Switch(s.seq, s.time, gap)
			if round > 0 {
				at += max(uint32(max(gap, 0).Milliseconds())*rate/1000, 1)
			}
			for range rapid.IntRange(1, 4_000).Draw(t, "packets") {
				gotSeq, gotTime, ok := m.Rewrite(s.seq, s.time)
				if !ok || gotSeq != seq || gotTime != at {
					t.Fatalf("got %d %d %v, want %d %d", gotSeq, gotTime, ok, seq, at)
				}
				s.seq, s.time, seq, at = s.seq+1, s.time+step, seq+1, at+step
			}
			at -= step
		}
	})
}

// Whatever is lost or overtaken, within one source the distances stay, no number
// is given to two packets, and none from before the switch comes through.
func TestDistancesStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rtpmap.New(48000, rapid.Uint16().Draw(t, "seq"), rapid.Uint32().Draw(t, "time"))
		base := in{rapid.Uint16().Draw(t, "base seq"), rapid.Uint32().Draw(t, "base time")}
		m.Switch(base.seq, base.time, 0)
		first, firstTime, _ := m.Rewrite(base.seq, base.time)
		given := map[uint16]uint16{}
		at := 0
		for range 200 {
			at += rapid.IntRange(-20, 40).Draw(t, "jump")
			s := in{base.seq + uint16(at), base.time + uint32(at)*960}
			seq, when, ok := m.Rewrite(s.seq, s.time)
			if ok != (at >= 0) {
				t.Fatalf("packet %d after the switch: ok %v", at, ok)
			}
			if !ok {
				at = 0
				continue
			}
			if seq-first != uint16(at) || when-firstTime != uint32(at)*960 {
				t.Fatalf("packet %d is numbered %d later, %d ticks later", at, seq-first, when-firstTime)
			}
			if before, taken := given[seq]; taken && before != s.seq {
				t.Fatalf("number %d was given to %d and %d", seq, before, s.seq)
			}
			given[seq] = s.seq
		}
	})
}
